"""What does a change cost? Two states of a scenario: inputs, lines, totals and their differences."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.changes.changed_values import (
    ChangedInput,
    ChangedLine,
    ChangedRange,
    ChangedSetting,
    ChangedTotal,
)
from omsrisk.analysis.changes.changed_variants import ChangedVariantValue, changed_variants
from omsrisk.analysis.changes.elements import (
    NOTHING_CHANGED,
    ChangedElements,
    changed_elements,
    gained_elements,
    lost_elements,
)
from omsrisk.analysis.comparison.counted import NetExposures
from omsrisk.analysis.comparison.effects import Effects
from omsrisk.analysis.comparison.known import is_ruled_out
from omsrisk.analysis.comparison.settings import settings_of, written_path
from omsrisk.analysis.comparison.stated_once import StatedOnce
from omsrisk.analysis.result import Result
from omsrisk.analysis.uncertainty.means import At, Means, means
from omsrisk.core.pricing.case import PHASES, Case, Input
from omsrisk.core.pricing.catalogue import ITEM_LISTS
from omsrisk.core.pricing.derived import MODEL_LINES
from omsrisk.core.pricing.figures import TOTALS
from omsrisk.core.pricing.lines import Line
from omsrisk.core.pricing.programme import GAPS
from omsrisk.core.pricing.variation import uncertain_inputs, values_of
from omsrisk.scenario.documents.places import exact_node_at, location_of

if TYPE_CHECKING:
    from omsrisk.scenario.schema.limits import Limit


@dataclass(frozen=True, slots=True, repr=False)
class Difference(Result):
    """
    Two states of one scenario.

    Attributes:
        old: Before.
        new: Now.
        inputs: The inputs that are not as they were.
        lines: The lines that are not.
        totals: Every total.
        lost: Lines that were assessed and are no longer, by id: the totals are not comparable.
        gained: Lines that were not assessed and are now.
        ruled_out: Lines that were assessed and cannot fall any more: known to be nothing in what is
            expected, and not assessed in what a failure would cost.
        ranges: The ranges of inputs that are not as they were.
        correlations: Pairs of inputs whose rank correlation is not as it was: before, and now; 0
            where none was or is stated.
        elements: Phases, integration points, items, variants and the like that are gone, new or
            renamed.
        limits: The file's own limits that are not as they were, by metric: before, and now.
        settings: Dates, the stop rule, decisions on gaps and mitigations taken that are not as they
            were.
        at: What ranges count with.
        states: What both come to by the mean; None where nothing has a range, or a mean is not told.
        variants: What variants of both set, where that is not as it was.
    """

    old: Assessment
    new: Assessment
    inputs: tuple[ChangedInput, ...]
    lines: tuple[ChangedLine, ...]
    totals: tuple[ChangedTotal, ...]
    lost: tuple[str, ...]
    gained: tuple[str, ...]
    ruled_out: tuple[str, ...] = ()
    ranges: tuple[ChangedRange, ...] = ()
    correlations: tuple[tuple[str, str, Decimal, Decimal], ...] = ()
    elements: ChangedElements = NOTHING_CHANGED
    limits: "tuple[tuple[Limit | None, Limit | None], ...]" = ()
    settings: tuple[ChangedSetting, ...] = ()
    at: At = At.MEAN
    states: tuple[Means, Means] | None = None
    variants: tuple[ChangedVariantValue, ...] = ()

    @property
    def is_changed_beside_money(self) -> bool:
        """Whether something is to be told that moves no amount of the file as it stands."""
        return bool(self.limits or self.variants or any(self.elements))

    @property
    def mean_lines(self) -> tuple[ChangedLine, ...]:
        """The lines whose means are not as they were; none where `states` has no means."""
        if self.states is None:
            return ()
        shown = [_lines(one.exposure.lines) for one in (self.old, self.new)]
        known = [
            {name: found.lines[name] for name, line in own.items() if line.assessed}
            for found, own in zip(self.states, shown, strict=True)
        ]
        return tuple(
            ChangedLine(name, {**shown[1], **shown[0]}[name].short, *amounts)
            for name in dict.fromkeys((*shown[0], *shown[1]))
            for amounts in [(known[0].get(name), known[1].get(name))]
            if amounts[0] != amounts[1]
        )

    @property
    def mean_totals(self) -> tuple[ChangedTotal, ...]:
        """The means of every total; empty where `states` has none."""
        if self.states is None:
            return ()
        first, second = (one.totals for one in self.states)
        return tuple(ChangedTotal(name, first[name], second[name]) for name in TOTALS)

    @property
    def is_changed(self) -> bool:
        """Whether money is not as it was, or what is known of it."""
        return self.is_changed_in_money or bool(self.ranges or self.correlations)

    @property
    def is_comparable(self) -> bool:
        """Whether the totals of both mean the same."""
        return not self.lost and self.old.scenario.currency == self.new.scenario.currency

    @property
    def is_changed_in_money(self) -> bool:
        """Whether any total or line is not as it was, or can no longer be told."""
        return bool(self.lines) or not self.is_comparable or any(one.change for one in self.totals)

    def total(self, name: str) -> ChangedTotal:
        """Return one of the totals."""
        return next(one for one in self.totals if one.name == name)


def difference(old: Assessment, new: Assessment, at: At = At.MEAN) -> Difference:
    """
    Compare two states of a scenario.

    Args:
        old: Before.
        new: Now.
        at: What ranges count with where an effect on a figure is told.
    """
    before, after = _lines(old.exposure.lines), _lines(new.exposure.lines)
    elements = changed_elements(old.scenario.case, new.scenario.case)
    totals = tuple(
        ChangedTotal(name, _exact(old.totals[name]), _exact(new.totals[name])) for name in TOTALS
    )
    cases = (old.scenario.case, new.scenario.case)
    with_ranges = any(map(uncertain_inputs, cases))
    by_means = with_ranges and at is At.MEAN and cases[0] != cases[1]
    states = tuple(map(means, (old, new))) if by_means else ()
    is_told = bool(states) and not any(one.not_told for one in states)
    effects = Effects(old, new, Decimal(1), at if is_told else At.LIKELY)
    lost, ruled_out = _ruled_out((*_fallen_silent(old, new), *lost_elements(elements)), old, new)
    gained, _ = _ruled_out((*_fallen_silent(new, old), *gained_elements(elements)), new, old)
    once = StatedOnce(old, new, NetExposures(at if is_told else At.LIKELY))
    inputs = tuple(_changed_inputs(old, new, effects, once))
    variants = changed_variants(old.scenario, new.scenario)
    return Difference(
        old,
        new,
        inputs,
        tuple(_changed_lines(before, after)),
        totals,
        lost=lost,
        gained=gained,
        ruled_out=ruled_out,
        ranges=tuple(_changed_ranges(*cases, effects if is_told else None)),
        correlations=tuple(_changed_correlations(old.scenario.case, new.scenario.case)),
        elements=elements.with_those_of(variants.elements),
        variants=variants.values,
        limits=tuple(_changed_limits(old.scenario.limits, new.scenario.limits)),
        settings=tuple(_changed_settings(old, new, effects)),
        at=at,
        states=(states[0], states[1]) if is_told else None,
    )


def _changed_settings(old: Assessment, new: Assessment, effects: Effects) -> Iterator[ChangedSetting]:
    before, after = settings_of(old.scenario), settings_of(new.scenario)
    for path in dict.fromkeys((*before, *after)):
        pair = before.get(path), after.get(path)
        was, now = (() if one is None else one.values for one in pair)
        if was != now:
            key = next((one.written[0] for one in pair[::-1] if one and one.written), path)
            written_in = _base_of(new if pair[1] is not None else old, key)
            old_words, words = (() if one is None else one.shown for one in pair)
            name = written_path(path, (before, after))
            yield ChangedSetting(name, old_words, words, effects.of_setting(path), written_in)


def _changed_limits(
    old: "Sequence[Limit]", new: "Sequence[Limit]"
) -> "Iterator[tuple[Limit | None, Limit | None]]":
    before, after = ({one.metric: one for one in limits} for limits in (old, new))
    for metric in dict.fromkeys((*before, *after)):
        pair = (before.get(metric), after.get(metric))
        if pair[0] != pair[1]:
            yield pair


def _changed_ranges(old: Case, new: Case, effects: Effects | None) -> Iterator[ChangedRange]:
    numbers, later = values_of(old), values_of(new)
    stated = _stated(new)
    before, after = uncertain_inputs(old), uncertain_inputs(new)
    for path in dict.fromkeys((*before, *after)):
        first, second = before.get(path), after.get(path)
        shown = second or first
        assert shown is not None  # noqa: S101 - it stands in one of them
        was, now = (None if one is None else one.spread for one in (first, second))
        if was != now:
            effect = None
            if effects is not None and path in stated and numbers.get(path) == later.get(path):
                effect = effects.of_stated(path, stated[path])
            yield ChangedRange(path, shown.unit, was, now, effect)


def _changed_correlations(old: Case, new: Case) -> Iterator[tuple[str, str, Decimal, Decimal]]:
    def by_pair(case: Case) -> dict[tuple[str, str], Decimal]:
        pairs = ((sorted((one.first, one.second)), one.rank) for one in case.correlations)
        return {(first, second): rank for (first, second), rank in pairs}

    before, after = by_pair(old), by_pair(new)
    for pair in dict.fromkeys((*before, *after)):
        was, now = (ranks.get(pair, Decimal(0)) for ranks in (before, after))
        if was != now:
            yield (*pair, was, now)


def _without_parts(found: Iterable[str]) -> tuple[str, ...]:
    """Leave out what belongs to something else that is told, and what is told already."""
    names = dict.fromkeys(found)
    return tuple(one for one in names if one.rpartition(".")[0] not in names)


def _ruled_out(
    found: Iterable[str], old: Assessment, new: Assessment
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Tell what is no longer assessed from what cannot fall any more, as `compare` does."""
    lost, impossible = list[str](), list[str]()
    for one in found:
        if one.partition(".")[0] == PHASES and not new.scenario.case.phases:
            continue  # all orders go live at once, and what only a phase stated is told by its line
        lines = [line for line in _lines(old.exposure.lines).values() if line.counts]
        told = [line for line in lines if one in {line.id, line.group.value}]
        is_out = bool(told) and all(is_ruled_out(each.id, each.group, old, new) for each in told)
        (impossible if is_out else lost).append(one)
    return _without_parts(lost), _without_parts(impossible)


