"""Needs: which inputs the lines of a case lack, and which stand in it without effect."""

from collections.abc import Hashable, Iterator, Mapping
from typing import NamedTuple, TypeVar

from omsrisk.core.phasing.covered_rows import rows_in_phase
from omsrisk.core.phasing.if_it_fails import failed_version
from omsrisk.core.pricing import catalogue
from omsrisk.core.pricing.case import Case, Input
from omsrisk.core.pricing.catalogue import LIKELIHOOD
from omsrisk.core.pricing.declarations import (
    Argument,
    ComputedArgument,
    KnownArgument,
    LineType,
    SeasonDays,
)
from omsrisk.core.pricing.derived import BY_PHASE, CATEGORIES
from omsrisk.core.pricing.lines import Slice, slices_of, whole_of
from omsrisk.core.pricing.programme import chosen_cost

T = TypeVar("T")


class MissingInput(NamedTuple):
    """
    An input that a line needs and nobody states.

    Attributes:
        path: The input, by the path it has in the scenario.
        needed_by: The section or the row that asks for it.
        instead: Another input that would do; empty where there is none.
        phase: The slug of the phase that restates the section; empty for the scenario.
    """

    path: str
    needed_by: str
    instead: str = ""
    phase: str = ""


_KEPT = 256
"""Shapes of cases of which the needs are kept; one who has more files hardly has more shapes."""

_missing: dict[Hashable, list[MissingInput]] = {}
_idle: dict[Hashable, list[str]] = {}
"""What is missing, and the paths of what is idle, by the shape of a case."""


def _shape_of(case: Case) -> Hashable:
    """
    Tell what alone needs depend on: what is stated, not the numbers; None for a case of many parts.

    Thousands of files that price the same things have one shape, and the same needs.
    """
    if case.phases or case.gaps:
        return None
    rows = tuple((path, *((one.slug, one.per) for one in own)) for path, own in case.rows.items())
    return tuple(case.inputs), case.sections, rows, case.stops_if_a_phase_fails


def _remember(kept: dict[Hashable, T], shape: Hashable, found: T) -> T:
    if shape is not None:
        if len(kept) >= _KEPT:
            kept.clear()
        kept[shape] = found
    return found


def missing_inputs(case: Case) -> list[MissingInput]:
    """List the inputs that the stated sections need and nobody states, each once."""
    shape = _shape_of(case)
    found = _missing.get(shape)
    return _remember(_missing, shape, _missing_inputs(case)) if found is None else found


def _missing_inputs(case: Case) -> list[MissingInput]:
    missing: dict[tuple[str, str], MissingInput] = {}
    for at, one in enumerate(slices_of(case)):
        phase = case.phases[at] if case.phases else None
        failed = failed_version(one)
        for kind in BY_PHASE:
            if kind.section in one.sections:
                own = phase is not None and kind.section in phase.restated_sections
                slug = phase.slug if phase is not None and own else ""
                for lack in _needs(one, kind):
                    missing.setdefault((slug, lack.path), lack._replace(phase=slug))
            elif failed is not None and kind.section in failed.sections:
                own = phase is not None and catalogue.IF_IT_FAILS in phase.restated_sections
                slug = phase.slug if phase is not None and own else ""
                for lack in map(_if_it_fails, _needs(failed, kind)):
                    missing.setdefault((slug, lack.path), lack._replace(phase=slug))
    whole = whole_of(case)
    for kind in _CHARGED_ONCE:
        if kind.section not in case.sections:
            continue
        for lack in _needs(whole, kind):
            missing.setdefault(("", lack.path), lack)
    for lack in (*_capital_needs(whole), *_gap_needs(case), *_needs_of_items(case)):
        missing.setdefault(("", lack.path), lack)
    return [lack for (phase, path), lack in missing.items() if not phase or ("", path) not in missing]


def _if_it_fails(lack: MissingInput) -> MissingInput:
    """Name what a line lacks that only a go-live has that fails."""
    path, needed_by, instead = (
        one.replace(catalogue.STABILISATION, catalogue.IF_IT_FAILS, 1)
        for one in (lack.path, lack.needed_by, lack.instead)
    )
    return lack._replace(path=path, needed_by=needed_by, instead=instead)


