"""Which roll-out is cheaper, by how much, and through what?"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.comparison.counted import Counted, counted
from omsrisk.analysis.comparison.differing import DifferingInput, differing_inputs
from omsrisk.analysis.comparison.pair import ComparedPair, pairs_of
from omsrisk.analysis.comparison.side_by_side import ComparedLine, side_by_side, times
from omsrisk.analysis.comparison.switching_values import Flip, flips
from omsrisk.analysis.comparison.trade_offs import TradeOff, unpriced
from omsrisk.analysis.result import Result
from omsrisk.analysis.uncertainty.means import At
from omsrisk.analysis.uncertainty.valued import Valuings
from omsrisk.core.money import add
from omsrisk.core.pricing.catalogue import SYSTEM_COST
from omsrisk.core.pricing.declarations import Group
from omsrisk.core.pricing.variation import uncertain_inputs
from omsrisk.errors import UsageError

_PAIR = 2


@dataclass(frozen=True, slots=True, repr=False)
class Comparison(Result):
    """
    Scenarios side by side, in the currency of the base.

    Attributes:
        assessments: As named, exact, each in its own currency.
        rates: What one unit of each scenario's currency is worth in that of the base.
        base: Which one the differences are taken against.
        lines: Line by line, all that any of them has.
        differing: Inputs that are not the same everywhere.
        unpriced: For each scenario, what the source says of its approach and no line carries.
        warnings: Why the comparison is not like for like.
        pairs: Each scenario against each other one, in the order of the files.
        at: What ranges count with.
        states: What each scenario comes to, in its own currency.
        flips: What would change which is cheaper; for a pair that assesses the same lines.
    """

    assessments: tuple[Assessment, ...]
    rates: tuple[Decimal, ...]
    base: int
    lines: tuple[ComparedLine, ...]
    differing: tuple[DifferingInput, ...]
    unpriced: tuple[tuple[TradeOff, ...], ...]
    warnings: tuple[str, ...]
    pairs: tuple[ComparedPair, ...]
    at: At
    states: tuple[Counted, ...]
    flips: tuple[Flip, ...] = ()

    @property
    def is_like_for_like(self) -> bool:
        """Whether some line is left out of the differences, because some assess it and some not."""
        return any(pair.left_out_lines for pair in self.pairs)

    @property
    def ranked(self) -> tuple[int, ...]:
        """
        The places of the scenarios, the cheapest first; none where some pair is not ranked.

        A status quo is left out. Where every pair is ranked, its order is that of the full totals.
        """
        chosen = [at for at, one in enumerate(self.assessments) if not one.scenario.is_status_quo]
        among = [pair for pair in self.pairs if {*pair.files} <= {*chosen}]
        if not among or any(pair.unranked is not None for pair in among):
            return ()
        nets = self.converted("net_exposure")
        return tuple(sorted(chosen, key=lambda at: (nets[at], self.assessments[at].scenario.file)))

    def pair(self, one: int, other: int) -> ComparedPair:
        """Return the pair of two scenarios, by their places among the files."""
        return next(pair for pair in self.pairs if {*pair.files} == {one, other})

    def against_base(self, at: int) -> Decimal:
        """Return how much dearer a scenario is than the base, over what both know, exact [money]."""
        if at == self.base:
            return Decimal(0)
        pair = self.pair(at, self.base)
        return pair.difference if pair.first == self.base else pair.difference.copy_negate()

    def converted(self, name: str) -> tuple[Decimal | None, ...]:
        """Return a total or memo of each scenario, in the currency of the base."""
        found = []
        for state, rate in zip(self.states, self.rates, strict=True):
            value = state.figures.totals.get(name, state.figures.memos.get(name))
            found.append(None if value is None else times(value, rate))
        return tuple(found)

    @staticmethod
    def has_ranges(one: Assessment) -> bool:
        """Whether a scenario has inputs with a range."""
        return bool(uncertain_inputs(one.scenario.case))

    @property
    def is_expected(self) -> bool:
        """Whether the figures are means: no range counts with its most likely value alone."""
        pairs = zip(self.assessments, self.states, strict=True)
        return all(state.has_ranges or not self.has_ranges(one) for one, state in pairs)

    @property
    def shows_means(self) -> bool:
        """Whether some figure is a mean over ranges."""
        return any(one.has_ranges for one in self.states)

    def like_for_like(self, *groups: Group, if_it_fails: bool | None = None) -> tuple[Decimal, ...]:
        """
        Add up, for each scenario, the lines that all of them assess.

        Args:
            groups: Only these; all where none is named.
            if_it_fails: Only what falls if the go-live fails, or only the rest.
        """
        chosen = [
            line for line in self.lines if line.is_comparable and (not groups or line.group in groups)
        ]
        return tuple(
            add(*(line.part(at, if_it_fails=if_it_fails) for line in chosen))
            for at in range(len(self.assessments))
        )


def compare(
    assessments: Sequence[Assessment],
    *,
    base: int = 0,
    rates: Mapping[str, Decimal] | None = None,
    at: At = At.MEAN,
) -> Comparison:
    """
    Compare scenarios line by line, on what each is expected to pay.

    Args:
        assessments: Two or more, from `assess`.
        base: Which one the differences are taken against.
        rates: What one unit of a foreign currency is worth in that of the base.
        at: What ranges count with.

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
    valuings = Valuings(one.scenario.case for one in assessments)
    states = tuple(counted(one, at, valuings) for one in assessments)
    result = Comparison(
        assessments=tuple(assessments),
        rates=factors,
        base=base,
        lines=tuple(side_by_side(assessments, factors, states)),
        differing=differing_inputs(assessments, factors, base, states, at, valuings),
        unpriced=tuple(unpriced(one.scenario.case, one.scenario.approach) for one in assessments),
        warnings=tuple(_warnings(assessments, states)),
        pairs=pairs_of(assessments, factors, states),
        at=at,
        states=states,
    )
    if len(assessments) != _PAIR or result.is_like_for_like or len(known) > 1 or not result.differing:
        return result
    if result.pairs[0].unranked is not None:
        return result
    differing = [one.path for one in result.differing]
    return replace(result, flips=flips(assessments, differing, at, valuings))


def _warnings(assessments: Sequence[Assessment], states: Sequence[Counted]) -> Iterator[str]:
    costs = {one.scenario.case.inputs.get(SYSTEM_COST) for one in assessments}
    if len({None if one is None else one.value for one in costs}) > 1:
        yield "The system cost differs: what all roll-outs have in common is not in the totals."
    shares = [one.figures.memos["expected_share_of_orders"] for one in states]
    if len({Decimal(1) if one is None else one for one in shares}) > 1:
        yield (
            "The chances of completing differ: a roll-out that stops early pays less and does less."
        )
