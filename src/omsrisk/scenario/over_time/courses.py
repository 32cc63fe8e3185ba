"""What must hold of windows over time, beyond the shape of their parts: courses, and working days."""

from collections.abc import Iterator

from omsrisk.core.pricing.case import Case, Phase
from omsrisk.core.pricing.catalogue import (
    DAYS_IF_IT_FAILS,
    DRIVERS,
    IF_IT_FAILS,
    STABILISATION,
    WORKING_DAYS,
)
from omsrisk.core.pricing.declarations import ComputedArgument, LineType, StatedArgument
from omsrisk.core.pricing.derived import COURSES, COURSES_IF_IT_FAILS
from omsrisk.core.pricing.lines import index_of_course
from omsrisk.scenario.documents.places import Location

Problem = tuple[Location, str, str, str]
"""Where, the code, the message and the hint of a finding."""


def problems_of_courses(case: Case) -> Iterator[Problem]:
    """List what is wrong with the courses of a scenario and of its phases."""
    places: list[tuple[Location, Case]] = [((), case)]
    places += [
        (("phases", at), case._replace(inputs=one.inputs, rows=one.rows))
        for at, one in enumerate(case.phases)
    ]
    for where, one in places:
        for course, kind in (*COURSES.items(), *COURSES_IF_IT_FAILS.items()):
            rows = one.rows.get(course, ())
            if not rows or (where and rows is case.rows.get(course)):  # inherited, and told above
                continue
            here: Location = (*where, *course.split("."))
            yield from _in_order(one, course, here)
            wins = _instead(kind)
            own = wins.replace(STABILISATION, IF_IT_FAILS, 1)
            beside = [path for path in (wins, own) if path in one.inputs]
            if beside and (beside[0] == wins or course in COURSES_IF_IT_FAILS):
                message = f"stands beside `{beside[0]}`, which no days lie behind"
                yield here, "SCN111", message, "keep one of them"
        yield from _working_days_if_it_fails(where, one)


def _working_days_if_it_fails(where: Location, one: Case) -> Iterator[Problem]:
    """Find a window that is another if the go-live fails, and working days that stay the same."""
    own = WORKING_DAYS.replace(STABILISATION, IF_IT_FAILS, 1)
    days = one.inputs.get(DAYS_IF_IT_FAILS)
    if days is None or WORKING_DAYS not in one.inputs or own in one.inputs:
        return
    if where and days.path == DAYS_IF_IT_FAILS and not one.inputs[WORKING_DAYS].restated:
        return  # both are the scenario's, where it is told
    hint = f"`{WORKING_DAYS}` is of the go-live that holds: state those in the other window, too"
    yield (*where, *own.split(".")), "SCN103", "", hint


def problems_of_grace(case: Case) -> Iterator[Problem]:
    """List the items that have days of grace where no days are counted."""
    places: list[tuple[Location, Case | Phase]] = [((), case)]
    places += [(("phases", at), one) for at, one in enumerate(case.phases)]
    told: set[int] = set()
    for where, one in places:
        for path, elements in one.rows.items():
            for at, row in enumerate(elements):
                wins = DRIVERS[row.per].instead if row.per and row.grace_days else ""
                if wins in one.inputs and id(row) not in told:
                    told.add(id(row))  # phases inherit it
                    message = f"stands beside `{wins}`, which no days lie behind"
                    here: Location = (*where, *path.split("."), at, "grace_days")
                    yield here, "SCN111", message, "keep one of them"


def _in_order(case: Case, course: str, here: Location) -> Iterator[Problem]:
    rows, inputs = case.rows[course], case.inputs
    before = 0
    for at, row in enumerate(rows):
        last = at + 1 == len(rows)
        if row.until_day is None and not last:
            yield (*here, at, "until_day"), "SCN103", "", "only the last part goes on"
        elif row.until_day is not None and last:
            message = "ends: what its last part says goes on"
            hint = "leave `until_day` out of it, or add `- index: 0`"
            yield (*here, at, "until_day"), "SCN311", message, hint
        elif row.until_day is not None and row.until_day <= before:
            message = f"{row.until_day} does not lie behind {before}"
            yield (*here, at, "until_day"), "SCN311", message, "write the parts in order"
        if index_of_course(course, row) not in inputs:
            yield (*here, at, "index"), "SCN103", "", "what one of its days counts as"
        before = row.until_day or before


def _instead(kind: LineType) -> str:
    """Return the input that counts in the place of the days, where one does."""
    for one in kind.arguments.values():
        if isinstance(one, ComputedArgument) and one.unless is not None:
            return one.unless
        if isinstance(one, StatedArgument) and one.course and len(one.paths) > 1:
            return one.paths[0]
    return ""
