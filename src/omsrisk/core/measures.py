"""Measures: what mitigations do to the inputs of a case, alone and together."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from omsrisk.core.case import Case, Effect, Input, Mitigation, Operation, Phase, Spread, Treatment
from omsrisk.core.money import ENOUGH_DIGITS, exact
from omsrisk.core.variation import replaced, stating_default, uncertain_inputs


class Breach(NamedTuple):
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
    if path.startswith("phases."):
        return (path,) if path in case.inputs else ()
    here = [
        one[path] for one in (case.inputs, *(phase.inputs for phase in case.phases)) if path in one
    ]
    return tuple(dict.fromkeys(one.path for one in here))


def acting(case: Case, effect: Effect) -> list[tuple[str, Effect]]:
    """
    Give what an effect does to each input it changes, by the path where that is stated.

    What an effect on the whole sets or adds reaches an input that was split off by its part.
    """
    found = []
    inputs = {one.path: one for one in _stated_inputs(case)}
    for path in acted_on(case, effect.path):
        part = inputs[path].part
        if part != 1 and path != effect.path and effect.operation is not Operation.MULTIPLY:
            with exact(ENOUGH_DIGITS):
                found.append((path, effect._replace(number=effect.number * part)))
        else:
            found.append((path, effect))
    return found


def stating(case: Case, mitigations: Iterable[Mitigation]) -> Case:
    """State each input that an effect names and that is inherited or 1 where it is left out."""
    for mitigation in mitigations:
        for effect in mitigation.effects:
            if effect.path not in case.inputs:
                case = _stating(case, effect.path)
    return case


def _stating(case: Case, path: str) -> Case:
    for phase in case.phases:
        tail = path.removeprefix(f"phases.{phase.slug}.")
        if tail != path and tail in phase.inputs:
            return _restating(case, phase, tail)
    stated = stating_default(case, path)
    return case if stated is None else stated[0]


def _restating(case: Case, phase: Phase, tail: str) -> Case:
    """Let a phase state for itself what it inherits, its share of it where it is split."""
    inherited = phase.inputs[tail]
    value, part = inherited.value, Decimal(1)
    if inherited.treatment is Treatment.EXTENSIVE and not inherited.restated:
        with exact(ENOUGH_DIGITS):
            part = phase.share.value
            value = value * part
    path = f"phases.{phase.slug}.{tail}"
    own = inherited._replace(
        path=path, value=value, restated=True, part=part, drawn_with=inherited.path
    )
    mine = phase._replace(inputs={**phase.inputs, tail: own})
    phases = tuple(mine if one is phase else one for one in case.phases)
    by_hand = case.set_by_hand | ({path} if inherited.path in case.set_by_hand else set())
    return case._replace(inputs={**case.inputs, path: own}, phases=phases, set_by_hand=by_hand)


def mitigated(case: Case, mitigations: Sequence[Mitigation]) -> Case:
    """
    Take measures: their effects meet as all `set`, then all `multiply`, then all `add`.

    Args:
        case: A case; what was set on the command line stands over every effect.
        mitigations: No two of them set one input to different numbers.

    Returns:
        The case with other numbers; what the measures cost is not in it.
    """
    stated = stating(case, mitigations)
    numbers: dict[str, Decimal] = {}
    changed_by: dict[str, list[str]] = {}
    applied: dict[str, list[Effect]] = {}
    values = {one.path: one.value for one in _stated_inputs(stated)}
    with exact(ENOUGH_DIGITS):
        for operation in Operation:
            for mitigation in mitigations:
                for effect in mitigation.effects:
                    if effect.operation is not operation:
                        continue
                    for path, own in acting(stated, effect):
                        if path in stated.set_by_hand:
                            continue
                        number = numbers.get(path, values[path])
                        numbers[path] = _changed(number, own)
                        applied.setdefault(path, []).append(own)
                        names = changed_by.setdefault(path, [])
                        if mitigation.name not in names:
                            names.append(mitigation.name)
        return _with_spreads(replaced(stated, numbers, changed_by), applied)


def _with_spreads(case: Case, applied: Mapping[str, Sequence[Effect]]) -> Case:
    """
    Let what is known of an input change as its number does.

    What is set is certain from then on, and hangs together with nothing; a factor scales both ends,
    an addition moves them.
    """

    def other(one: Input) -> Input:
        if one.spread is None or one.path not in applied:
            return one
        return one._replace(spread=_spread_after(one.spread, applied[one.path]))

    if not any(one.spread is not None for one in _stated_inputs(case)):
        return case
    phases = tuple(
        phase._replace(inputs={path: other(one) for path, one in phase.inputs.items()})
        for phase in case.phases
    )
    inputs = {path: other(one) for path, one in case.inputs.items()}
    changed = case._replace(inputs=inputs, phases=phases)
    uncertain = uncertain_inputs(changed)
    correlations = tuple(
        one for one in case.correlations if one.first in uncertain and one.second in uncertain
    )
    return changed._replace(correlations=correlations)


def _spread_after(spread: Spread, effects: Sequence[Effect]) -> Spread | None:
    low, high, likely = spread.low, spread.high, spread.likely
    for effect in effects:
        low, high = _changed(low, effect), _changed(high, effect)
        likely = None if likely is None else _changed(likely, effect)
    return None if low == high else spread._replace(low=low, high=high, likely=likely)


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


def breaches_of(case: Case, paths: Iterable[str]) -> list[Breach]:
    """List which of some inputs are out of their bounds: below 0, or a share above 1."""
    found: dict[str, Breach] = {}
    wanted = set(paths)
    for one in _stated_inputs(case):
        if one.path in wanted:
            ends = () if one.spread is None else (one.spread.low, one.spread.high)
            for number in (one.value, *ends):
                problem = problem_of(number, one.unit)
                if problem:
                    found.setdefault(one.path, Breach(one.path, number, problem))
            if one.spread is not None and one.path not in found:
                beyond = _beyond(one.spread, is_share=one.unit == "1")
                if beyond is not None:
                    found[one.path] = Breach(one.path, *beyond)
    return list(found.values())


def _beyond(spread: Spread, *, is_share: bool) -> tuple[Decimal, str] | None:
    from omsrisk.core.uncertainty import beyond_bounds  # most files have no range

    try:
        return beyond_bounds(spread, is_share=is_share)
    except ValueError:  # such as a lognormal that was moved down to 0
        return spread.low, f"which no {spread.kind} distribution reaches"


def problem_of(number: Decimal, unit: str) -> str:
    """Say which bound of its unit a number leaves; empty where it leaves none."""
    if number < 0:
        return "less than 0"
    return "more than 1, the whole" if unit == "1" and number > 1 else ""


def clashes(
    mitigations: Sequence[Mitigation], case: Case
) -> list[tuple[Mitigation, Mitigation, str]]:
    """List pairs that set one input to different numbers though nothing keeps them apart."""
    setting: dict[str, list[tuple[Mitigation, Decimal]]] = {}
    for mitigation in mitigations:
        for effect in mitigation.effects:
            if effect.operation is Operation.SET:
                for path, own in acting(case, effect):
                    setting.setdefault(path, []).append((mitigation, own.number))
    return [
        (first, second, path)
        for path, those in setting.items()
        for at, (second, number) in enumerate(those)
        for first, other in those[:at]
        if number != other and not excluded(first, second)
    ]


def excluded(first: Mitigation, second: Mitigation) -> bool:
    """Whether two measures cannot be taken together."""
    return second.slug in first.excludes or first.slug in second.excludes
