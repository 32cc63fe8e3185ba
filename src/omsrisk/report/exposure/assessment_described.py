"""What a program reads of `calc`, key by key."""

from typing import Any

from omsrisk.analysis.kinds_of_money import KINDS
from omsrisk.core.formulas.formula import Basis
from omsrisk.core.pricing.declarations import Group
from omsrisk.core.pricing.figures import MEMOS, TOTALS
from omsrisk.report.common_fields import notes, scenario_fields
from omsrisk.report.findings.described import RUN_SUMMARY, ended
from omsrisk.report.records import Field, Records
from omsrisk.report.shapes import (
    COUNT,
    DAY,
    FLAG,
    MONEY,
    NUMBER,
    SHARE,
    TEXT,
    Keyed,
    Many,
    Maybe,
    Named,
    member_of,
)

TOTALS_SHAPE = Keyed(tuple(TOTALS), Maybe(MONEY))
MEMOS_SHAPE = Keyed(tuple(MEMOS), Maybe(NUMBER))

_STOP = Records[Any](
    "stop",
    "How likely the roll-out is to stop after a phase.",
    Field("phase", "The phase, as paths name it.", TEXT),
    Field("name", "What it is called.", TEXT),
    Field("chance", "How likely that is.", Maybe(SHARE)),
)
CHANCES = Records[Any](
    "chances",
    "How likely go-lives are to fail, and the roll-out to complete; null where none can tell.",
    Field("at_least_one_fails", "That a go-live fails.", Maybe(SHARE)),
    Field("every_phase_holds", "That none fails.", Maybe(SHARE)),
    Field("all_fail", "That all fail.", Maybe(SHARE)),
    Field("every_phase_goes_live", "That every phase goes live.", Maybe(SHARE)),
    Field("abandoned", "That the roll-out is abandoned.", Maybe(SHARE)),
    Field("stops_after", "Where the roll-out may stop.", Many(_STOP)),
    Field("only_the_last_fails", "That only the last go-live fails.", Maybe(SHARE)),
    Field("expected_share_of_orders", "Share of the orders reached, in the mean.", Maybe(SHARE)),
)
_LIKELIHOOD = Records[Any](
    "likelihood_that_lowers",
    "A likelihood of failure that lowers the net exposure where it rises.",
    Field("path", "The likelihood.", TEXT),
    Field("one_percent_more", "What 1 % more of it does to the net exposure [money].", MONEY),
)
FAILING = Records[Any](
    "failing_looks_cheaper",
    "Which likelihoods lower the net exposure where they rise, and where that turns.",
    Field("likelihoods", "The likelihoods, the steepest first.", Many(_LIKELIHOOD)),
    Field("price_of_stopping", "By how much a stop would have to be dearer.", Maybe(MONEY)),
    Field("horizon", "The horizon at which it turns.", Maybe(DAY)),
)
_INPUT = Records[Any](
    "input",
    "An input of a line.",
    Field("path", "Where it is stated.", TEXT),
    Field("value", "Its value.", NUMBER),
    Field("unit", "Its unit.", TEXT),
    Field("source", "Where it comes from.", Maybe(TEXT)),
)
LINE = Records[Any](
    "line",
    "A line of the itemised cost.",
    Field("id", "Its name, the same in every command.", TEXT),
    Field("group", "What it is part of.", member_of(Group)),
    Field("part_of", "The line whose part it is.", Maybe(TEXT)),
    Field("label", "What reports call it.", TEXT),
    Field("basis", "What kind of money it is.", Maybe(member_of(Basis))),
    Field("amount", "What it comes to if it falls due [money].", Maybe(MONEY)),
    Field("floor", "The amount, where it is the least that it can be [money].", Maybe(MONEY)),
    Field("weight", "By what the amount is weighted; null for a detail.", Maybe(SHARE)),
    Field("expected", "Amount by weight [money].", Maybe(MONEY)),
    Field("mean", "The mean over all ranges and failures [money].", Maybe(MONEY)),
    Field("assessed", "Whether it is assessed.", FLAG),
    Field("complete", "Whether all its parts are.", FLAG),
    Field("formula", "How it is computed, in words.", Maybe(TEXT)),
    Field("inputs", "What it is computed from.", Many(_INPUT)),
    Field(
        "expression",
        "The line in terms of its inputs, where a trace is asked for.",
        Maybe(TEXT),
        optional=True,
    ),
)
_PHASE = Records[Any](
    "phase",
    "A phase of the roll-out.",
    Field("slug", "The phase, as paths name it.", TEXT),
    Field("name", "What it is called.", TEXT),
    Field("likelihood", "How likely its go-live is to fail.", Maybe(SHARE)),
    Field("share_of_orders", "Share of the orders that it brings.", Maybe(NUMBER)),
    Field("go_live", "The day of its go-live.", Maybe(DAY)),
    Field("weight", "By what its failure is weighted.", Maybe(SHARE)),
    Field("lines", "Its own lines.", Many(LINE)),
)
_OUTCOME = Records[Any](
    "outcome",
    "How the go-lives may end.",
    Field("name", "Such as `if it fails`.", TEXT),
    Field("chance", "How likely it is.", SHARE),
    Field("net_exposure", "The mean of the net exposure then [money].", Maybe(MONEY)),
    Field("cost_of_failure", "The mean cost of the failures that happen then.", Maybe(MONEY)),
    Field("partition", "Whether it is one of those that exclude each other.", FLAG),
)
_KIND = Records[Any](
    "kind_of_money",
    "What of the net exposure is of one kind of money.",
    Field("most_likely", "At the most likely values [money].", Maybe(MONEY)),
    Field("mean", "The mean [money].", Maybe(MONEY)),
)
_DEAREST = Records[Any](
    "dearest_phase",
    "The dearest failure, where failures exclude each other.",
    Field("phase", "The phase, as paths name it.", TEXT),
    Field("name", "What it is called.", TEXT),
    Field("cost_of_failure", "What its failure costs [money].", MONEY),
)
RESULT = Records[Any](
    "result",
    "What one scenario costs.",
    *scenario_fields("scenario"),
    Field("approach", "Labels such as `big-bang`.", Many(TEXT)),
    Field("taken", "The mitigations taken.", Many(TEXT)),
    Field("postponed_by_days", "What modifications postpone [day].", COUNT),
    Field("likelihood", "Likelihood of failure.", Maybe(SHARE)),
    Field("complete", "Whether everything is assessed.", FLAG),
    Field("categories_assessed", "How many categories of cost are assessed.", COUNT),
    Field("totals", "The totals at the most likely values [money].", TOTALS_SHAPE),
    Field("means", "The totals as means [money].", TOTALS_SHAPE),
    Field("means_error", "Bounds on the errors of means that are not exact.", Named(NUMBER)),
    Field("outcomes", "How the go-lives may end.", Many(_OUTCOME)),
    Field("by_basis", "The net exposure by kind of money.", Keyed(tuple(KINDS), _KIND)),
    Field("memo", "Figures beside the totals, at the most likely values.", MEMOS_SHAPE),
    Field("chances", CHANCES.says, CHANCES),
    Field("dearest_phase", _DEAREST.says, Maybe(_DEAREST)),
    Field("failing_looks_cheaper", FAILING.says, Maybe(FAILING)),
    Field("memo_means", "Figures beside the totals, as means.", MEMOS_SHAPE),
    notes("notes"),
    Field("phases", "The phases of the roll-out.", Many(_PHASE)),
    Field("charged_once", "The lines of no phase, where there are phases.", Many(LINE)),
    Field("lines", "The lines, their parts behind them.", Many(LINE)),
)
_MEANS = Keyed(("cost_of_failure", "net_exposure"), Maybe(MONEY))
_GRAND_TOTAL = Records[Any](
    "grand_total",
    "All scenarios together.",
    Field("currency", "Of all amounts.", TEXT),
    Field("cost_of_failure", "At the most likely values [money].", MONEY),
    Field("net_exposure", "At the most likely values [money].", MONEY),
    Field("means", "The same as means [money].", _MEANS),
    Field("complete", "Whether everything is assessed.", FLAG),
)
DOCUMENT = Records[Any](
    "calc",
    "What scenarios cost, one by one.",
    Field("results", "The scenarios, as they were named.", Many(RESULT)),
    Field("grand_total", _GRAND_TOTAL.says, Maybe(_GRAND_TOTAL), optional=True),
    *ended(RUN_SUMMARY),
)
