"""
What a file sets from a day on, in force at the go-lives as they are.

Entries apply in the order of their days, each phase by its own go-live, what is charged once by the
first. A value takes the place of the one that is inherited: where all phases that inherit it come to
the same, in the scenario; else in each phase by itself, as if that restated it. Where go-lives are
moved, it is all done again from the case as it was before, and mitigations act afterwards.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from omsrisk.core.money import ENOUGH_DIGITS, exact
from omsrisk.core.phasing.covered_rows import takes_whole
from omsrisk.core.phasing.learning import scaled, with_learned_days
from omsrisk.core.phasing.slips import slipped, whole_days
from omsrisk.core.pricing.case import Case, Input, Mitigation, Phase, Treatment, ValuesFrom
from omsrisk.core.pricing.catalogue import LEARNING, SLIPS
from omsrisk.core.pricing.mitigations import mitigated
from omsrisk.core.pricing.variation import stating_default, without_idle_correlations


def on_dates(case: Case) -> Case:
    """
    Let what holds from a day on take effect, as the go-lives are now.

    Args:
        case: A case; where its go-lives were moved, what was in force before goes out of force.
    """
    if not case.live_from:
        return case
    base = case if case.undated is None else _undone(case, case.undated)
    for path in _paths(base):
        stated = None if path in base.inputs else stating_default(base, path)
        base = base if stated is None else stated[0]
    found = base
    for path in _paths(base):
        if path not in base.set_by_hand:
            found = _with_path(found, base, path)
    found = with_learned_days(without_idle_correlations(found))._replace(undated=base)
    return _with_what_acts(found)


def decided_anew(case: Case) -> Case:
    """
    Let mitigations that are taken and gaps that are modified act as it is decided now.

    Args:
        case: A case, of which the decisions may have changed since they acted.

    All effects meet at once, whenever they were decided on: all that set a number, then all factors,
    then all that is added.
    """
    if case.live_from:
        found = on_dates(case)
    else:
        before = case.unmitigated
        found = _with_what_acts(case if before is None else _undone(case, before))
    stated = found.inputs.get(SLIPS)
    if stated is None or whole_days(stated.value) == case.slipped_by:
        return found
    # what acts on the slip moves the go-lives, on which other values may hold
    return on_dates(slipped(found, whole_days(stated.value)))


def _with_what_acts(case: Case) -> Case:
    """Let what is decided on act on a case on which nothing does."""
    case = case._replace(unmitigated=None)
    chosen = acting_in(case)
    if not chosen:
        return case
    # what acts on the slip moves dates only: what holds on them is in force already
    found = mitigated(case._replace(live_from=()), chosen)
    return found._replace(live_from=case.live_from, unmitigated=case)


def acting_in(case: Case) -> tuple[Mitigation, ...]:
    """List what is decided on and acts on inputs: gaps that are modified, and mitigations taken."""
    modified = (one.modification for one in case.gaps if one.modify and one.effects)
    whole = case if case.unmitigated is None else case.unmitigated
    return *modified, *(one for one in whole.mitigations if one.slug in case.taken)


def postponed(case: Case, days: int) -> Case:
    """
    Postpone the go-lives of a case.

    Args:
        case: A case; what postpones it already is taken back.
        days: By how many.
    """
    shift = timedelta(days=days - case.postponed_by)
    calendar = case.calendar
    if calendar.go_live is not None:
        calendar = calendar._replace(go_live=calendar.go_live + shift)
    phases = tuple(
        one if one.go_live is None else one._replace(go_live=one.go_live + shift)
        for one in case.phases
    )
    return on_dates(case._replace(calendar=calendar, phases=phases, postponed_by=days))


def with_taken(case: Case, chosen: Sequence[Mitigation]) -> Case:
    """
    Take mitigations: their effects act, their cost joins the programme, and go-lives wait for them.

    Args:
        case: A case; what is taken in it already stays so.
        chosen: As for `mitigated`. They run beside each other and beside modifications, so that of
            all days by which go-lives are postponed the most count.
    """
    taken = (*case.taken, *(one.slug for one in chosen))
    found = decided_anew(case._replace(taken=taken))
    days = max((one.postpones_by for one in chosen), default=0)
    return postponed(found, days) if days > case.postponed_by else found


def days_of_taken(case: Case) -> int:
    """Return by how many days the mitigations that are taken postpone the go-lives, at the least."""
    return max((one.postpones_by for one in case.mitigations if one.slug in case.taken), default=0)


def entries_in_force(case: Case, go_live: date | None) -> tuple[ValuesFrom, ...]:
    """List what holds of a go-live, in order of the days; nothing of one without a date."""
    if go_live is None:
        return ()
    return tuple(one for one in case.live_from if one.day <= go_live)


def paths_in_force(case: Case, entry: ValuesFrom, phase: Phase | None = None) -> tuple[str, ...]:
    """
    List which inputs have the value that an entry sets of a go-live.

    Not those that were set by hand since, that the phase states for itself, and that a later entry
    sets again.

    Args:
        case: The case, with what holds in force.
        entry: One that is in force at the go-live.
        phase: Whose go-live it is; None for the first one.
    """
    base = case if case.undated is None else case.undated
    go_live = base.first_go_live if phase is None else phase.go_live
    before = {one.slug: one for one in base.phases}.get("" if phase is None else phase.slug)

    def is_kept(path: str) -> bool:
        by_hand = path in case.set_by_hand
        stated = base.inputs.get(path)
        if before is not None and stated is not None and stated.treatment is not Treatment.SHARED:
            by_hand = by_hand or before.prefix + path in case.set_by_hand
            by_hand = by_hand or before.inputs.get(path) != stated
        return not by_hand and _value_at(base, go_live, path) == entry.inputs[path]

    return tuple(path for path in entry.inputs if is_kept(path))


def is_dated(case: Case, path: str) -> bool:
    """Whether an input of the scenario has its value from a day on: another one has no effect."""
    base = case.undated
    if base is None or path in base.set_by_hand or path not in base.inputs:
        return False
    days = (base.first_go_live, *(one.go_live for one in base.phases))
    return any(_value_at(base, day, path) is not None for day in days)


def dated_apart(case: Case, path: str) -> bool:
    """Whether some phases that inherit an input have another value of it, from a day on."""
    base = case.undated
    if base is None or not is_dated(case, path):
        return False
    return any(
        one.path != now.inputs[path].path
        for then, now in zip(base.phases, case.phases, strict=True)
        for one in [then.inputs.get(path)]
        if one is not None and one.path == path
    )


def dated_in_phases(case: Case) -> Case:
    """
    Let each phase state for itself what another one has from a day on, so that each can be moved.

    Args:
        case: A case, with what holds in force; on what phases learn, they go on doing so.
    """
    for path in _paths(case):
        if LEARNING + path in case.inputs or not dated_apart(case, path):
            continue
        inheriting = [one for one in case.phases if path in one.inputs and not _is_own(one, path)]
        own = {one.slug: _in_phase(one, path, one.inputs[path]) for one in inheriting}
        phases = tuple(
            one._replace(inputs={**one.inputs, path: own[one.slug]}) if one.slug in own else one
            for one in case.phases
        )
        added = {one.path: one for one in own.values()}
        case = case._replace(inputs={**case.inputs, **added}, phases=phases)
    return case


def _is_own(phase: Phase, path: str) -> bool:
    return phase.inputs[path].path == phase.prefix + path


def _paths(case: Case) -> list[str]:
    return list(dict.fromkeys(path for one in case.live_from for path in one.inputs))


def _undone(case: Case, before: Case) -> Case:
    """Put the inputs back as they were before anything was in force."""
    phases = tuple(
        one._replace(inputs=then.inputs) for one, then in zip(case.phases, before.phases, strict=True)
    )
    return case._replace(
        inputs=before.inputs,
        phases=phases,
        set_by_hand=before.set_by_hand,
        correlations=before.correlations,
        mitigations=before.mitigations,
        undated=None,
        unmitigated=None,
    )


def _with_path(case: Case, base: Case, path: str) -> Case:
    """Put the values of one path into force."""
    stated = base.inputs.get(path)
    if stated is None:
        return case
    whole = _value_at(base, base.first_go_live, path)
    if not base.phases or stated.treatment is Treatment.SHARED:
        return case if whole is None else _in_scenario(case, path, whole)
    inheriting = {one.slug: one for one in base.phases if one.inputs.get(path) == stated}
    values = {slug: _value_at(base, one.go_live, path) for slug, one in inheriting.items()}
    first = next(iter(values.values()), whole)
    if all(one == first for one in values.values()):
        return case if first is None else _in_scenario(case, path, first)
    own = {
        slug: _in_phase(one, path, value)._replace(is_dated=True)
        for slug, one in inheriting.items()
        for value in [values[slug]]
        if value is not None and one.prefix + path not in base.set_by_hand
    }
    phases = tuple(
        one._replace(inputs={**one.inputs, path: own[one.slug]}) if one.slug in own else one
        for one in case.phases
    )
    added = {one.path: one for one in own.values()}
    return case._replace(inputs={**case.inputs, **added}, phases=phases)


def _value_at(case: Case, go_live: date | None, path: str) -> Input | None:
    found = None
    for one in entries_in_force(case, go_live):
        found = one.inputs.get(path, found)
    return found


def _in_scenario(case: Case, path: str, value: Input) -> Case:
    """Let the scenario, and all phases that inherit it, have a value."""

    def other(inputs: Mapping[str, Input]) -> Mapping[str, Input]:
        here = inputs.get(path)
        return {**inputs, path: value} if here is not None and here.path == path else inputs

    phases = tuple(one._replace(inputs=other(one.inputs)) for one in case.phases)
    return case._replace(inputs=other(case.inputs), phases=phases)


def _in_phase(phase: Phase, path: str, value: Input) -> Input:
    """Let a phase have a value for itself: its share of it, where phases split it."""
    own = value._replace(
        path=phase.prefix + path, restated=True, drawn_with=value.drawn_with or value.path
    )
    if value.treatment is not Treatment.EXTENSIVE or takes_whole(phase, path):
        return own
    share = phase.share.value
    spread = value.spread
    with exact(ENOUGH_DIGITS):
        spread = spread and scaled(spread, share)
        return own._replace(value=value.value * share, part=share, spread=spread)
