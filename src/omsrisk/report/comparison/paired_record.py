"""What a program or a spreadsheet reads of `compare --simulate`, key by key."""

from collections.abc import Callable, Iterator
from typing import NamedTuple, Protocol

from omsrisk.analysis.pairing.paired import Cheapest, PairedComparison, SampledPair
from omsrisk.report.document import Column, Row, Sheet
from omsrisk.report.records import Field, Records, cell_of
from omsrisk.report.shapes import (
    CHANCE,
    FLAG,
    MONEY,
    TEXT,
    Maybe,
    member_of,
    one_of,
)
from omsrisk.simulation.estimates import PERCENTILES, Dominance

_PAIR = 2


class PairToWrite(NamedTuple):
    """A pair, and the comparison that it is of."""

    result: PairedComparison
    pair: SampledPair

    @property
    def files(self) -> tuple[str, str]:
        """The base, and the other file."""
        comparison = self.result.comparison
        places = (comparison.base, self.pair.file)
        base, file = (comparison.assessments[at].scenario.file for at in places)
        return base, file

    @property
    def is_equal(self) -> float:
        """How likely both cost the same."""
        about = self.pair.about_nothing
        return max(1 - about.above.value - about.below.value, 0.0)

    @property
    def dominance(self) -> tuple[Dominance, str | None]:
        """To which order one of them dominates, and which."""
        for name, order in (("base", self.pair.base_dominates), ("file", self.pair.file_dominates)):
            if order is not Dominance.NONE:
                return order, name
        return Dominance.NONE, None


def is_ranked(result: PairedComparison, pair: SampledPair) -> bool:
    """Whether one of a pair is said to be cheaper."""
    return result.comparison.pair(result.comparison.base, pair.file).unranked is None


def _percentile(percent: int) -> Callable[[PairToWrite], float]:
    return lambda told: told.pair.difference.percentiles[percent].value


def _error_of_percentile(percent: int) -> Callable[[PairToWrite], float]:
    return lambda told: told.pair.difference.percentiles[percent].error


class WithCheapest(Protocol):
    """What knows how often it is the cheapest of all; None, or `LEFT_OUT`, where that is not told."""

    @property
    def cheapest(self) -> object:
        """How often it is."""


def of_cheapest(read: Callable[[Cheapest], float]) -> Callable[[WithCheapest], object]:
    """Take how often a scenario is the cheapest of all; None where that is not told."""

    def value(told: WithCheapest) -> object:
        found = told.cheapest
        return read(found) if isinstance(found, Cheapest) else found

    return value


