"""What must hold of courses over time, beyond the shape of their parts."""

from collections.abc import Iterator

from omsrisk.core.pricing.case import Case
from omsrisk.core.pricing.declarations import ComputedArgument, LineType, StatedArgument
from omsrisk.core.pricing.derived import COURSES
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
        for course, kind in COURSES.items():
            rows = one.rows.get(course, ())
            if not rows or (where and rows == case.rows.get(course)):
                continue
            here: Location = (*where, *course.split("."))
            yield from _in_order(one, course, here)
            wins = _instead(kind)
            if wins in one.inputs:
                message = f"stands beside `{wins}`, which no days lie behind"
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