def _fallen_silent(old: Assessment, new: Assessment) -> Iterator[str]:
    """List what says something in one state and nothing, or less, in the other."""
    before, after = _lines(old.exposure.lines), _lines(new.exposure.lines)
    for line_id in MODEL_LINES:
        first, second = before.get(line_id), after.get(line_id)
        if first is None or not first.assessed:
            continue
        if second is None or not second.assessed:
            yield line_id
        elif first.complete and not second.complete:
            parts = [one for one in second.parts if one.id in MODEL_LINES]
            if all(one.assessed for one in parts):  # else the part that is missing is told
                yield line_id
    yield from _undecided_again(before, after)
    later = {one.phase.slug: _lines(one.lines) for one in new.exposure.phases}
    for phase in old.exposure.phases:
        for line_id, line in _lines(phase.lines).items() if phase.phase.slug in later else ():
            now = later[phase.phase.slug].get(line_id)
            if line_id in MODEL_LINES and line.assessed and (now is None or not now.assessed):
                yield line_id
    gone = old.scenario.case.rows.keys() - new.scenario.case.rows.keys()
    for items in ITEM_LISTS:
        if items.path in gone:
            yield items.section  # the total may still stand, as that of other lines of the group
    for name in TOTALS:
        if old.totals[name] is not None and new.totals[name] is None:
            yield name


