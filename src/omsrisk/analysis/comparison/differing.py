"""The inputs that are not the same in all scenarios, and what each of them moves alone."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.comparison.counted import Counted, common_kind
from omsrisk.analysis.comparison.effects import SHARES, Effects, restated
from omsrisk.analysis.comparison.settings import derived_days, is_of_a_row, settings_of, written_path
from omsrisk.analysis.comparison.stated_once import MovedTogether
from omsrisk.analysis.uncertainty.means import At
from omsrisk.analysis.uncertainty.valued import Valuings
from omsrisk.core.pricing.case import Input, Spread, Treatment, is_of_a_phase
from omsrisk.core.pricing.catalogue import SHARE_OF_ORDERS
from omsrisk.scenario.schema.paths import known_input

Value = Decimal | date | str


class DifferingInput(NamedTuple):
    """
    An input that is not the same everywhere.

    Attributes:
        path: The path it has in a scenario.
        unit: Its unit; `date` or `word` where it is not a number.
        values: For each scenario one value, one a phase, or none where it is not stated.
        reason: `by phase`, `added`, `left out`, `shared`, or empty.
        effects: For each scenario what this input alone makes of the net exposure of the base, all
            others as they are, exact [money of the base]; taken back in the other scenario where the
            base has no place for it; None where neither has. Quantity and unit cost of one item move
            together.
        derived: Days that follow from it, where it moves dates: for each scenario, None where they
            cannot be told.
        together: For each scenario the section or element that comes or goes as a whole, since this
            input cannot alone: its effect is that of all of it; empty where it moves alone.
        ranges: For each scenario the ranges of its values, None for one that has no range; empty
            where the ranges are all alike, or do not count.
    """

    path: str
    unit: str
    values: tuple[tuple[Value, ...], ...]
    reason: str
    effects: tuple[Decimal | None, ...] = ()
    derived: tuple[tuple[str, tuple[int | None, ...]], ...] = ()
    ranges: tuple[tuple[Spread | None, ...], ...] = ()
    together: tuple[str, ...] = ()

    @property
    def largest(self) -> Decimal | None:
        """The largest of the effects, without its sign; None where none can be told."""
        known = [one.copy_abs() for one in self.effects if one is not None]
        return max(known, default=None) if any(known) or None not in self.effects else None


def differing_inputs(
    assessments: Sequence[Assessment],
    rates: Sequence[Decimal],
    base: int,
    states: Sequence[Counted],
    at: At,
    valuings: Valuings,
) -> tuple[DifferingInput, ...]:
    """
    List the inputs that differ, sorted by what they move; those that cannot be told come last.

    Args:
        assessments: Those that are compared.
        rates: What one unit of each scenario's currency is worth in that of the base.
        base: Whose net exposure is moved.
        states: What each comes to.
        at: What ranges count with; where they count, they are part of an input.
        valuings: Of the question that asks.
    """
    effects = [
        Effects(assessments[base], one, rate, common_kind((states[base], state), at), valuings)
        for one, rate, state in zip(assessments, rates, states, strict=True)
    ]
    numbers = _numbers(assessments, base, effects, with_ranges=at is At.MEAN)
    found = [*numbers, *_settings(assessments, base, effects)]
    return tuple(sorted(found, key=_by_effect))


def _by_effect(one: DifferingInput) -> tuple[bool, Decimal]:
    largest = one.largest
    return largest is None, Decimal(0) if largest is None else -largest


def _settings(
    assessments: Sequence[Assessment], base: int, effects: "Sequence[Effects]"
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
        kinds = set(values) - ({()} if is_of_a_row(path) else set())  # the row's amount tells it
        if len(kinds) > 1:
            shown = next(own[path] for own in stated if path in own and own[path].values)
            yield DifferingInput(
                written_path(path, stated),
                "date" if isinstance(shown.values[0], date) else "word",
                tuple(own[path].shown if path in own else () for own in stated),
                _reason(path, values, base),
                tuple(
                    Decimal(0) if value == values[base] else one.of_setting(path)
                    for one, value in zip(effects, values, strict=True)
                ),
                derived if shown.moves_dates else (),
            )


def _numbers(
    assessments: Sequence[Assessment],
    base: int,
    effects: "Sequence[Effects]",
    *,
    with_ranges: bool,
) -> Iterator[DifferingInput]:
    stated = [_inputs(one) for one in assessments]
    for path in dict.fromkeys(path for inputs in stated for path in inputs):
        every = [inputs.get(path, ()) for inputs in stated]
        values = tuple(tuple(one.value for one in own) for own in every)
        ranges = tuple(tuple(one.spread for one in own) for own in every)
        if not with_ranges or len(set(ranges)) == 1:
            ranges = ()
        if len(set(values)) == 1 and not ranges:
            continue
        moved = [
            MovedTogether(path, Decimal(0))
            if _is_as(own, every[base], with_ranges=with_ranges)
            else _effect(one, path, every[base], own)
            for one, own in zip(effects, every, strict=True)
        ]
        unit = next(own[0].unit for own in every if own)
        reason = _reason(path, values, base)
        yield DifferingInput(
            path,
            unit,
            values,
            reason,
            tuple(one and one.effect for one in moved),
            ranges=ranges,
            together=tuple("" if one is None or one.level == path else one.level for one in moved),
        )


def _effect(
    effects: Effects, path: str, old: tuple[Input, ...], new: tuple[Input, ...]
) -> MovedTogether | None:
    alone = effects.of_number(path, old, new)
    return effects.of_one_side(path) if alone is None else MovedTogether(path, alone)


def _is_as(own: Sequence[Input], other: Sequence[Input], *, with_ranges: bool) -> bool:
    def known(inputs: Sequence[Input]) -> list[tuple[Decimal, Spread | None]]:
        return [(one.value, one.spread if with_ranges else None) for one in inputs]

    return known(own) == known(other)


def _reason(path: str, values: Sequence[tuple[Value, ...]], base: int) -> str:
    if any(len(one) > 1 for one in values):
        return "by phase"
    if any(not one for one in values):
        return "left out" if values[base] else "added"
    known = known_input(path)
    return "shared" if known is not None and known.phases is Treatment.SHARED else ""


def _are_one(inputs: Sequence[Input]) -> bool:
    """Whether phases say no more than a scenario could: one value, of which none has a part."""
    known = {(one.value, one.spread) for one in inputs}
    sources = {one.quantile_source for one in inputs if one.spread is not None}
    return len(known) == 1 and len(sources) <= 1 and inputs[0].treatment is Treatment.INTENSIVE


def _inputs(assessment: Assessment) -> dict[str, tuple[Input, ...]]:
    """Return each input by path, or its inputs by phase where some phase restates it."""
    case = assessment.scenario.case
    found: dict[str, tuple[Input, ...]] = {
        path: (one,) for path, one in case.inputs.items() if not is_of_a_phase(path)
    }
    for path in sorted(restated(case)):
        name = SHARES if path == SHARE_OF_ORDERS else path
        own = tuple(phase.inputs[path] for phase in case.phases if path in phase.inputs)
        found[name] = own[:1] if len(own) == len(case.phases) and _are_one(own) else own
    for phase in case.phases:
        found |= {path: (one,) for path, one in phase.inputs.items() if is_of_a_phase(path)}
    return found
