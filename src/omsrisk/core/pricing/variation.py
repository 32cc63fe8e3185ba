"""Other numbers in the place of a case's inputs, wherever they are in force."""

from collections.abc import Container, Mapping, Sequence
from decimal import Decimal

from omsrisk.core.phasing.slips import whole_days
from omsrisk.core.pricing.case import Case, Input, Phase, own_path
from omsrisk.core.pricing.catalogue import (
    CATCH_UP_CAPACITY,
    GAP_LIST,
    LEARNING,
    MITIGATION_LIST,
    POSTPONES_BY_DAYS,
    SEASON,
    SHARE_OF_ORDERS,
    SLIPS,
)
from omsrisk.core.pricing.derived import defaults


def values_of(case: Case) -> dict[str, Decimal]:
    """Return the number of every input by the path where it is stated."""
    values = {one.path: one.value for one in case.inputs.values()}
    for phase in case.phases:
        values.update((one.path, one.value) for one in phase.inputs.values())
        values[phase.share.path] = phase.share.value
    return values


def replaced(
    case: Case,
    numbers: Mapping[str, Decimal],
    changed_by: Mapping[str, Sequence[str]] | None = None,
) -> Case:
    """
    Put other numbers in the place of inputs, wherever they are in force.

    Args:
        case: A case.
        numbers: By the path where each input is stated.
        changed_by: The names of the mitigations that changed them, by the same paths.
    """
    names = changed_by or {}
    if SLIPS in numbers:
        from omsrisk.core.phasing.by_slip import on_slip  # it puts inputs into force, and asks here

        case = on_slip(case, whole_days(numbers[SLIPS]))

    def other(one: Input) -> Input:
        if one.path not in numbers:
            return one
        return one._replace(
            value=numbers[one.path], changed_by=tuple(names.get(one.path, one.changed_by))
        )

    def others(inputs: Mapping[str, Input]) -> dict[str, Input]:
        return {path: other(one) for path, one in inputs.items()}

    phases = tuple(
        phase._replace(inputs=others(phase.inputs), share=other(phase.share)) for phase in case.phases
    )
    calendar = case.calendar
    months = {path.rpartition(".")[2]: one for path, one in numbers.items() if shapes_season(path)}
    if months and calendar.season is not None:
        calendar = calendar._replace(season=calendar.season.with_indices(months))
    found = case._replace(inputs=others(case.inputs), phases=phases, calendar=calendar)
    for path, number in numbers.items():
        if paces_catching_up(path):
            found = _catching_up_at(found, path, number)
    return found


def _catching_up_at(case: Case, path: str, capacity: Decimal) -> Case:
    """Catch up at another capacity: in one phase, or wherever that of the scenario is in force."""
    stated = case.settings.get(path)

    def is_meant(phase: Phase) -> bool:
        if path != CATCH_UP_CAPACITY:
            return path == phase.prefix + CATCH_UP_CAPACITY
        return phase.settings.get(CATCH_UP_CAPACITY) == stated

    phases = tuple(
        one._replace(settings={**one.settings, CATCH_UP_CAPACITY: capacity}) if is_meant(one) else one
        for one in case.phases
    )
    settings = {**case.settings, path: capacity} if stated is not None else case.settings
    return case._replace(settings=settings, phases=phases)


def fixed(case: Case, numbers: Mapping[str, Decimal]) -> Case:
    """
    Take numbers for certain: other numbers in the place of inputs, and no range about them.

    Args:
        case: A case.
        numbers: By the path where each input is stated.
    """

    def sure(inputs: Mapping[str, Input]) -> dict[str, Input]:
        return {
            path: one._replace(spread=None) if one.path in numbers else one
            for path, one in inputs.items()
        }

    case = replaced(case, numbers)
    case = case._replace(
        inputs=sure(case.inputs),
        phases=tuple(phase._replace(inputs=sure(phase.inputs)) for phase in case.phases),
    )
    return without_idle_correlations(case)


def without_idle_correlations(case: Case) -> Case:
    """Leave out the correlations of sources that nothing takes its quantile from any more."""
    if not case.correlations:
        return case
    sources = {one.quantile_source for one in uncertain_inputs(case).values()}
    kept = (one for one in case.correlations if {one.first, one.second} <= sources)
    return case._replace(correlations=tuple(kept))


