"""Which roll-out is cheaper, by how much, and through what?"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.flips import Flip, flips
from omsrisk.analysis.trade_offs import TradeOff, unpriced
from omsrisk.core.catalogue import Group
from omsrisk.core.exposure import Exposure
from omsrisk.core.lines import Line
from omsrisk.core.money import ENOUGH_DIGITS, add, exact
from omsrisk.core.programme import waiting_days
from omsrisk.errors import UsageError

_PAIR = 2
_FIXED = {"stabilisation.support", "stabilisation.productivity", "stabilisation.freeze",
          "stabilisation.parallel_running"}  # fmt: skip


class ComparedLine(NamedTuple):
    """
    A line, side by side.

    Attributes:
        id: The line.
        group: Its group.
        label: What it is called.
        amounts: What each scenario is expected to pay, exact [money]; None where the scenario has
            no such line, or does not assess it.
        assessed: For each scenario, False where nothing is known: then no difference is taken.
        if_it_fails: Whether it falls only if the go-live fails.
    """

    id: str
    group: Group
    label: str
    amounts: tuple[Decimal | None, ...]
    assessed: tuple[bool, ...]
    if_it_fails: bool

    @property
    def is_comparable(self) -> bool:
        """Whether every scenario knows it; an item that one lacks is known to cost nothing there."""
        return all(self.assessed)

    def difference(self, base: int) -> tuple[Decimal | None, ...]:
        """Take the difference of each scenario against one of them; None where not comparable."""
        if not self.is_comparable:
            return (None,) * len(self.amounts)
        own = self.amounts[base] or Decimal(0)
        return tuple(add(amount or Decimal(0), own.copy_negate()) for amount in self.amounts)


class DifferingInput(NamedTuple):
    """
    An input that is not the same everywhere.

    Attributes:
        path: The path it has in a scenario.
        unit: Its unit.
        values: For each scenario one value, one a phase, or none where it is not stated.
        reason: `by phase`, `added`, `shared`, or empty.
    """

    path: str
    unit: str
    values: tuple[tuple[Decimal, ...], ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """
    Scenarios side by side, in the currency of the base.

    Attributes:
        assessments: As named, exact, each in its own currency.
        rates: What one unit of each scenario's currency is worth in that of the base.
        base: Which one the differences are taken against.
        lines: Line by line, all that any of them has.
        differing: Inputs that are not the same everywhere.
        unpriced: For each scenario, what the source says of its approach and no line carries.
        warnings: What makes the comparison lame.
        flips: What would change which is cheaper; for a pair that assesses the same lines.
    """

    assessments: tuple[Assessment, ...]
    rates: tuple[Decimal, ...]
    base: int
    lines: tuple[ComparedLine, ...]
    differing: tuple[DifferingInput, ...]
    unpriced: tuple[tuple[TradeOff, ...], ...]
    warnings: tuple[str, ...]
    flips: tuple[Flip, ...] = ()

    @property
    def is_like_for_like(self) -> bool:
        """Whether some line is left out of the differences, because some assess it and some not."""
        return any(
            not line.is_comparable and any(one is not None for one in line.amounts)
            for line in self.lines
        )

    def converted(self, name: str) -> tuple[Decimal | None, ...]:
        """Give a total or memo of each scenario, in the currency of the base."""
        figures = []
        for assessment, rate in zip(self.assessments, self.rates, strict=True):
            value = assessment.totals.get(name, assessment.memos.get(name))
            figures.append(None if value is None else times(value, rate))
        return tuple(figures)

    def like_for_like(self, *groups: Group, if_it_fails: bool | None = None) -> tuple[Decimal, ...]:
        """
        Add up, for each scenario, the lines that all of them assess.

        Args:
            groups: Only these; all where none is named.
            if_it_fails: Only what falls if the go-live fails, or only the rest.
        """
        chosen = [
            line
            for line in self.lines
            if line.is_comparable
            and (not groups or line.group in groups)
            and if_it_fails in {None, line.if_it_fails}
        ]
        return tuple(
            add(*(line.amounts[at] or Decimal(0) for line in chosen))
            for at in range(len(self.assessments))
        )


def times(value: Decimal, rate: Decimal) -> Decimal:
    """Convert an exact amount."""
    with exact(ENOUGH_DIGITS):
        return value * rate


def compare(
    assessments: Sequence[Assessment],
    *,
    base: int = 0,
    rates: Mapping[str, Decimal] | None = None,
) -> Comparison:
    """
    Compare scenarios line by line, on what each is expected to pay.

    Args:
        assessments: Two or more, from `assess`.
        base: Which one the differences are taken against.
        rates: What one unit of a foreign currency is worth in that of the base.

    Raises:
        UsageError: A currency is foreign and has no rate.
    """
    currency = assessments[base].scenario.currency
    foreign_currencies = {one.scenario.currency for one in assessments} - {currency}
    for named in rates or {}:
        if named not in foreign_currencies:
            raise UsageError(
                f"--rate {named}: no scenario but the base's is in {named}"
                if named == currency
                else f"--rate {named}: no scenario is in {named}",
                f"amounts are shown in {currency}, that of {assessments[base].scenario.file}",
            )
    known = {currency: Decimal(1), **(rates or {})}
    for one in assessments:
        if one.scenario.currency not in known:
            foreign = one.scenario.currency
            raise UsageError(
                f"{one.scenario.file} is in {foreign}, {assessments[base].scenario.file} in "
                f"{currency}: amounts of different currencies are not compared",
                f"give the rate: --rate {foreign}=... ({currency} for one {foreign})",
            )
    factors = tuple(known[one.scenario.currency] for one in assessments)
    result = Comparison(
        assessments=tuple(assessments),
        rates=factors,
        base=base,
        lines=tuple(_lines(assessments, factors)),
        differing=tuple(_differing(assessments, base)),
        unpriced=tuple(unpriced(one.scenario.case, one.scenario.approach) for one in assessments),
        warnings=tuple(_warnings(assessments)),
    )
    if len(assessments) != _PAIR or result.is_like_for_like or len(known) > 1 or not result.differing:
        return result
    return replace(result, flips=flips(assessments, [one.path for one in result.differing]))


def compared_lines(exposure: Exposure, *, by_part: bool) -> Iterator[Line]:
    """
    Give the lines that are compared.

    Args:
        exposure: In numbers of any kind.
        by_part: Whether hidden costs go by part, as not all scenarios assess the same ones.
    """
    for line in exposure.lines:
        if line.id == "hidden_costs" and line.parts and by_part:
            yield from line.parts
        else:
            yield line


def _hidden_parts(assessment: Assessment) -> frozenset[str]:
    line = next(one for one in assessment.exposure.lines if one.id == "hidden_costs")
    return frozenset(part.id for part in line.parts if part.assessed)


def _lines(assessments: Sequence[Assessment], rates: tuple[Decimal, ...]) -> Iterator[ComparedLine]:
    by_part = len({_hidden_parts(one) for one in assessments}) > 1
    own = [
        {line.id: line for line in compared_lines(one.exposure, by_part=by_part)}
        for one in assessments
    ]
    heads: dict[str, Line] = {}
    for lines in own:
        heads.update((line_id, line) for line_id, line in lines.items() if line_id not in heads)
    if by_part:
        heads.pop("hidden_costs", None)
    order = list(Group)
    first: dict[str, int] = {}
    for lines in own:
        for line_id in lines:
            first.setdefault(line_id, len(first))
    ordered = sorted(
        heads.values(),
        key=lambda line: (order.index(line.group), line.id not in _FIXED, first[line.id]),
    )
    contingent = _contingent(assessments)
    for head in ordered:
        found = [lines.get(head.id) for lines in own]
        amounts = tuple(
            None if line is None or not line.assessed else times(Decimal(line.expected), rate)
            for line, rate in zip(found, rates, strict=True)
        )
        assessed = tuple(
            _is_known(head, line, one) for line, one in zip(found, assessments, strict=True)
        )
        fails = head.group in {Group.COST_OF_FAILURE, Group.STOPPING} or (
            head.group is Group.RECOVERIES and head.id.partition(".")[2] in contingent
        )
        yield ComparedLine(head.id, head.group, head.short, amounts, assessed, fails)


def _is_known(head: Line, line: Line | None, assessment: Assessment) -> bool:
    """Whether a scenario knows what a line costs it, be it nothing because it has no such item."""
    if line is not None:
        return line.assessed
    if head.group is Group.COST_OF_FAILURE:
        return False
    if head.id == "programme.waiting":
        return not waiting_days(assessment.scenario.case)
    case = assessment.scenario.case
    if head.group is Group.STOPPING and not case.phases and "stopping" not in case.sections:
        return True  # what goes live in one piece cannot stop between phases
    return assessment.totals[head.group.value] is not None


def _contingent(assessments: Sequence[Assessment]) -> set[str]:
    """List the recoveries, by slug, that are paid only if the go-live fails."""
    return {
        row.slug
        for one in assessments
        for rows in (one.scenario.case.rows, *(p.own_rows for p in one.scenario.case.phases))
        for path, elements in rows.items()
        if path.endswith("recoveries")
        for row in elements
        if row.contingent
    }


def _differing(assessments: Sequence[Assessment], base: int) -> Iterator[DifferingInput]:
    stated = [_inputs(one) for one in assessments]
    paths = dict.fromkeys(path for inputs in stated for path in inputs)
    for path in paths:
        values = tuple(inputs.get(path, ("", ()))[1] for inputs in stated)
        if len(set(values)) > 1:
            unit = next(inputs[path][0] for inputs in stated if path in inputs)
            yield DifferingInput(path, unit, values, _reason(path, values, base))


def _reason(path: str, values: tuple[tuple[Decimal, ...], ...], base: int) -> str:
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
    restated = {
        path
        for phase in case.phases
        for path, one in phase.inputs.items()
        if one.restated and not path.startswith("phases.")
    }
    for path in sorted(restated):
        inputs = [phase.inputs[path] for phase in case.phases if path in phase.inputs]
        name = "phases.*.share_of_orders" if path == "share_of_orders" else path
        found[name] = (inputs[0].unit, tuple(one.value for one in inputs))
    for phase in case.phases:
        for path, one in phase.inputs.items():
            if path.startswith("phases."):
                found[path] = (one.unit, (one.value,))
    return found


def _warnings(assessments: Sequence[Assessment]) -> Iterator[str]:
    costs = {one.scenario.case.inputs.get("capital.system_cost") for one in assessments}
    if len({None if one is None else one.value for one in costs}) > 1:
        yield "The system cost differs: what all roll-outs have in common is not in the totals."
    shares = [one.memos["expected_share_of_orders"] for one in assessments]
    if len({Decimal(1) if one is None else one for one in shares}) > 1:
        yield (
            "The chances of completing differ: a roll-out that stops early pays less and does less."
        )
