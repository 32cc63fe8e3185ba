"""The inputs that are not the same in all scenarios, and what each of them moves alone."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from omsrisk.analysis.assess import Assessment, exact_exposure
from omsrisk.analysis.moving import Moving
from omsrisk.analysis.settings import derived_days, effect_of, settings_of
from omsrisk.analysis.side_by_side import times
from omsrisk.core.case import Case, Input, Phase
from omsrisk.core.money import ENOUGH_DIGITS, add
from omsrisk.core.variation import WHOLE, shapes_season

_NET = "net_exposure"
_SHARES = "phases.*.share_of_orders"
_ITEM = re.compile(r"(.*)\.(quantity|unit_cost|amount)\Z")

Value = Decimal | date | str


class DifferingInput(NamedTuple):
    """
    An input that is not the same everywhere.

    Attributes:
        path: The path it has in a scenario.
        unit: Its unit; `date` or `word` where it is no number.
        values: For each scenario one value, one a phase, or none where it is not stated.
        reason: `by phase`, `added`, `left out`, `shared`, or empty.
        effects: For each scenario what this input alone makes of the net exposure of the base, all
            others as they are, exact [money of the base]; taken back in the other scenario where the
            base has no place for it; None where neither has. Quantity and unit cost of one item move
            together.
        derived: Days that follow from it, where it moves dates: for each scenario, None where they
            cannot be told.
    """

    path: str
    unit: str
    values: tuple[tuple[Value, ...], ...]
    reason: str
    effects: tuple[Decimal | None, ...] = ()
    derived: tuple[tuple[str, tuple[int | None, ...]], ...] = ()

    @property
    def largest(self) -> Decimal | None:
        """The largest of the effects, without its sign; None where none can be told."""
        known = [one.copy_abs() for one in self.effects if one is not None]
        return max(known, default=None) if any(known) or None not in self.effects else None


def differing_inputs(
    assessments: Sequence[Assessment], rates: Sequence[Decimal], base: int
) -> tuple[DifferingInput, ...]:
    """
    List the inputs that differ, sorted by what they move; those that cannot be told come last.

    Args:
        assessments: Those that are compared.
        rates: What one unit of each scenario's currency is worth in that of the base.
        base: Whose net exposure is moved.
    """
    effects = [_Effects(assessments[base], one, rate) for one, rate in
               zip(assessments, rates, strict=True)]  # fmt: skip
    found = [*_numbers(assessments, base, effects), *_settings(assessments, base, effects)]
    return tuple(sorted(found, key=_by_effect))


def _by_effect(one: DifferingInput) -> tuple[bool, Decimal]:
    largest = one.largest
    return largest is None, Decimal(0) if largest is None else -largest


def _settings(
    assessments: Sequence[Assessment], base: int, effects: "Sequence[_Effects]"
) -> Iterator[DifferingInput]:
    stated = [settings_of(one.scenario) for one in assessments]
    days = [derived_days(one.scenario.case) for one in assessments]
    derived = tuple(
        (name, counted)
        for name in days[0]
        if len(set(counted := tuple(own[name] for own in days))) > 1
    )
    for path in dict.fromkeys(path for own in stated for path in own):
        values = tuple(own[path].values if path in own else () for own in stated)
        if len(set(values)) > 1:
            shown = next(own[path] for own in stated if path in own)
            yield DifferingInput(
                path,
                "date" if isinstance(shown.values[0], date) else "word",
                values,
                _reason(path, values, base),
                tuple(
                    Decimal(0) if value == values[base] else one.of_setting(path)
                    for one, value in zip(effects, values, strict=True)
                ),
                derived if shown.moves_dates else (),
            )


def _numbers(
    assessments: Sequence[Assessment], base: int, effects: "Sequence[_Effects]"
) -> Iterator[DifferingInput]:
    stated = [_inputs(one) for one in assessments]
    for path in dict.fromkeys(path for inputs in stated for path in inputs):
        values = tuple(inputs.get(path, ("", ()))[1] for inputs in stated)
        if len(set(values)) > 1:
            unit = next(inputs[path][0] for inputs in stated if path in inputs)
            moved = tuple(
                Decimal(0) if value == values[base] else one.of_number(path, values[base], value)
                for one, value in zip(effects, values, strict=True)
            )
            yield DifferingInput(path, unit, values, _reason(path, values, base), moved)


def _reason(path: str, values: Sequence[tuple[Value, ...]], base: int) -> str:
    if any(len(one) > 1 for one in values):
        return "by phase"
    if any(not one for one in values):
        return "left out" if values[base] else "added"
    return "shared" if path.startswith(("stabilisation.parallel", "programme", "capital")) else ""


def _inputs(assessment: Assessment) -> dict[str, tuple[str, tuple[Decimal, ...]]]:
    """Give the unit and the value of each input, or its values by phase where some restate it."""
    case = assessment.scenario.case
    found: dict[str, tuple[str, tuple[Decimal, ...]]] = {
        path: (one.unit, (one.value,))
        for path, one in case.inputs.items()
        if not path.startswith("phases.")
    }
    for path in sorted(_restated(case)):
        inputs = [phase.inputs[path] for phase in case.phases if path in phase.inputs]
        name = _SHARES if path == "share_of_orders" else path
        found[name] = (inputs[0].unit, tuple(one.value for one in inputs))
    for phase in case.phases:
        for path, one in phase.inputs.items():
            if path.startswith("phases."):
                found[path] = (one.unit, (one.value,))
    return found


def _restated(case: Case) -> set[str]:
    """List the inputs that some phase states for itself, by the path they have in a scenario."""
    return {
        path
        for phase in case.phases
        for path, one in phase.inputs.items()
        if one.restated and not path.startswith("phases.")
    }


class _Effects:
    """What inputs move alone between the base and another scenario, each priced once at most."""

    def __init__(self, base: Assessment, other: Assessment, rate: Decimal) -> None:
        self._base, self._other, self._rate = base, other, rate
        self._moving: dict[bool, Moving] = {}
        self._items: dict[str, Decimal | None] = {}

    def of_setting(self, path: str) -> Decimal | None:
        """Price a setting in the base, or take it back in the other scenario."""
        return effect_of(path, self._base, self._other)

    def of_number(
        self, path: str, old: tuple[Decimal, ...], new: tuple[Decimal, ...]
    ) -> Decimal | None:
        """Price a number in the base, or take it back in the other scenario."""
        item = _ITEM.match(path)
        if item is not None:
            if item[1] not in self._items:
                self._items[item[1]] = self._of_item(item[1], item[2])
            return self._items[item[1]]
        old, new = (one or _unstated(path) for one in (old, new))
        forth = self._at(path, new, in_base=True)
        if forth is not None:
            return add(forth, _net_of(self._base).copy_negate())
        back = self._at(path, old, in_base=False)
        if back is None:
            return None
        return times(add(_net_of(self._other), back.copy_negate()), self._rate)

    def _of_item(self, item: str, key: str) -> Decimal | None:
        """Price an item of one scenario as nothing, or one of both with the other's numbers."""
        first, second = (_item_inputs(one.scenario.case, item) for one in (self._base, self._other))
        if first.keys() == second.keys() and first:
            changed = {p: second[p] for p in first if second[p] != first[p]}
            if len(changed) == 1:
                ((path, number),) = changed.items()
                at = self._moved(in_base=True).at(path, number)
            else:
                at = self._moved(in_base=True).figures[0].with_numbers(changed)
            return add(at, _net_of(self._base).copy_negate())
        if first and second:
            return None
        in_base, stated = bool(first), first or second
        path = next((one for one in stated if one.endswith(key)), "")
        if not path:
            return None
        net = _net_of(self._base if in_base else self._other)
        moved = add(self._moved(in_base=in_base).at(path, Decimal(0)), net.copy_negate())
        return moved if in_base else times(moved.copy_negate(), self._rate)

    def _moved(self, *, in_base: bool) -> Moving:
        if in_base not in self._moving:
            one = self._base if in_base else self._other
            self._moving[in_base] = Moving(one.scenario.case, _NET)
        return self._moving[in_base]

    def _at(self, path: str, values: tuple[Decimal, ...], *, in_base: bool) -> Decimal | None:
        """Price a scenario with other values of an input; None where it has no place for them."""
        case = (self._base if in_base else self._other).scenario.case
        if path == _SHARES or not values:
            return None
        if path not in _restated(case):
            if len(values) > 1 or path not in case.inputs:
                return None
            if shapes_season(path) and case.calendar.season is None:
                return None
            return self._moved(in_base=in_base).at(path, values[0])
        phases = _with_values(case, path, values)
        if phases is None:
            return None
        changed = case._replace(phases=phases)
        return Decimal(exact_exposure(changed, digits=ENOUGH_DIGITS).totals[_NET])


