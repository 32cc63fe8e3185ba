"""What a program reads of `compare`, key by key."""

from typing import Any

from omsrisk.analysis.comparison.pair import Unranked
from omsrisk.core.pricing.declarations import Group
from omsrisk.report.common_fields import at_of, scenario_fields
from omsrisk.report.exposure.assessment_described import (
    CHANCES,
    FAILING,
    MEMOS_SHAPE,
    TOTALS_SHAPE,
)
from omsrisk.report.records import Field, Records
from omsrisk.report.shapes import (
    CHANCE,
    COUNT,
    FLAG,
    MONEY,
    NUMBER,
    SHARE,
    TEXT,
    WHOLE,
    Either,
    Keyed,
    Many,
    Maybe,
    Named,
    Shape,
    member_of,
    one_of,
)
from omsrisk.simulation.estimates import PERCENTILES, Dominance

AMOUNTS = Many(Maybe(MONEY))
_MAYBE_AMOUNTS = Maybe(AMOUNTS)

RANGE = Records[Any](
    "stated_range",
    "What is known of an input that has a range.",
    Field("distribution", "How it is spread.", TEXT),
    Field("low", "Its low end.", NUMBER),
    Field("likely", "Its most likely number.", Maybe(NUMBER)),
    Field("high", "Its high end.", NUMBER),
    Field("outside", "Share that lies beyond each end of an interval.", Maybe(NUMBER)),
)
_CHEAPEST = (
    ("probability_cheapest", "How likely it is the cheapest of all."),
    ("probability_cheapest_error", "The standard error of that."),
    ("probability_cheapest_tied", "How likely it shares that place."),
)
_SCENARIO = Records[Any](
    "compared_scenario",
    "A scenario that is compared.",
    *scenario_fields("scenario"),
    Field("rate", "What one unit of its currency is in that of the base.", NUMBER),
    Field("totals", "The totals at the most likely values [money].", TOTALS_SHAPE),
    Field("memo", "Figures beside the totals.", MEMOS_SHAPE),
    Field("means", "The totals as means [money].", TOTALS_SHAPE),
    Field("chances", CHANCES.says, CHANCES),
    Field("failing_looks_cheaper", FAILING.says, Maybe(FAILING)),
    *(Field[Any](key, says, Maybe(CHANCE), optional=True) for key, says in _CHEAPEST),
)
_LINE = Records[Any](
    "compared_line",
    "A line, scenario by scenario.",
    Field("id", "Its name.", TEXT),
    Field("group", "What it is part of.", member_of(Group)),
    Field("label", "What reports call it.", TEXT),
    Field("amounts", "What it comes to [money].", AMOUNTS),
    Field("differences", "Against the base [money].", AMOUNTS),
    Field("means", "The amounts, where they are means [money].", _MAYBE_AMOUNTS),
    Field("comparable", "Whether all scenarios know it.", FLAG),
    Field("if_it_fails", "Whether it falls due only where a go-live fails.", Maybe(FLAG)),
)
_LIKE_FOR_LIKE = Records[Any](
    "like_for_like",
    "What all scenarios know, scenario by scenario.",
    Field("complete", "Whether all know the same lines.", FLAG),
    Field("net_exposure", "The net exposure [money].", AMOUNTS),
    Field("cost_of_failure", "The cost of failure [money].", AMOUNTS),
    Field("if_it_fails", "What falls due only where a go-live fails [money].", AMOUNTS),
    Field("in_any_case", "What falls due in any case [money].", AMOUNTS),
    Field("differences", "The net exposure against the base [money].", AMOUNTS),
)
_FAILURES = Records[Any](
    "failures",
    "What failures cost, in each of two files.",
    Field("expected", "Weighted by their chances [money].", AMOUNTS),
    Field("if_a_go_live_fails", "If a go-live fails [money].", _MAYBE_AMOUNTS),
    Field("chances", "How likely a go-live fails.", Many(Maybe(SHARE))),
)
_PAIR_MEANS = Records[Any](
    "pair_means",
    "The same as means.",
    Field("like_for_like", "The net exposure of each [money].", AMOUNTS),
    Field("difference", "The second less the first [money].", Maybe(MONEY)),
)
_PAIR = Records[Any](
    "pair",
    "Two files, held to the lines that both know.",
    Field("files", "The two.", Many(TEXT)),
    Field("names", "What they are called.", Many(TEXT)),
    Field("like_for_like", "The net exposure of each [money].", _MAYBE_AMOUNTS),
    Field("difference", "The second less the first [money].", Maybe(MONEY)),
    Field("left_out", "What is left out [money].", Maybe(MONEY)),
    Field("left_out_lines", "The lines left out.", Many(TEXT)),
    Field("ranked", "Whether one is said to be cheaper.", FLAG),
    Field("reason", "Why not.", Maybe(member_of(Unranked))),
    Field("cheaper", "The cheaper file.", Maybe(TEXT)),
    Field("failures", _FAILURES.says, _FAILURES),
    Field("means", _PAIR_MEANS.says, Maybe(_PAIR_MEANS)),
    Field("sentences", "What is said of them.", Many(TEXT)),
)
_SWITCHING_VALUE = Records[Any](
    "switching_value",
    "The value of an input from which on another file is the cheaper one.",
    Field("file", "The file that changes; null where all do.", Maybe(TEXT)),
    Field("path", "The input.", TEXT),
    Field("unit", "Its unit.", TEXT),
    Field("value", "Its value now.", NUMBER),
    Field("at", "The switching value; null where none switches.", Maybe(NUMBER)),
)
_ONE_VALUE: Shape = Either((NUMBER, TEXT), lambda value: isinstance(value, str))
_VALUES = Maybe(Either((NUMBER, TEXT, Many(_ONE_VALUE)), lambda _: 0))
_RANGES = Maybe(Either((RANGE, Many(Maybe(RANGE))), lambda value: isinstance(value, list)))
_DIFFERING = Records[Any](
    "differing_input",
    "An input that differs.",
    Field("path", "The input.", TEXT),
    Field("unit", "Its unit.", TEXT),
    Field("values", "Its value in each file; a list where phases have their own.", Many(_VALUES)),
    Field("reason", "Why its effect is not told.", Maybe(TEXT)),
    Field("ranges", "Its range in each file.", Maybe(Many(_RANGES))),
    Field("effects", "What it moves alone, in each file [money].", AMOUNTS),
    Field("derived", "Days that follow from it.", Named(Many(Maybe(_ONE_VALUE)))),
)
_NOT_PRICED = Records[Any](
    "not_priced",
    "What the source lists and nobody prices.",
    Field("approach", "Of which approach.", TEXT),
    Field("text", "What it is.", TEXT),
    Field("is_cost", "Whether it is a cost, and not a benefit.", FLAG),
)
_NAMES = tuple(f"p{one}" for one in PERCENTILES)
_DOMINANCE = Records[Any](
    "dominance",
    "Whether one stochastically dominates the other.",
    Field("order", "To which order.", member_of(Dominance)),
    Field("of", "Which one.", Maybe(one_of("base", "file"))),
)
_PAIRED = Records[Any](
    "paired",
    "Two files, trial by trial: the file less the base.",
    Field("base", "The base.", TEXT),
    Field("file", "The other file.", TEXT),
    Field("mean_difference", "The mean of the difference [money].", MONEY),
    Field("standard_deviation", "Its standard deviation [money].", MONEY),
    *(Field[Any](name, f"{name.upper()} of the difference [money].", MONEY) for name in _NAMES),
    Field(
        "standard_errors",
        "The standard errors of these.",
        Keyed(("mean_difference", *_NAMES, "probability_base_cheaper"), NUMBER),
    ),
    Field("probability_base_cheaper", "How likely the base is cheaper.", CHANCE),
    Field("probability_file_cheaper", "How likely the file is cheaper.", CHANCE),
    Field("probability_equal", "How likely they cost the same.", CHANCE),
    Field("saved_when_base_cheaper", "What the base then saves on average.", MONEY),
    Field("saved_when_file_cheaper", "What the file then saves on average.", MONEY),
    Field("ranked", "Whether one is said to be cheaper.", FLAG),
    Field("dominance", _DOMINANCE.says, _DOMINANCE),
)
DOCUMENT = Records[Any](
    "compare",
    "Roll-outs side by side; amounts in the currency of the base.",
    Field("currency", "Of all amounts: that of the base.", TEXT),
    Field("base", "The file that others are held against.", TEXT),
    at_of(),
    Field("scenarios", "The scenarios, as they were named.", Many(_SCENARIO)),
    Field("headline", "What the comparison comes to, in sentences.", Many(TEXT)),
    Field("lines", "Line by line.", Many(_LINE)),
    Field("like_for_like", _LIKE_FOR_LIKE.says, _LIKE_FOR_LIKE),
    Field("ranking", "The files, the cheapest first.", Many(TEXT)),
    Field("pairs", "Each pair of files.", Many(_PAIR)),
    Field("switching_values", "What would change the answer.", Many(_SWITCHING_VALUE)),
    Field("differing_inputs", "The inputs that differ.", Many(_DIFFERING)),
    Field("not_priced", "For each scenario what nobody prices.", Many(Many(_NOT_PRICED))),
    Field("warnings", "What to read with care.", Many(TEXT)),
    Field("caveats", "What to mind with the figures.", Many(TEXT)),
    Field("trials", "How many trials.", COUNT, optional=True),
    Field("seed", "What the random numbers follow from.", WHOLE, optional=True),
    Field("paired", "Each file against the base, trial by trial.", Many(_PAIRED), optional=True),
)