CHEAPEST: tuple[Field[WithCheapest], ...] = (
    Field(
        "probability_cheapest",
        "How likely it is the cheapest of all.",
        Maybe(CHANCE),
        of_cheapest(lambda found: found.alone.value),
        optional=True,
    ),
    Field(
        "probability_cheapest_error",
        "The standard error of that.",
        Maybe(CHANCE),
        of_cheapest(lambda found: found.alone.error),
        optional=True,
    ),
    Field(
        "probability_cheapest_tied",
        "How likely it shares that place.",
        Maybe(CHANCE),
        of_cheapest(lambda found: found.tied),
        optional=True,
    ),
    Field(
        "share_cheapest",
        "How likely it is the cheapest, a tie shared equally: those of all add up to 1.",
        Maybe(CHANCE),
        of_cheapest(lambda found: found.share.value),
        optional=True,
    ),
    Field(
        "expected_regret",
        "What choosing it costs more on average than knowing which is the cheapest [money].",
        Maybe(MONEY),
        of_cheapest(lambda found: found.regret),
        optional=True,
    ),
    Field(
        "expected_regret_error",
        "The standard error of that [money].",
        Maybe(MONEY),
        of_cheapest(lambda found: found.regret_error),
        optional=True,
    ),
)
_ERRORS = Records[PairToWrite](
    "paired_errors",
    "The standard errors of what is told of two files; of exact ones how far off each may be.",
    Field("mean_difference", "Of the mean [money].", MONEY, "pair.difference.mean.error"),
    *(
        Field(f"p{one}", f"Of the P{one} [money].", MONEY, _error_of_percentile(one))
        for one in PERCENTILES
    ),
    Field("probability_base_cheaper", "Of that chance.", CHANCE, "pair.about_nothing.above.error"),
)
_DOMINANCE = Records[tuple[Dominance, str | None]](
    "dominance",
    "Whether one stochastically dominates the other.",
    Field("order", "To which order.", member_of(Dominance), lambda told: told[0]),
    Field("of", "Which one.", Maybe(one_of("base", "file")), lambda told: told[1]),
)
PAIRED = Records[PairToWrite](
    "paired",
    "Two files, whatever happens: the file less the base.",
    Field("base", "The base.", TEXT, lambda told: told.files[0]),
    Field("file", "The other file.", TEXT, lambda told: told.files[1]),
    Field(
        "mean_difference",
        "The mean of the difference [money].",
        MONEY,
        "pair.difference.mean.value",
    ),
    Field(
        "standard_deviation",
        "Its standard deviation [money].",
        MONEY,
        "pair.difference.standard_deviation",
    ),
    *(
        Field(f"p{one}", f"P{one} of the difference [money].", MONEY, _percentile(one))
        for one in PERCENTILES
    ),
    Field("standard_errors", _ERRORS.says, _ERRORS, lambda told: told),
    Field(
        "probability_base_cheaper",
        "How likely the base is cheaper.",
        CHANCE,
        "pair.about_nothing.above.value",
    ),
    Field(
        "probability_file_cheaper",
        "How likely the file is cheaper.",
        CHANCE,
        "pair.about_nothing.below.value",
    ),
    Field("probability_equal", "How likely they cost the same.", CHANCE, "is_equal"),
    Field(
        "saved_when_base_cheaper",
        "What the base then saves on average [money].",
        MONEY,
        "pair.about_nothing.mean_above",
    ),
    Field(
        "saved_when_file_cheaper",
        "What the file then saves on average [money].",
        MONEY,
        lambda told: -told.pair.about_nothing.mean_below,
    ),
    Field(
        "ranked",
        "Whether one is said to be cheaper.",
        FLAG,
        lambda told: is_ranked(told.result, told.pair),
    ),
    Field("dominance", _DOMINANCE.says, _DOMINANCE),
)


def pairs_to_write(result: PairedComparison) -> list[PairToWrite]:
    """List the pairs, each with what it is of."""
    return [PairToWrite(result, pair) for pair in result.pairs]


class _OfAll(NamedTuple):
    """How often a scenario is the cheapest of all; None where that is not told."""

    cheapest: Cheapest | None


def sheet(result: PairedComparison) -> Sheet:
    """Return each pair as a row."""
    rows = [dict(_flat(result, told)) for told in pairs_to_write(result)]
    columns = tuple(Column(key) for key in rows[0])
    return Sheet(columns, tuple(Row(tuple(map(cell_of, row.values()))) for row in rows))


_NESTED = {"standard_errors": "error", "dominance": ""}
"""The keys of a pair that hold others, and what the columns of these end with."""


def _flat(result: PairedComparison, told: PairToWrite) -> Iterator[tuple[str, object]]:
    """List the columns of a pair: what is nested stands behind, and then who is cheapest of all."""
    comparison = result.comparison
    digits = comparison.assessments[comparison.base].scenario.minor_digits
    record = PAIRED.plain(told, digits)
    yield from ((key, one) for key, one in record.items() if key not in _NESTED)
    for key, suffix in _NESTED.items():
        for name, one in record[key].items():
            yield (f"{name}_{suffix}" if suffix else f"{key}_{name}"), one
    if len(result.own) > _PAIR:
        for whose, at in (("base", comparison.base), ("file", told.pair.file)):
            for field in CHEAPEST:
                found = field.of(_OfAll(result.cheapest[at]))
                yield f"{whose}_{field.key}", field.shape.plain(found, digits)