def restated_in_phases(case: Case, path: str) -> Case:
    """Let each phase state for itself an input that it inherits as it stands."""
    for phase in case.phases:
        one = phase.inputs.get(path)
        if one is not None and not one.restated:
            own = one._replace(path=phase.prefix + path, restated=True)
            mine = phase._replace(inputs={**phase.inputs, path: own})
            phases = tuple(mine if other is phase else other for other in case.phases)
            case = case._replace(inputs={**case.inputs, own.path: own}, phases=phases)
    return case


def is_phase_share(path: str) -> bool:
    """Whether an input is the share of orders of a phase: the others have to make up for it."""
    return own_path(path) == SHARE_OF_ORDERS


def moves_dates(path: str) -> bool:
    """Whether an input moves a date, and so stands in no formula."""
    lists = (f"{GAP_LIST}.", f"{MITIGATION_LIST}.")
    return path.startswith(lists) and path.endswith(f".{POSTPONES_BY_DAYS}")


def moves_go_lives(path: str) -> bool:
    """Whether an input is the slip of all go-lives: it moves windows, and stands in no formula."""
    return path == SLIPS


def paces_catching_up(path: str) -> bool:
    """Whether a path says how fast a stop is caught up: it shapes windows, in no formula."""
    return own_path(path) == CATCH_UP_CAPACITY


def stands_in_no_formula(path: str) -> bool:
    """Whether a case is priced anew with another number of an input, as no formula has it."""
    return shapes_season(path) or moves_go_lives(path) or paces_catching_up(path)


def shapes_season(path: str) -> bool:
    """Whether an input is an index of the season: it weighs days, and stands in no formula."""
    return path.startswith(f"{SEASON}.")


def stating_default(case: Case, path: str) -> tuple[Case, Input] | None:
    """
    State an input that counts as something where it is left out, such as 1 for a likelihood.

    Returns:
        The case that states it, and the input; None where the path is none of these, or stands in a
        section that the case does not state.
    """
    for phase in case.phases:
        tail = path.removeprefix(phase.prefix)
        if tail != path:
            return _stating_in(case, phase, path, tail)
    if path.startswith(LEARNING):
        default = Decimal(0) if path.removeprefix(LEARNING) in case.inputs else None
    else:
        default = _default_of(path, case.sections, case.rows)
    if default is None:
        return None
    new = Input(path, default, "1")
    phases = tuple(
        one._replace(inputs={path: new, **one.inputs}) if one.inherits(path) else one
        for one in case.phases
    )
    return case._replace(inputs={**case.inputs, path: new}, phases=phases), new


def _stating_in(case: Case, phase: Phase, path: str, tail: str) -> tuple[Case, Input] | None:
    """State an input in one phase, with the value that it inherits there."""
    default = _default_of(tail, phase.sections, phase.rows)
    if default is None:
        return None
    new = Input(path, default, "1", restated=True)
    inherited = phase.inputs.get(tail)
    if inherited is not None:
        new = new._replace(value=inherited.value)
    mine = phase._replace(inputs={**phase.inputs, tail: new})
    phases = tuple(mine if one is phase else one for one in case.phases)
    return case._replace(inputs={**case.inputs, path: new}, phases=phases), new


def has_default(path: str) -> bool:
    """Whether an input counts as something where it is left out, wherever it stands."""
    return _default(path) is not None


def _default(path: str) -> Decimal | None:
    """Find what an input counts as; `*` in a declared path is the slug of an element."""
    plain = own_path(path)
    section, _, key = plain.rpartition(".")
    of_row = f"{section.rpartition('.')[0]}.*.{key}"
    default = defaults().get(plain, defaults().get(of_row))
    return None if default is None else Decimal(default)


def _default_of(path: str, sections: Container[str], rows: Container[str]) -> Decimal | None:
    """Find what an input counts as where its section is stated."""
    section = path.rpartition(".")[0]
    known = not section or section in sections or section.rpartition(".")[0] in rows
    return _default(path) if known else None


def uncertain_inputs(case: Case) -> dict[str, Input]:
    """List the inputs that are in force somewhere and have a spread, by the path where stated."""
    slices = (case.inputs, *(phase.inputs for phase in case.phases))
    found = {one.path: one for inputs in slices for one in inputs.values() if one.spread is not None}
    found.update(
        (phase.share.path, phase.share) for phase in case.phases if phase.share.spread is not None
    )
    return found