def _undecided_again(
    before: dict[str, Line[Decimal]], after: dict[str, Line[Decimal]]
) -> Iterator[str]:
    """List the gaps that were decided and no longer are, which makes nothing cheaper."""
    for line_id, line in before.items():
        now = after.get(line_id)
        if line_id.startswith(f"{GAPS}.") and line.complete and now is not None and not now.complete:
            yield line_id


def _exact(value: Decimal | int | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def _lines(lines: Iterable[Line[Decimal]]) -> dict[str, Line[Decimal]]:
    """Return the lines and their parts by id."""
    found: dict[str, Line[Decimal]] = {}

    def take(line: Line[Decimal]) -> None:
        found[line.id] = line
        for part in line.parts:
            take(part)

    for line in lines:
        take(line)
    return found


def _changed_lines(
    before: dict[str, Line[Decimal]], after: dict[str, Line[Decimal]]
) -> Iterator[ChangedLine]:
    for line_id in dict.fromkeys((*before, *after)):
        first, second = before.get(line_id), after.get(line_id)
        shown = second or first
        assert shown is not None  # noqa: S101 - it stands in one of them
        old, new = (_exact(one.expected) if one is not None else None for one in (first, second))
        if old != new:
            yield ChangedLine(line_id, shown.short, old, new)


def _changed_inputs(
    old: Assessment, new: Assessment, effects: Effects, once: StatedOnce
) -> Iterator[ChangedInput]:
    before, after = _stated(old.scenario.case), _stated(new.scenario.case)
    gone = [path for path in before if path not in after]
    come = [path for path in after if path not in before]
    for path in dict.fromkeys((*before, *after)):
        first, second = before.get(path), after.get(path)
        if first is not None and second is not None and first.value == second.value:
            continue
        if first is not None and second is not None:
            effect = effects.of_stated(path, second)
        else:
            moved = once.of(path, come if second else gone, is_new=second is not None)
            if moved is not None:
                effect = moved.effect
            else:
                sides = tuple(() if one is None else (one,) for one in (first, second))
                effect = effects.of_number(path, *sides)
        shown = second or first
        assert shown is not None  # noqa: S101 - it stands in one of them
        yield ChangedInput(
            path,
            shown.unit,
            None if first is None else first.value,
            None if second is None else second.value,
            effect,
            _base_of(new if second is not None else old, path),
        )


def _stated(case: Case) -> dict[str, Input]:
    found = dict(case.inputs)
    found.update((phase.share.path, phase.share) for phase in case.phases)
    return found


def _base_of(assessment: Assessment, path: str) -> str:
    """Name the base that writes an input; empty where the scenario itself does."""
    root = assessment.scenario.root
    node = exact_node_at(root, location_of(root, path))
    name = "" if node is None else node.origin.name
    return "" if name == assessment.scenario.own_file else name
