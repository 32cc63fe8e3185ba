"""Inputs that a row or a section takes from elsewhere, as long as it does not state them itself."""

from collections.abc import Collection

from omsrisk.core.pricing.case import Case, Input, Phase, own_path
from omsrisk.core.pricing.derived import fallbacks


def stating_fallback(case: Case, path: str) -> Case:
    """
    State an input by itself wherever it is in force without being stated, as what it falls back on.

    Such as the rate of an integration point, where that of the section counts for it: with the same
    number, the same range and the same quantile, so that no figure changes.

    Args:
        case: A case.
        path: Of the scenario, then it is stated in each phase that takes it; or of one phase.

    Returns:
        The case that states it; the same one where nothing counts for it.
    """
    own = own_path(path)
    sources = fallbacks().get(_declared(own), ())
    if not sources:
        return case
    for phase in case.phases:
        if path in {own, phase.prefix + own}:
            case = _stating_in(case, phase, own, sources, apart=path != own)
    if path != own or own in case.inputs or not _is_in_force(case, own):
        return case
    source = next((case.inputs[one] for one in sources if one in case.inputs), None)
    return case if source is None else _with(case, None, own, _standing_for(source, own))


def standing_for(case: Case, paths: Collection[str]) -> list[Input]:
    """
    List the inputs that were stated as what they fall back on: see `stating_fallback`.

    Args:
        case: A case.
        paths: Where what they fall back on is stated.
    """
    sources = {source for one in fallbacks().values() for source in one}
    if sources.isdisjoint(map(own_path, paths)):
        return []
    slices = (case.inputs, *(phase.inputs for phase in case.phases))
    every = (one for inputs in slices for one in inputs.values())
    return list({one.path: one for one in every if one.stands_for in paths}.values())


def _declared(path: str) -> str:
    """Write a path as it is declared: with `*` for the slug of a row."""
    if path in fallbacks():
        return path
    section, _, key = path.rpartition(".")
    return f"{section.rpartition('.')[0]}.*.{key}"


def _stating_in(case: Case, phase: Phase, own: str, sources: tuple[str, ...], *, apart: bool) -> Case:
    """State it in one phase: apart from the others where it is asked for there, or differs there."""
    if own in phase.inputs or not _is_in_force(phase, own):
        return case
    source = next((phase.inputs[one] for one in sources if one in phase.inputs), None)
    if source is None:
        return case
    inherits = not source.path.startswith(phase.prefix) and _is_in_force(case, own)
    is_whole = inherits and not apart and own not in case.inputs
    path = own if is_whole else phase.prefix + own
    return _with(case, phase, own, _standing_for(source, path))


def _is_in_force(slice_: Case | Phase, path: str) -> bool:
    """Whether the row that an input belongs to is there, or else its section."""
    section = path.rpartition(".")[0]
    rows, _, slug = section.rpartition(".")
    return section in slice_.sections or any(one.slug == slug for one in slice_.rows.get(rows, ()))


def _standing_for(source: Input, path: str) -> Input:
    return source._replace(path=path, drawn_with=source.quantile_source, stands_for=source.path)


def _with(case: Case, phase: Phase | None, own: str, new: Input) -> Case:
    """State an input in a phase, or in the scenario; what was set by hand stays so."""
    by_hand = case.set_by_hand | ({new.path} if new.stands_for in case.set_by_hand else set())
    inputs, phases = case.inputs, case.phases
    if phase is None or new.path != own:
        inputs = {**inputs, new.path: new}
    if phase is not None:
        mine = phase._replace(inputs={**phase.inputs, own: new})
        phases = tuple(mine if one.slug == phase.slug else one for one in phases)
    return case._replace(inputs=inputs, phases=phases, set_by_hand=by_hand)
