"""What a program or a spreadsheet reads of `simulate`, key by key."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.pairing.portfolio import Portfolio, not_named
from omsrisk.analysis.uncertainty.uncertain_figures import Simulation, UncertainFigure
from omsrisk.core.pricing.figures import is_share
from omsrisk.report.caveats import said_of_failure
from omsrisk.report.common_fields import metric_of, notes, scenario_fields
from omsrisk.report.document import Column, Row, Sheet
from omsrisk.report.records import LEFT_OUT, Field, Records
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
    Written,
    one_of,
)
from omsrisk.report.uncertainty import drivers
from omsrisk.report.uncertainty.uncertain_numbers import rounded
from omsrisk.scenario.documents.nodes import JsonObject
from omsrisk.simulation.estimates import PERCENTILES, Estimate

if TYPE_CHECKING:
    from omsrisk.scenario.schema.limits import Limit

STATISTICS = ("mean", *(f"p{one}" for one in PERCENTILES), "expected_shortfall_95")
"""What is told of each figure, besides its deviation."""

_SHARE_DIGITS = 6


class SimulationToWrite(NamedTuple):
    """
    What a scenario may come to, and what drives it.

    Attributes:
        result: From `simulate`.
        drivers: The record of what drives it; `LEFT_OUT` where that is not asked for.
    """

    result: Simulation
    drivers: object = LEFT_OUT


class SimulationsToWrite(NamedTuple):
    """All scenarios of a call, with the trials and the seed that those sampled have in common."""

    trials: int | None
    seed: int | None
    results: Sequence[SimulationToWrite]
    together: object = LEFT_OUT


class FigureToWrite(NamedTuple):
    """A figure, and what its amounts are held against and written with."""

    figure: UncertainFigure
    limits: "tuple[Limit, ...]"
    digits: int

    def statistics(self) -> dict[str, Estimate]:
        """Return what is told of it, by name."""
        return {name: self.figure.summary.statistic(name) for name in STATISTICS}

    def above(self) -> list[tuple[Decimal, Estimate]]:
        """Return each limit on it, and how likely it is above that."""
        return [(one.maximum, self.figure.above(one.maximum)) for one in self.limits]


class JudgedLimit(NamedTuple):
    """
    How a limit stands: one on a percentile as `check` judges it, others by their chance.

    Attributes:
        limit: The limit.
        digits: Digits after the point of it and of what it is held against.
        found: What a percentile or a mean came to, rounded; None where none is asked for.
        standard_error: Its standard error, rounded.
        probability_above: How likely a figure is above it; None where a percentile is asked for.
        verdict: `above`, `open` or `within`; None where it cannot be judged.
    """

    limit: "Limit"
    digits: int
    found: Decimal | None = None
    standard_error: Decimal | None = None
    probability_above: float | None = None
    verdict: str | None = None


_ABOVE = Records[tuple[Decimal, Estimate]](
    "probability_above_a_limit",
    "How likely a figure is to exceed a limit.",
    Field("limit", "The limit.", NUMBER, lambda one: one[0]),
    Field("probability", "How likely it is exceeded.", CHANCE, lambda one: one[1].value),
    Field("standard_error", "The standard error of that.", CHANCE, lambda one: one[1].error),
)
_SAID = {"mean": "The mean", "expected_shortfall_95": "The mean of the dearest 5 %"}


def _value_of(name: str) -> Callable[[FigureToWrite], float]:
    return lambda told: told.figure.summary.statistic(name).value


FIGURE = Records[FigureToWrite](
    "figure",
    "What a figure may come to; of one that is a share, six digits.",
    Field("point_value", "It at the most likely values [money].", MONEY, "figure.point"),
    Field(
        "point_value_exceeded",
        "How likely it is above that.",
        CHANCE,
        "figure.above_point.value",
    ),
    Field(
        "standard_deviation",
        "Its standard deviation [money].",
        MONEY,
        "figure.summary.standard_deviation",
    ),
    *(
        Field(name, f"{_SAID.get(name, name.upper())} [money].", MONEY, _value_of(name))
        for name in STATISTICS
    ),
    Field(
        "standard_errors",
        "The standard errors of these; of exact ones how far off each may be [money].",
        Keyed(STATISTICS, MONEY),
        lambda told: {name: one.error for name, one in told.statistics().items()},
    ),
    Field("probability_above", "For each limit on it.", Many(_ABOVE), lambda told: told.above()),
    digits_of=lambda told: told.digits,
)
_LIMIT = Records[JudgedLimit](
    "judged_limit",
    "How a limit stands.",
    Field("metric", "What it is on.", TEXT, "limit.metric"),
    Field("maximum", "The most that it may come to.", NUMBER, "limit.maximum"),
    Field("found", "What a percentile or a mean came to.", Maybe(NUMBER)),
    Field("standard_error", "Its standard error.", Maybe(NUMBER)),
    Field("probability_above", "How likely a figure is above it.", Maybe(CHANCE)),
    Field("verdict", "How it stands.", Maybe(one_of("above", "open", "within"))),
)
BAR = Records[tuple[float, float, float]](
    "histogram_bar",
    "A bar of the histogram.",
    Field("from", "Where it begins [money].", MONEY, lambda bar: bar[0]),
    Field("to", "Where it ends [money].", MONEY, lambda bar: bar[1]),
    Field("share", "Share of the outcomes in it.", CHANCE, lambda bar: bar[2]),
)
POINT = Records[tuple[float, float]](
    "exceedance",
    "A point of the loss exceedance curve.",
    Field("amount", "An amount [money].", MONEY, lambda point: point[0]),
    Field("probability", "How likely it is to cost more.", CHANCE, lambda point: point[1]),
)
_NOTHING = Records[object]("no_drivers", "Nothing is uncertain here.")
_RESULT = Records[SimulationToWrite](
    "simulation",
    "What a scenario may come to.",
    *scenario_fields("result.assessment.scenario"),
    metric_of("result"),
    Field(
        "method",
        "Whether figures were worked out or sampled.",
        one_of("exact", "sample"),
        lambda told: "sample" if told.result.accuracy is None else "exact",
    ),
    Field(
        "accuracy",
        "How far off exact amounts may be, in standard deviations of each figure.",
        Maybe(CHANCE),
        "result.accuracy",
    ),
    Field("ranges", "How many inputs have a range.", COUNT, "result.ranges"),
    Field(
        "events",
        "Go-lives that may fail, and items that may fall due.",
        COUNT,
        "result.draws",
    ),
    Field(
        "point_value_exceeded",
        "How likely the metric is above its point value.",
        CHANCE,
        "result.shown.above_point.value",
    ),
    notes(lambda told: said_of_failure(told.result.assessment, told.result.figures)),
    Field(
        "limits",
        "How limits stand.",
        Many(_LIMIT),
        lambda told: [judged_limit(told.result, one) for one in told.result.limits],
    ),
    Field(
        "lines_left_out",
        "How many small lines are in totals alone.",
        COUNT,
        lambda told: told.result.left_out or LEFT_OUT,
        optional=True,
    ),
    Field(
        "statistics",
        "Each line, total and memo, by name.",
        Named(FIGURE),
        lambda told: _figures(told.result),
    ),
    Field("histogram", "The metric's histogram.", Many(BAR), "result.shown.summary.histogram"),
    Field(
        "exceedance_curve",
        "Its loss exceedance curve.",
        Many(POINT),
        "result.shown.summary.exceedance",
    ),
    Field(
        "drivers",
        "What drives the metric, where that is asked for.",
        Written(Either((drivers.DOCUMENT, _NOTHING), bool)),
        optional=True,
    ),
    digits_of=lambda told: told.result.assessment.scenario.minor_digits,
)


class _PartOfASum(NamedTuple):
    """A roll-out of several that are added up."""

    assessment: Assessment
    figure: FigureToWrite


def _parts(result: Portfolio) -> list[_PartOfASum]:
    digits = result.assessments[0].scenario.minor_digits
    return [
        _PartOfASum(assessment, FigureToWrite(own, (), digits))
        for assessment, own in zip(result.assessments, result.own, strict=True)
    ]


_PART_OF_A_SUM = Records[_PartOfASum](
    "part_of_a_sum",
    "A roll-out of several that are added up.",
    *scenario_fields("assessment.scenario"),
    Field("figure", "What the metric of it may come to.", FIGURE),
)
TOGETHER = Records[Portfolio](
    "together",
    "What several roll-outs may come to together: the sum of a metric.",
    metric_of(),
    Field(
        "method",
        "Whether it was worked out or sampled.",
        one_of("exact", "sample"),
        lambda told: "sample" if told.accuracy is None else "exact",
    ),
    Field(
        "accuracy",
        "How far off exact amounts may be, in standard deviations of each figure.",
        Maybe(CHANCE),
    ),
    Field("parts", "The roll-outs, as they were named.", Many(_PART_OF_A_SUM), _parts),
    Field(
        "sum",
        "What they may come to together.",
        FIGURE,
        lambda told: FigureToWrite(
            told.shown, told.limits, told.assessments[0].scenario.minor_digits
        ),
    ),
    Field("shared", "The ranges that two at least have in common: one quantile each.", Many(TEXT)),
    Field("independent", "Those that were to have quantiles of their own.", Many(TEXT)),
    Field("not_named", "Who does not name whom as concurrent.", Many(TEXT), not_named),
    Field("histogram", "The histogram of the sum.", Many(BAR), "shown.summary.histogram"),
    Field(
        "exceedance_curve",
        "The loss exceedance curve of the sum.",
        Many(POINT),
        "shown.summary.exceedance",
    ),
    digits_of=lambda told: told.assessments[0].scenario.minor_digits,
)
DOCUMENT = Records[SimulationsToWrite](
    "simulate",
    "What scenarios may come to.",
    Field("trials", "How many trials; null where all is exact.", Maybe(COUNT)),
    Field("seed", "What the random numbers follow from; null as the trials.", Maybe(WHOLE)),
    Field(
        "results", "The scenarios, as they were named; none where they are added up.", Many(_RESULT)
    ),
    Field("together", TOGETHER.says, TOGETHER, optional=True),
)


def record(result: Simulation) -> JsonObject:
    """Say what a scenario may come to as a program wants it."""
    return _RESULT.plain(SimulationToWrite(result))


def _figures(result: Simulation) -> Mapping[str, FigureToWrite]:
    return {
        name: FigureToWrite(one, result.limits_on(name), _digits(result, name))
        for name, one in result.figures.items()
    }


def _digits(result: Simulation, metric: str) -> int:
    return _SHARE_DIGITS if is_share(metric) else result.assessment.scenario.minor_digits


def judged_limit(result: Simulation, limit: "Limit") -> JudgedLimit:
    """Say how a limit stands."""
    asked, told = limit.statistic, JudgedLimit(limit, _digits(result, limit.metric))
    if asked is not None and asked.metric in result.figures:
        estimate = result.judged(asked)
        found, error = (rounded(one, told.digits) for one in (estimate.value, estimate.error))
        verdict = "above" if found > limit.maximum else "within"
        return told._replace(found=found, standard_error=error, verdict=verdict)
    if asked is None and limit.metric in result.figures:
        above = result.figures[limit.metric].above(limit.maximum).value
        verdict = "above" if above == 1 else "open" if above else "within"
        return told._replace(probability_above=above, verdict=verdict)
    return told


_OF_A_FIGURE = ("point_value", "point_value_exceeded", "standard_deviation", *STATISTICS)


def sheet(results: tuple[Simulation, ...]) -> Sheet:
    """Return each figure as a row, once more for each limit on it."""
    errors = (f"{one}_error" for one in STATISTICS)
    names = ("file", "figure", *_OF_A_FIGURE, *errors, "limit", "probability_above")
    return Sheet(tuple(map(Column, names)), tuple(_sheet_rows(results)))


def _sheet_rows(results: tuple[Simulation, ...]) -> Iterator[Row]:
    for result in results:
        for name, one in _figures(result).items():
            told = FIGURE.plain(one)
            figures = (told[key] for key in _OF_A_FIGURE)
            errors = (told["standard_errors"][key] for key in STATISTICS)
            head = (result.assessment.scenario.file, name, *figures, *errors)
            for limit in told["probability_above"] or [{"limit": None, "probability": None}]:
                yield Row((*head, limit["limit"], limit["probability"]))
