"""Mitigations: what mitigations do to the inputs of a case, alone and together."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from math import isfinite
from types import MappingProxyType
from typing import NamedTuple

from omsrisk.core.money import ENOUGH_DIGITS, exact
from omsrisk.core.phasing.above_today import least_by_today
from omsrisk.core.phasing.covered_rows import takes_whole
from omsrisk.core.phasing.learning import as_learned, part_kept, rate_of
from omsrisk.core.pricing.case import (
    ActingEffect,
    Case,
    Effect,
    Input,
    Mitigation,
    Operation,
    Phase,
    Spread,
    Treatment,
    is_of_a_phase,
    own_path,
)
from omsrisk.core.pricing.derived import is_part
from omsrisk.core.pricing.fallbacks import standing_for, stating_fallback
from omsrisk.core.pricing.variation import replaced, stating_default, without_idle_correlations


class BoundBreach(NamedTuple):
    """
    An input that effects would drive out of its bounds.

    Attributes:
        path: The input, by the path where it is stated.
        number: What it would be.
        problem: Which bound it leaves.
    """

    path: str
    number: Decimal
    problem: str


def acted_on(case: Case, path: str) -> tuple[str, ...]:
    """
    List the inputs that an effect changes, by the path where each is stated.

    Args:
        case: A case that states the path: see `stating`.
        path: Of the scenario, then all phases are meant; or of one phase.
    """
    return tuple(one.path for one in _inputs_acted_on(case, path))


def _inputs_acted_on(case: Case, path: str) -> list[Input]:
    if is_of_a_phase(path):
        named = [case.inputs[path]] if path in case.inputs else []
    else:
        every = (case.inputs, *(phase.inputs for phase in case.phases))
        named = [inputs[path] for inputs in every if path in inputs]
    found = {one.path: one for one in named}
    return [*found.values(), *standing_for(case, found)]


def acting(case: Case, effect: Effect) -> list[tuple[str, Effect]]:
    """
    Return what an effect does to each input it changes, by the path where that is stated.

    What an effect on the whole sets or adds reaches an input that was split off by its part.
    """
    return [(one.path, own) for one, own in _acting(case, effect)]


def _acting(case: Case, effect: Effect) -> list[tuple[Input, Effect]]:
    found = []
    for one in _inputs_acted_on(case, effect.path):
        own = effect
        if one.part != 1 and one.path != effect.path and effect.operation is not Operation.MULTIPLY:
            scale = Effect(effect.path, Operation.MULTIPLY, one.part)
            with exact(ENOUGH_DIGITS):
                spread = effect.spread and _spread_after(effect.spread, scale)
                own = effect._replace(number=effect.number * one.part, spread=spread)
        found.append((one, own))
    return found


def stating(case: Case, mitigations: Iterable[Mitigation]) -> Case:
    """
    State each input that an effect names and that is inherited or counts as something by default.

    What is stated comes first, so that a row which falls back on a section falls back on what is in
    force in the end; what acts in one phase comes last, so that it finds what all phases have.
    """
    every = [effect for one in mitigations for effect in one.effects]
    paths = dict.fromkeys(effect.path for effect in every)
    # a factor on what all phases have is one on what each has learned of it
    adding = {one.path for one in every if one.operation is not Operation.MULTIPLY}
    for path in paths:
        if path not in case.inputs:
            case = _stating(case, path)
        if not is_of_a_phase(path):
            case = _stating_in_phases(case, path)
            if path in adding:
                case = _stating_as_learned(case, path)
    for path in sorted(paths, key=is_of_a_phase):
        if is_of_a_phase(path) and path not in case.inputs:
            case = _stating(case, path)
        case = stating_fallback(case, path)
    return case


def _stating_in_phases(case: Case, path: str) -> Case:
    """State what a phase leaves out where it restates a list: it is 1 there, and is acted on."""
    for phase in case.phases:
        if path not in phase.inputs:
            stated = stating_default(case, phase.prefix + path)
            case = case if stated is None else stated[0]
    return case


def _stating_as_learned(case: Case, path: str) -> Case:
    """State what each phase has learned: what is set, or added, comes afterwards."""
    for before, phase in enumerate(case.phases):
        inherited = phase.inputs.get(path)
        rate = None if inherited is None else rate_of(inherited, phase.inputs, before)
        if inherited is None or rate is None:
            continue
        case = _restating(case, phase, path)
        mine = case.phases[before]
        kept = Decimal(part_kept(rate.value, before))
        own = as_learned(mine.inputs[path], mine.prefix + path, kept)
        own = own._replace(learned_from=inherited)
        phases = list(case.phases)
        phases[before] = mine._replace(inputs={**mine.inputs, path: own})
        case = case._replace(inputs={**case.inputs, own.path: own}, phases=tuple(phases))
    return case


def _stating(case: Case, path: str) -> Case:
    for phase in case.phases:
        tail = path.removeprefix(phase.prefix)
        if tail != path and tail in phase.inputs:
            return _restating(case, phase, tail)
    stated = stating_default(case, path)
    return case if stated is None else stated[0]


def _restating(case: Case, phase: Phase, tail: str) -> Case:
    """Let a phase state for itself what it inherits, its share of it where it is split."""
    inherited = phase.inputs[tail]
    value, part, spread = inherited.value, Decimal(1), inherited.spread
    is_split = inherited.treatment is Treatment.EXTENSIVE and not takes_whole(phase, tail)
    if is_split and not inherited.restated:
        with exact(ENOUGH_DIGITS):
            part = phase.share.value
            value = value * part
            spread = spread and _spread_after(spread, Effect(tail, Operation.MULTIPLY, part))
    path = phase.prefix + tail
    own = inherited._replace(
        path=path,
        value=value,
        restated=True,
        part=part,
        spread=spread,
        drawn_with=inherited.quantile_source,
    )
    mine = phase._replace(inputs={**phase.inputs, tail: own})
    phases = tuple(mine if one is phase else one for one in case.phases)
    by_hand = case.set_by_hand | ({path} if inherited.path in case.set_by_hand else set())
    return case._replace(inputs={**case.inputs, path: own}, phases=phases, set_by_hand=by_hand)


def mitigated(case: Case, mitigations: Sequence[Mitigation]) -> Case:
    """
    Take mitigations: their effects meet as all `set`, then all `multiply`, then all `add`.

    Args:
        case: A case; what was set on the command line stands over every effect.
        mitigations: No two of them set one input to different numbers.

    Returns:
        The case with other numbers; what the mitigations cost is not in it.
    """
    stated = stating(case, mitigations)
    changed = inputs_after(stated, mitigations)
    numbers = {path: one.value for path, one in changed.items()}
    changed_by = {path: one.changed_by for path, one in changed.items()}
    found = _with_spreads(replaced(stated, numbers, changed_by), changed)
    return _with_sources(found, stated, mitigations, changed)


def inputs_after(case: Case, mitigations: Sequence[Mitigation]) -> dict[str, Input]:
    """
    Return the inputs that mitigations change, as they are then, by the path where each is stated.

    Args:
        case: A case that states what they act on: see `stating`.
        mitigations: As for `mitigated`.

    What is known of an input changes as its number does: what is set is certain from then on, and
    is correlated with nothing; a factor scales both ends of a range, an addition moves them. An
    effect with a range is a source of its own, the same one wherever it acts: see `ranged_effects`.
    """
    found: dict[str, tuple[Input, list[tuple[str, Effect]]]] = {}
    for mitigation in mitigations:
        for effect in mitigation.effects:
            for one, own in _acting(case, effect):
                if one.path not in case.set_by_hand:
                    found.setdefault(one.path, (one, []))[1].append((mitigation.name, own))
    with exact(ENOUGH_DIGITS):
        return {path: _after(one, effects) for path, (one, effects) in found.items()}


def _after(one: Input, named_effects: Sequence[tuple[str, Effect]]) -> Input:
    """Let effects meet in an input: all `set`, then all `multiply`, then all `add`."""
    names: dict[str, None] = {}
    for operation in Operation:
        for name, effect in named_effects:
            if effect.operation is operation:
                one = with_effect(one, effect)
                names[name] = None
    return one._replace(changed_by=tuple(names))


def with_effect(one: Input, effect: Effect) -> Input:
    """
    Let one effect act on an input; ask inside `exact`.

    Where one range alone says what it comes to, the input has that range: its own, or that of the
    effect about a number that is certain. Two ranges are two sources, and meet in the formulas; so
    does what is added after a factor of that kind.
    """
    value, spread, source = one.value, one.spread, one.drawn_with
    if effect.spread is None:
        if one.acted_on and effect.operation is Operation.ADD:
            return one._replace(acted_on=(*one.acted_on, _acting_in(one, effect)))
        spread = spread and _spread_after(spread, effect)
        return one._replace(value=_changed(value, effect), spread=spread)
    if effect.operation is Operation.SET:
        value, spread, source = effect.number, effect.spread, effect.source
    elif one.spread is None and not one.acted_on and _stays_itself(effect):
        certain = effect._replace(number=value)
        value, spread = _changed(value, effect), _spread_after(effect.spread, certain)
        source = effect.source
    else:
        return one._replace(acted_on=(*one.acted_on, _acting_in(one, effect)))
    return one._replace(value=value, spread=spread, drawn_with=source)


def _stays_itself(effect: Effect) -> bool:
    """Whether the distribution about a certain number is of its kind: a moved lognormal is none."""
    assert effect.spread is not None  # noqa: S101 - the caller has looked
    return effect.operation is Operation.MULTIPLY or effect.spread.kind != "lognormal"


def _acting_in(one: Input, effect: Effect) -> ActingEffect:
    return ActingEffect(effect.operation, _path_in(one, effect), effect.number, effect.spread)


def _path_in(one: Input, effect: Effect) -> str:
    """Return the path of what an effect does to an input: its own where that is a part of it."""
    scaled = one.part != 1 and effect.operation is Operation.ADD and one.path != effect.path
    return f"{one.path.removesuffix(own_path(one.path))}{effect.source}" if scaled else effect.source


def _with_sources(
    case: Case, stated: Case, mitigations: Sequence[Mitigation], after: Mapping[str, Input]
) -> Case:
    """Put what effects do to inputs into a case where formulas let them act, as inputs."""
    wanted = {each.path for one in after.values() for each in one.acted_on}
    if not wanted:
        return case
    added: dict[str, Input] = {}
    for mitigation in mitigations:
        for effect in mitigation.effects:
            for one, own in _acting(stated, effect):
                path = _path_in(one, own)
                if one.path in after and path in wanted:
                    added[path] = _as_input(path, one, own, mitigation)
    phases = tuple(phase._replace(inputs={**phase.inputs, **added}) for phase in case.phases)
    return case._replace(inputs={**case.inputs, **added}, phases=phases)


def _as_input(path: str, one: Input, effect: Effect, mitigation: Mitigation) -> Input:
    return Input(
        path,
        effect.number,
        "1" if effect.operation is Operation.MULTIPLY else one.unit,
        source=mitigation.rests_on or None,
        restated=True,
        spread=effect.spread,
        drawn_with=None if path == effect.source else effect.source,
        owner=mitigation.owner or None,
    )


class Bounds:
    """
    Tells of sets of a case's mitigations whether they keep all inputs within their bounds.

    An input is looked at where several of a set act on it: that one alone keeps it in its bounds is
    known of every mitigation of a valid file.

    Args:
        case: A case with mitigations, none of which acts.
        acting: What acts on its inputs beside any set.
    """

    def __init__(self, case: Case, acting: Sequence[Mitigation] = ()) -> None:
        self._always = tuple(acting)
        every = (*acting, *case.mitigations)
        stated = stating(case, every)
        self._acting: dict[str, list[tuple[Input, Effect]]] = {}
        for one in every:
            self._acting[one.slug] = [
                found
                for effect in one.effects
                for found in _acting(stated, effect)
                if found[0].path not in stated.set_by_hand
            ]
        self._least = least_by_today(stated)
        self._known: dict[tuple[str, tuple[str, ...]], bool] = {}

    def keep(self, chosen: Sequence[Mitigation]) -> bool:
        """Whether all inputs stay within their bounds."""
        met: dict[str, tuple[Input, list[tuple[str, Effect]]]] = {}
        together = (*self._always, *chosen)
        for mitigation in together:
            for one, effect in self._acting[mitigation.slug]:
                met.setdefault(one.path, (one, []))[1].append((mitigation.slug, effect))
        return all(
            self._keeps(one, effects)
            for one, effects in met.values()
            if len(effects) > 1 or len(together) == 1
        )

    def _keeps(self, one: Input, effects: list[tuple[str, Effect]]) -> bool:
        key = one.path, tuple(slug for slug, _ in effects)
        if key not in self._known:
            with exact(ENOUGH_DIGITS):
                self._known[key] = not breaches_among([_after(one, effects)], self._least)
        return self._known[key]


def _with_spreads(case: Case, after: Mapping[str, Input]) -> Case:
    """Put what is known of changed inputs in its place; a certain one is correlated with nothing."""

    def other(one: Input) -> Input:
        if one.path not in after:
            return one
        new = after[one.path]
        return one._replace(spread=new.spread, drawn_with=new.drawn_with, acted_on=new.acted_on)

    known = (*_stated_inputs(case), *after.values())
    if not any(one.spread is not None or one.acted_on for one in known):
        return case
    phases = tuple(
        phase._replace(inputs={path: other(one) for path, one in phase.inputs.items()})
        for phase in case.phases
    )
    inputs = {path: other(one) for path, one in case.inputs.items()}
    return without_idle_correlations(case._replace(inputs=inputs, phases=phases))


def _spread_after(spread: Spread, effect: Effect) -> Spread | None:
    low, high = _changed(spread.low, effect), _changed(spread.high, effect)
    likely = None if spread.likely is None else _changed(spread.likely, effect)
    if low == high:
        return None
    ends = spread.ends and (_changed(spread.ends[0], effect), _changed(spread.ends[1], effect))
    moments = spread.moments and (_changed(spread.moments[0], effect), spread.moments[1])
    if moments and effect.operation is Operation.MULTIPLY:
        moments = moments[0], moments[1] * effect.number
    return spread._replace(low=low, high=high, likely=likely, ends=ends, moments=moments)


def _changed(number: Decimal, effect: Effect) -> Decimal:
    if effect.operation is Operation.SET:
        return effect.number
    return (
        number * effect.number if effect.operation is Operation.MULTIPLY else number + effect.number
    )


def _stated_inputs(case: Case) -> Iterable[Input]:
    yield from case.inputs.values()
    for phase in case.phases:
        yield from phase.inputs.values()


def breaches_of(case: Case, paths: Iterable[str]) -> list[BoundBreach]:
    """List which of some inputs of a case are out of their bounds."""
    wanted = set(paths)
    return breaches_among(
        (one for one in _stated_inputs(case) if one.path in wanted), least_by_today(case)
    )


def breaches_among(
    inputs: Iterable[Input], least: Mapping[str, Decimal] = MappingProxyType({})
) -> list[BoundBreach]:
    """
    List which inputs are out of their bounds: below 0, a share above 1, a rate below today's.

    Args:
        inputs: Each as it is to be.
        least: The least that rates may be, by path.
    """
    found: dict[str, BoundBreach] = {}
    for one in inputs:
        ends = () if one.spread is None else (one.spread.low, one.spread.high)
        for number in (one.value, *ends):
            problem = problem_of(number, is_part=is_part(one))
            if not problem and number < least.get(one.path, 0):
                problem = "less than today's rate"
            if problem:
                found.setdefault(one.path, BoundBreach(one.path, number, problem))
        if one.spread is not None and one.path not in found:
            beyond = _beyond(one.spread, is_share=is_part(one))
            if beyond is not None:
                found[one.path] = BoundBreach(one.path, *beyond)
        if one.acted_on and one.path not in found:
            for number in ends_with_effects(one):
                problem = problem_of(number, is_part=is_part(one))
                if not problem and number < least.get(one.path, 0):
                    problem = "less than today's rate"
                if problem:
                    found[one.path] = BoundBreach(one.path, number, f"in part {problem}")
    return list(found.values())


def ends_with_effects(one: Input) -> tuple[Decimal, Decimal]:
    """Return the least and the most that an input comes to with the effects that act on it."""
    low, high = _ends(one.value, one.spread)
    with exact(ENOUGH_DIGITS):
        for each in one.acted_on:
            least, most = _ends(each.number, each.spread)
            if each.operation is Operation.MULTIPLY:
                low, high = low * least, high * most
            else:
                low, high = low + least, high + most
    return low, high


def _ends(number: Decimal, spread: Spread | None) -> tuple[Decimal, Decimal]:
    """Return the ends of a range; of an interval that has none, what a billionth lies beyond."""
    if spread is None:
        return number, number
    from omsrisk.core.uncertainty.events import distribution_of  # most files have no range

    try:
        known = distribution_of(spread)
    except ValueError:  # told as a distribution that there is not
        return spread.low, spread.high
    low = known.low if isfinite(known.low) else known.quantile(_SELDOM)
    high = known.high if isfinite(known.high) else known.quantile(1 - _SELDOM)
    return Decimal(f"{low:.12g}"), Decimal(f"{high:.12g}")


_SELDOM = 1e-9


def _beyond(spread: Spread, *, is_share: bool) -> tuple[Decimal, str] | None:
    from omsrisk.core.uncertainty.events import beyond_bounds  # most files have no range

    try:
        return beyond_bounds(spread, is_share=is_share)
    except ValueError:  # such as a lognormal that was moved down to 0
        return spread.low, f"which no {spread.kind} distribution reaches"


def problem_of(number: Decimal, *, is_part: bool) -> str:
    """Say which bound a number leaves; empty where it leaves none: a share is part of a whole."""
    if number < 0:
        return "less than 0"
    return "more than 1, the whole" if is_part and number > 1 else ""


def clashes(
    mitigations: Sequence[Mitigation], case: Case
) -> list[tuple[Mitigation, Mitigation, str]]:
    """List pairs that set one input to different numbers though nothing keeps them apart."""
    setting: dict[str, list[tuple[Mitigation, tuple[Decimal, str]]]] = {}
    for mitigation in mitigations:
        for effect in mitigation.effects:
            if effect.operation is Operation.SET:
                for path, own in acting(case, effect):
                    source = "" if own.spread is None else own.source
                    setting.setdefault(path, []).append((mitigation, (own.number, source)))
    return [
        (first, second, path)
        for path, those in setting.items()
        for at, (second, number) in enumerate(those)
        for first, other in those[:at]
        if number != other and not excluded(first, second)
    ]


def excluded(first: Mitigation, second: Mitigation) -> bool:
    """Whether two mitigations cannot be taken together."""
    return second.slug in first.excludes or first.slug in second.excludes
