"""What a program reads of `simulate`, key by key."""

from typing import Any

from omsrisk.report.common_fields import metric_of, notes, scenario_fields
from omsrisk.report.records import Field, Records
from omsrisk.report.shapes import (
    CHANCE,
    COUNT,
    MONEY,
    NUMBER,
    TEXT,
    WHOLE,
    Either,
    Keyed,
    Many,
    Maybe,
    Named,
    one_of,
)
from omsrisk.report.uncertainty import drivers
from omsrisk.report.uncertainty.simulation_record import STATISTICS

_ABOVE = Records[Any](
    "probability_above_a_limit",
    "How likely a figure is to exceed a limit.",
    Field("limit", "The limit.", NUMBER),
    Field("probability", "How likely it is exceeded.", CHANCE),
    Field("standard_error", "The standard error of that.", CHANCE),
)
_SAID = {"mean": "The mean", "expected_shortfall_95": "The mean of the dearest 5 %"}
_FIGURE = Records[Any](
    "figure",
    "What trials tell of a figure.",
    Field("point_value", "It at the most likely values.", MONEY),
    Field("point_value_exceeded", "How likely it is above that.", CHANCE),
    Field("standard_deviation", "Its standard deviation.", MONEY),
    *(Field(name, f"{_SAID.get(name, name.upper())}.", MONEY) for name in STATISTICS),
    Field("standard_errors", "The standard errors of these.", Keyed(STATISTICS, MONEY)),
    Field("probability_above", "For each limit on it.", Many(_ABOVE)),
)
_LIMIT = Records[Any](
    "judged_limit",
    "How a limit stands.",
    Field("metric", "What it is on.", TEXT),
    Field("maximum", "The most that it may come to.", NUMBER),
    Field("found", "What a percentile or a mean came to.", Maybe(NUMBER)),
    Field("standard_error", "Its standard error.", Maybe(NUMBER)),
    Field("probability_above", "How likely a figure is above it.", Maybe(CHANCE)),
    Field("verdict", "How it stands.", Maybe(one_of("above", "open", "within"))),
)
_BAR = Records[Any](
    "histogram_bar",
    "A bar of the histogram.",
    Field("from", "Where it begins [money].", MONEY),
    Field("to", "Where it ends [money].", MONEY),
    Field("share", "Share of the outcomes in it.", CHANCE),
)
_POINT = Records[Any](
    "exceedance",
    "A point of the loss exceedance curve.",
    Field("amount", "An amount [money].", MONEY),
    Field("probability", "How likely it is to cost more.", CHANCE),
)
_NOTHING = Records[Any]("no_drivers", "Nothing is uncertain here.")
_RESULT = Records[Any](
    "simulation",
    "What a scenario may come to.",
    *scenario_fields("assessment.scenario"),
    metric_of(),
    Field("ranges", "How many inputs have a range.", COUNT),
    Field("events", "How many go-lives may fail or hold.", COUNT),
    Field("point_value_exceeded", "How likely the metric is above its point value.", CHANCE),
    notes("notes"),
    Field("limits", "How limits stand.", Many(_LIMIT)),
    Field("lines_left_out", "How many small lines are in totals alone.", COUNT, optional=True),
    Field("statistics", "Each line, total and memo, by name.", Named(_FIGURE)),
    Field("histogram", "The metric's histogram.", Many(_BAR)),
    Field("exceedance_curve", "Its loss exceedance curve.", Many(_POINT)),
    Field(
        "drivers",
        "What drives the metric, where that is asked for.",
        Either((drivers.DOCUMENT, _NOTHING), bool),
        optional=True,
    ),
)
DOCUMENT = Records[Any](
    "simulate",
    "What scenarios may come to.",
    Field("trials", "How many trials.", COUNT),
    Field("seed", "What the random numbers follow from.", WHOLE),
    Field("results", "The scenarios, as they were named.", Many(_RESULT)),
)