def unassessed_inputs(case: Case) -> list[MissingInput]:
    """List the inputs of the categories that nobody assesses, in the scenario or in a phase."""
    sections = case.sections.union(*(phase.sections for phase in case.phases))
    whole = whole_of(case)
    found: dict[str, MissingInput] = {}
    for kind in CATEGORIES:
        if kind.section in sections:
            continue
        parts = [MissingInput(part.path, kind.section) for part in (kind.parts or {}).values()]
        for lack in parts or _unstated(whole, kind.arguments, "", kind.section):
            found.setdefault(lack.path, lack)
    return list(found.values())


def _capital_needs(whole: Slice) -> list[MissingInput]:
    if catalogue.CAPITAL not in whole.sections:
        return []
    rows = whole.rows.get(catalogue.CAPITAL_ITEMS)
    if rows is None:
        lacking = _unstated(whole, catalogue.CAPITAL_AT_RISK, "", catalogue.CAPITAL)
        return [one for one in lacking if not (_only_overruns(whole) and one.path in _PAID)]
    return [
        lack
        for row in rows
        for lack in _unstated(
            whole, catalogue.CAPITAL_ITEM, row.slug, f"{catalogue.CAPITAL_ITEMS}.{row.slug}"
        )
    ]


def _only_overruns(whole: Slice) -> bool:
    """Whether the cost of the system is stated for its overrun, and none of it for a risk."""
    overruns = catalogue.CAPITAL_OVERRUN.section in whole.sections
    return overruns and catalogue.PAID_BEFORE_GO_LIVE not in whole.inputs


_PAID = (catalogue.PAID_BEFORE_GO_LIVE,)


def _needs_of_items(case: Case) -> Iterator[MissingInput]:
    """List what the drivers of cost items lack."""
    for at, one in enumerate(slices_of(case)):
        own = case.phases[at].own_rows if case.phases else {}
        failed = failed_version(one) or one
        for path, rows in (*one.rows.items(), *own.items()):
            # the tickets of a go-live that holds, or of one that fails
            priced_as = one if path == catalogue.STABILISATION_ITEMS.path else failed
            for row in rows:
                driver = None if row.per is None else catalogue.DRIVERS[row.per]
                # of rows their own line says what they lack
                if driver is not None and not priced_as.rows.get(driver.rows):
                    arguments = {"driver": driver.argument}
                    yield from _unstated(priced_as, arguments, "", f"{path}.{row.slug}")


def _gap_needs(case: Case) -> list[MissingInput]:
    """List the costs that were decided on and that nobody states."""
    chosen = ((gap, chosen_cost(gap)) for gap in case.gaps)
    return [
        MissingInput(path, f"{catalogue.GAP_LIST}.{gap.slug}")
        for gap, path in chosen
        if path is not None and path not in case.inputs
    ]


def _needs(one: Slice, kind: LineType) -> list[MissingInput]:
    rows = one.rows.get(kind.rows, ()) if kind.rows else ()
    if not rows:
        return _unstated(one, kind.arguments, "", kind.section)
    of_rows = kind.rows or ""
    return [
        lack
        for row in rows_in_phase(rows, one.phase)
        for lack in _unstated(
            one.of_row(of_rows, row), kind.all_arguments, row.slug, f"{of_rows}.{row.slug}"
        )
    ]


def _unstated(
    one: Slice, arguments: Mapping[str, Argument], slug: str, needed_by: str
) -> list[MissingInput]:
    found: list[MissingInput] = []
    for argument in arguments.values():
        if isinstance(argument, ComputedArgument):
            if argument.unless is None or argument.unless not in one.inputs:
                found += _unstated(one, argument.arguments, slug, needed_by)
        elif isinstance(argument, SeasonDays):
            if argument.path not in one.inputs:
                found.append(MissingInput(argument.path, needed_by))
        elif not isinstance(argument, KnownArgument) and argument.default is None:
            paths = [path.replace("*", slug) for path in argument.paths]
            if not any(path in one.inputs for path in paths):
                instead = paths[0] if len(paths) > 1 else ""
                found.append(MissingInput(paths[-1], needed_by, instead))
    return found