def _with_values(case: Case, path: str, values: tuple[Decimal, ...]) -> tuple[Phase, ...] | None:
    """Let all phases have one value, unsplit as the scenario's is, or each its own."""
    having = [phase for phase in case.phases if path in phase.inputs]
    if len(values) not in {1, len(having)}:
        return None
    own = iter(values if len(values) > 1 else values * len(having))

    def other(phase: Phase) -> Phase:
        if path not in phase.inputs:
            return phase
        restated = len(values) > 1 and phase.inputs[path].restated
        new = phase.inputs[path]._replace(value=next(own), restated=restated)
        return phase._replace(inputs={**phase.inputs, path: new})

    return tuple(other(phase) for phase in case.phases)


def _unstated(path: str) -> tuple[Decimal, ...]:
    """Give what an input counts as where it is left out; nothing where it does not count."""
    return (Decimal(1),) if path.rpartition(".")[2] in WHOLE or shapes_season(path) else ()


def _item_inputs(case: Case, item: str) -> Mapping[str, Decimal]:
    every: dict[str, Input] = dict(case.inputs)
    for phase in case.phases:
        every |= {one.path: one for one in phase.inputs.values()}
    keys = (f"{item}.{key}" for key in ("quantity", "unit_cost", "amount"))
    return {path: every[path].value for path in keys if path in every}


def _net_of(one: Assessment) -> Decimal:
    return Decimal(one.totals[_NET] or 0)
