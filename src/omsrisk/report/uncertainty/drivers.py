"""The report of `drivers`: the uncertainty of a metric, and which inputs make it."""

from collections.abc import Callable, Iterator
from decimal import Decimal

from omsrisk.analysis.uncertainty.drivers import Driver, Drivers
from omsrisk.core.pricing.derived import is_likelihood_of_cost
from omsrisk.report import numbers
from omsrisk.report.caveats import said_of_failure
from omsrisk.report.common_fields import INPUT, metric_of, notes, sampling_fields, scenario_fields
from omsrisk.report.document import (
    Block,
    Chart,
    ChartKind,
    Column,
    Content,
    Document,
    Facts,
    Headline,
    Lines,
    Notes,
    Row,
    Table,
    Title,
)
from omsrisk.report.records import LEFT_OUT, Field, Records
from omsrisk.report.shapes import FLAG, MONEY, NUMBER, TEXT, Many
from omsrisk.report.uncertainty.uncertain_numbers import rough_digits
from omsrisk.scenario.labels import label_of


def _error(at: int) -> Callable[[Driver], object]:
    """Take one of the two standard errors, which only samples have."""
    return lambda one: LEFT_OUT if one.errors is None else one.errors[at]


_DRIVER = Records[Driver](
    "driver",
    "An uncertain input, or an event, and what it does to the variance.",
    *INPUT,
    Field("event", "Whether it is whether a go-live fails, and not a number.", FLAG, "is_draw"),
    Field("first_order", "Share of the variance that it makes alone.", NUMBER),
    Field("total_order", "Share that it makes alone and together with others.", NUMBER),
    Field(
        "deviation_if_known",
        "Standard deviation of the metric that would be left if it were known [money].",
        NUMBER,
    ),
    Field(
        "first_order_error", "Standard error of the first share.", NUMBER, _error(0), optional=True
    ),
    Field(
        "total_order_error", "Standard error of the second share.", NUMBER, _error(1), optional=True
    ),
)
DOCUMENT = Records[Drivers](
    "drivers",
    "What drives the uncertainty of a metric.",
    *sampling_fields(),
    *scenario_fields("assessment.scenario"),
    metric_of(),
    notes(lambda result: said_of_failure(result.assessment, (result.metric,))),
    Field("point_value", "The metric at the most likely values [money].", MONEY, "point"),
    Field("mean", "Its mean [money].", NUMBER),
    Field("standard_deviation", "Its standard deviation [money].", NUMBER),
    Field("inputs", "What drives it, the strongest first.", Many(_DRIVER), "drivers"),
    Field("no_effect", "Uncertain inputs that do not move it.", Many(TEXT), "still"),
)


def document(result: Drivers, why: str = "") -> Document:
    """
    Report what drives the uncertainty.

    Args:
        result: From `drivers`, or from trials.
        why: Why it is estimated, where it was asked for exactly.
    """
    digits = result.assessment.scenario.minor_digits
    columns = ("path", "event", "first_order", "total_order", "deviation_if_known")
    sheet = _DRIVER.sheet(result.drivers, digits, *columns)
    return Document(tuple(_blocks(result, why)), DOCUMENT.plain(result, digits), sheet)


def _blocks(result: Drivers, why: str) -> Iterator[Block]:
    scenario = result.assessment.scenario
    digits = scenario.minor_digits
    if result.sampling is not None:
        digits = rough_digits(digits, result.mean, result.standard_deviation)

    def money(value: float) -> str:
        return numbers.money(Decimal(value), digits)

    yield Title(scenario.name, scenario.file)
    how = "exact, without sampling"
    if result.sampling is not None:
        how = f"drivers, estimated from {numbers.number(result.sampling.trials)} trials"
    facts = (numbers.currency(scenario.currency), result.metric, how)
    yield Facts.beside(facts)
    spread = result.standard_deviation
    above = result.mean - float(result.point)
    side = "above" if above >= 0 else "below"
    beside = f"{money(abs(above))} {side}"
    if money(abs(above)) == money(0):
        beside = "the same"
    yield Headline(
        (
            f"Mean {money(result.mean)}, standard deviation {money(spread)}.",
            f"At the most likely values it is {money(result.point)}: the mean is {beside}.",
        )
    )
    if not result.drivers:
        yield Lines(("No uncertain input moves it.",))
        return
    sampled = () if result.sampling is None else (Column("+/-", Content.SHARE, give_way=2),)
    columns = (
        Column("input"),
        Column("alone", Content.SHARE),
        *sampled,
        Column("with others", Content.SHARE),
        *sampled,
        Column("deviation if known", Content.MONEY, digits, give_way=1),
        Column("", Content.BAR),
    )
    rows = tuple(
        Row(
            (
                f"{one.label} (event)" if one.is_draw else one.label,
                Decimal(one.first_order),
                *(Decimal(error) for error in (one.errors or ())[:1]),
                Decimal(one.total_order),
                *(Decimal(error) for error in (one.errors or ())[1:]),
                Decimal(one.deviation_if_known),
                Decimal(max(0.0, min(_bar(result, one), 1.0))),
            )
        )
        for one in result.drivers
    )
    yield Chart(ChartKind.BARS, Table(columns, rows))
    said = [
        "alone: share of the variance that the input makes by itself (first-order Sobol index)",
        "with others: with its interactions (total index), which several inputs share",
    ]
    if result.sampling is not None:
        said = [
            "alone: share of the variance that knowing it takes away, with what it says of others",
            "with others: share that is left when all others are known",
            "+/-: one standard error",
        ]
    if why:
        said.insert(0, f"Estimated by trials, as {why}.")
    draws = [one.path for one in result.drivers if one.is_draw]
    if any(not is_likelihood_of_cost(path) for path in draws):
        note = "event: whether the go-live fails, each phase for itself"
        if result.sampling is None:
            note += "; the range of its likelihood is part of it"
        said.append(note)
    if any(map(is_likelihood_of_cost, draws)):
        said.append("event of a cost: whether it falls due, once for all phases that inherit it")
    if result.still:
        noun = "uncertain input does" if len(result.still) == 1 else "uncertain inputs do"
        said.append(f"{len(result.still)} {noun} not move it.")
    said += list(_disagreement(result))
    said += list(said_of_failure(result.assessment, (result.metric,)))
    yield Notes(tuple(said))


def _disagreement(result: Drivers) -> Iterator[str]:
    """Explain where the input with the widest swing is not the one that makes the most variance."""
    inputs = [one.label for one in result.drivers if not one.is_draw]
    if result.widest is None:
        return
    widest = label_of(result.assessment.scenario.case, result.widest)
    if len(inputs) > 1 and widest != inputs[0]:
        yield (
            f"{widest} swings the metric most from end to end of its range, "
            f"{inputs[0]} makes most of the variance,"
        )
        yield ("which counts what the others may come to, and how likely each value is.")


def _bar(result: Drivers, one: Driver) -> float:
    """Return the share that is drawn: inputs that are correlated leave little to each alone."""
    return one.total_order if result.sampling is None else max(one.first_order, one.total_order)