def idle_inputs(case: Case) -> list[Input]:
    """
    List the inputs that stand in a priced section and change nothing.

    Such as the training hours of the section where every department states its own.
    """
    shape = _shape_of(case)
    paths = _idle.get(shape)
    if paths is None:
        idle = _idle_inputs(case)
        if shape is not None:
            path_of = {id(one): path for path, one in case.inputs.items()}
            _remember(_idle, shape, [path_of[id(one)] for one in idle])
        return idle
    return [case.inputs[path] for path in paths]


def _idle_inputs(case: Case) -> list[Input]:
    taken: set[str] = set()
    stated: dict[str, Input] = {}
    for one in slices_of(case):
        by_section: dict[str, list[str]] = {}
        for path in one.inputs:
            by_section.setdefault(path.rpartition(".")[0], []).append(path)
        for kind in BY_PHASE:
            own = by_section.get(kind.section, [])
            if kind.section in one.sections and not _all_certain(one, kind, own):
                taken |= {one.inputs[path].path for path in _taken_by(one, kind)}
                stated.update((one.inputs[path].path, one.inputs[path]) for path in own)
    idle = [one for path, one in stated.items() if path not in taken]
    return idle + _idle_shared(case)


def _all_certain(one: Slice, kind: LineType, own: list[str]) -> bool:
    """Whether a section states only what its line takes in any case: the common case, told fast."""
    certain = _CERTAIN[kind.id]
    return not (kind.rows and one.rows.get(kind.rows)) and certain.issuperset(own)


def _certain(arguments: Mapping[str, Argument]) -> set[str]:
    """List the inputs that a line takes wherever they stand."""
    certain: set[str] = set()
    for argument in arguments.values():
        if isinstance(argument, ComputedArgument):
            certain |= set() if argument.unless else _certain(argument.arguments)
            certain |= {argument.unless} if argument.unless else set()
        elif isinstance(argument, SeasonDays):
            certain.add(argument.path)
        elif not isinstance(argument, KnownArgument):
            certain.add(argument.paths[0])
    return certain


def _lists(kind: LineType) -> set[str]:
    return {part.path for part in (kind.parts or {}).values()}


_CHARGED_ONCE = (
    catalogue.PARALLEL_RUNNING,
    catalogue.PROGRAMME_OVERRUN,
    catalogue.CAPITAL_OVERRUN,
)
_CERTAIN = {kind.id: _certain(kind.arguments) | _lists(kind) for kind in BY_PHASE}


def _idle_shared(case: Case) -> list[Input]:
    idle = []
    rows = case.rows.get(catalogue.CAPITAL_ITEMS, ())
    own_share, general = catalogue.CAPITAL_ITEM["paid_before_go_live"].paths
    share = case.inputs.get(general)
    if rows and share is not None:
        own = (own_share.replace("*", row.slug) for row in rows)
        idle += [share] if all(path in case.inputs for path in own) else []
    if case.stops_if_a_phase_fails:
        of_stopping = f"{catalogue.STOPPING_ITEMS.section}.{LIKELIHOOD}"
        paths = [of_stopping, *(phase.prefix + of_stopping for phase in case.phases)]
        idle += [case.inputs[path] for path in paths if path in case.inputs]
    return idle


def _taken_by(one: Slice, kind: LineType) -> set[str]:
    rows = one.rows.get(kind.rows, ()) if kind.rows else ()
    if not rows:
        return _taken(one, kind.arguments, "") | (_lists(kind) & one.inputs.keys())
    # of a row that another phase covers, what it inherits is not without effect: it is used there
    return set().union(*(_taken(one, kind.all_arguments, row.slug) for row in rows))


def _taken(one: Slice, arguments: Mapping[str, Argument], slug: str) -> set[str]:
    taken: set[str] = set()
    for argument in arguments.values():
        if isinstance(argument, ComputedArgument):
            if argument.unless is not None and argument.unless in one.inputs:
                taken.add(argument.unless)
            else:
                taken |= _taken(one, argument.arguments, slug)
        elif isinstance(argument, SeasonDays):
            taken |= {argument.path} & one.inputs.keys()
        elif not isinstance(argument, KnownArgument):
            paths = (path.replace("*", slug) for path in argument.paths)
            taken.update(next(([path] for path in paths if path in one.inputs), []))
    return taken
