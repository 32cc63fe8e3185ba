"""What a program reads of each pair that is compared, and of all together, key by key."""

from decimal import Decimal
from typing import NamedTuple

from omsrisk.analysis.comparison.compare import Comparison
from omsrisk.analysis.comparison.pair import ComparedPair, Unranked
from omsrisk.analysis.uncertainty.means import At
from omsrisk.core.pricing.declarations import Group
from omsrisk.report.comparison.compared_sentences import pair_sentences
from omsrisk.report.records import Field, Records
from omsrisk.report.shapes import (
    FLAG,
    MONEY,
    NUMBER,
    TEXT,
    Many,
    Maybe,
    member_of,
)
from omsrisk.scenario.load import Scenario

_PAIR = 2


AMOUNTS = Many(Maybe(MONEY))


MAYBE_AMOUNTS = Maybe(AMOUNTS)


class ComparedPairToWrite(NamedTuple):
    """A pair, and the comparison that it is of."""

    pair: ComparedPair
    result: Comparison

    @property
    def scenarios(self) -> list[Scenario]:
        """The two scenarios."""
        return [self.result.assessments[at].scenario for at in self.pair.files]

    @property
    def is_known(self) -> bool:
        """Whether the two have a line in common."""
        return self.pair.unranked is not Unranked.NOTHING_IN_COMMON

    @property
    def like_for_like(self) -> object:
        """The net exposure of each, over the lines that both know [money]."""
        return self.pair.like_for_like() if self.is_known else None

    @property
    def difference(self) -> Decimal | None:
        """The second less the first [money]."""
        return self.pair.difference if self.is_known else None


def _cheaper(told: ComparedPairToWrite) -> str | None:
    return file_of(told.result, told.pair.cheaper)


def file_of(result: Comparison, at: int | None) -> str | None:
    """Return the file of a scenario by its place; None where none is meant."""
    return None if at is None else result.assessments[at].scenario.file


def _in_common(
    result: Comparison, *groups: Group, if_it_fails: bool | None = None
) -> tuple[Decimal | None, ...]:
    """Add up what all scenarios know; of three and more only where they know the same lines."""
    count = len(result.assessments)
    if result.is_like_for_like and count != _PAIR:
        return (None,) * count
    return result.like_for_like(*groups, if_it_fails=if_it_fails)


LIKE_FOR_LIKE = Records[Comparison](
    "like_for_like",
    "What all scenarios know, scenario by scenario.",
    Field(
        "complete",
        "Whether all know the same lines.",
        FLAG,
        lambda result: not result.is_like_for_like,
    ),
    Field("net_exposure", "The net exposure [money].", AMOUNTS, _in_common),
    Field(
        "cost_of_failure",
        "The cost of failure [money].",
        AMOUNTS,
        lambda result: _in_common(result, Group.COST_OF_FAILURE),
    ),
    Field(
        "if_it_fails",
        "What falls due only where a go-live fails [money].",
        AMOUNTS,
        lambda result: _in_common(result, if_it_fails=True),
    ),
    Field(
        "in_any_case",
        "What falls due in any case [money].",
        AMOUNTS,
        lambda result: _in_common(result, if_it_fails=False),
    ),
    Field(
        "differences",
        "The net exposure against the base [money].",
        AMOUNTS,
        lambda result: [result.against_base(at) for at in range(len(result.assessments))],
    ),
)


_FAILURES = Records[ComparedPair](
    "failures",
    "What failures cost, in each of two files.",
    Field(
        "expected",
        "Weighted by their chances [money].",
        AMOUNTS,
        lambda pair: pair.like_for_like(if_it_fails=True),
    ),
    Field(
        "if_a_go_live_fails",
        "If a go-live fails [money].",
        AMOUNTS,
        lambda pair: pair.if_a_go_live_fails(),
    ),
    Field("chances", "How likely a go-live fails.", Many(Maybe(NUMBER))),
)


_PAIR_MEANS = Records[ComparedPairToWrite](
    "pair_means",
    "The same as means.",
    Field("like_for_like", "The net exposure of each [money].", AMOUNTS),
    Field("difference", "The second less the first [money].", Maybe(MONEY)),
)


COMPARED_PAIR = Records[ComparedPairToWrite](
    "pair",
    "Two files, held to the lines that both know.",
    Field("files", "The two.", Many(TEXT), lambda told: [one.file for one in told.scenarios]),
    Field(
        "names",
        "What they are called.",
        Many(TEXT),
        lambda told: [one.name for one in told.scenarios],
    ),
    Field("like_for_like", "The net exposure of each [money].", MAYBE_AMOUNTS),
    Field("difference", "The second less the first [money].", Maybe(MONEY)),
    Field("left_out", "What is left out [money].", Maybe(MONEY), "pair.left_out"),
    Field(
        "left_out_lines",
        "The lines left out.",
        Many(TEXT),
        lambda told: [line.id for line in told.pair.left_out_lines],
    ),
    Field(
        "ranked",
        "Whether one is said to be cheaper.",
        FLAG,
        lambda told: told.pair.unranked is None,
    ),
    Field("reason", "Why not.", Maybe(member_of(Unranked)), "pair.unranked"),
    Field("cheaper", "The cheaper file.", Maybe(TEXT), _cheaper),
    Field("failures", _FAILURES.says, _FAILURES, "pair"),
    Field(
        "means",
        _PAIR_MEANS.says,
        Maybe(_PAIR_MEANS),
        lambda told: told if told.result.at is At.MEAN and told.is_known else None,
    ),
    Field(
        "sentences",
        "What is said of them.",
        Many(TEXT),
        lambda told: pair_sentences(told.result, told.pair),
    ),
)
