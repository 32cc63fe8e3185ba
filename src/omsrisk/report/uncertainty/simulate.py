"""The report of `simulate`: what a scenario may come to, with error bars, and how it spreads."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from omsrisk.analysis.uncertainty.trial_figures import sampled_metrics
from omsrisk.analysis.uncertainty.uncertain_figures import Simulation, UncertainFigure
from omsrisk.core.money import as_known
from omsrisk.core.pricing.figures import TOTALS, is_share
from omsrisk.report import numbers
from omsrisk.report.caveats import said_of_failure
from omsrisk.report.document import (
    Block,
    Chart,
    ChartKind,
    Column,
    Content,
    Document,
    Facts,
    Heading,
    Headline,
    LaterRecord,
    Notes,
    Row,
    Table,
    Title,
)
from omsrisk.report.records import LEFT_OUT
from omsrisk.report.uncertainty.figure_table import figure_table, labels_of
from omsrisk.report.uncertainty.simulation_record import (
    DOCUMENT,
    STATISTICS,
    SimulationsToWrite,
    SimulationToWrite,
    judged_limit,
    sheet,
)
from omsrisk.report.uncertainty.uncertain_numbers import (
    EXACT,
    accuracy_text,
    chance_text,
    digits_of,
    told,
    told_deviation,
    told_statistic,
)
from omsrisk.simulation.estimates import Estimate

if TYPE_CHECKING:
    from omsrisk.scenario.schema.limits import Limit

_LABELS = {"mean": "Mean", "expected_shortfall_95": "Expected shortfall 95 %"}


LEFT_OUT_AT_AN_END = Decimal("0.001")
"""What a histogram leaves out at each end."""


def document(results: tuple[Simulation, ...], driven: tuple[Document, ...] = ()) -> Document:
    """
    Report what scenarios may come to.

    Args:
        results: From `simulate`; those that were sampled all with the same trials and seed; one at
            least.
        driven: The report of what drives each, where that was asked.
    """
    told = [
        SimulationToWrite(one, driven[at].record if driven else LEFT_OUT)
        for at, one in enumerate(results)
    ]
    first = results[0]
    sampled = next((one for one in results if one.trials is not None), first)
    record = LaterRecord(
        lambda: DOCUMENT.plain(SimulationsToWrite(sampled.trials, sampled.seed, told))
    )
    blocks = (
        block
        for at, one in enumerate(results)
        for block in (*_blocks(one), *(driven[at].blocks if driven else ()))
    )
    return Document(blocks, record, sheet(results))


def _blocks(result: Simulation) -> Iterator[Block]:
    scenario = result.assessment.scenario
    shown = result.shown
    digits = digits_of(shown.summary, scenario.minor_digits)
    label = labels_of(result.assessment.exposure).get(result.metric, result.metric)

    def money(value: float | Decimal) -> str:
        return numbers.money(Decimal(value), digits)

    yield Title(scenario.name, scenario.file)
    ranges = "1 range" if result.ranges == 1 else f"{result.ranges} ranges"
    events = "1 event" if result.draws == 1 else f"{result.draws} events"
    parts = [ranges] * (result.ranges > 0 or not result.draws) + [events] * (result.draws > 0)
    uncertain = " and ".join(parts)
    if result.accuracy is None and result.trials is not None:
        how = (f"{numbers.number(result.trials)} trials of {uncertain}", f"seed {result.seed}")
    else:
        how = (uncertain, f"exact to {accuracy_text(result.accuracy or 0.0)}")
    facts = (numbers.currency(scenario.currency), *how)
    yield Facts.beside(facts)
    if not shown.varies:
        yield Headline((f"{label} is {money(shown.point)} always: nothing uncertain moves it.",))
    else:
        summary = shown.summary
        yield Headline(
            (
                (
                    f"{label}: 9 outcomes of 10 come to at most "
                    f"{money(told_statistic(summary, 'p90'))}; "
                    f"the mean is {money(told_statistic(summary, 'mean'))}."
                ),
                (
                    f"At the most likely values it comes to {money(shown.point)}, which is exceeded "
                    f"in {chance_text(shown.above_point)} of the outcomes."
                ),
            )
        )
        yield _statistics(result, digits)
        yield Heading(("Loss exceedance curve: how likely it is to cost more than an amount",))
        yield loss_curve(shown, result.limits_on(result.metric), digits)
        yield Heading((f"Histogram, {numbers.percentage(LEFT_OUT_AT_AN_END)} at both ends left out",))
        yield bars_of(shown, result.limits_on(result.metric), digits)
        yield Heading(("By line, and the totals",))
    yield figure_table(result)
    yield Notes(tuple(_notes(result)))


def _statistics(result: Simulation, digits: int) -> Table:
    summary = result.shown.summary
    columns = (
        Column("", stretch=False),
        Column(numbers.currency(result.assessment.scenario.currency), Content.MONEY, digits),
        Column("+/-", Content.MONEY, digits),
    )
    rows: list[tuple[str | Decimal | None, ...]] = [
        (
            _LABELS.get(name, name.upper()),
            told_statistic(summary, name),
            Decimal(summary.statistic(name).error),
        )
        for name in STATISTICS
    ]
    rows.insert(1, ("Standard deviation", told_deviation(summary), None))
    shown = len(columns) if result.accuracy is None else len(columns) - 1
    return Table(columns[:shown], tuple(Row(row[:shown]) for row in rows))


def loss_curve(shown: UncertainFigure, limits: "Sequence[Limit]", digits: int) -> Chart:
    """
    Draw the loss exceedance curve, with the limits and the most likely values in their places.

    Args:
        shown: The figure.
        limits: Those that it is held to.
        digits: Digits after the point of its amounts.
    """
    summary = shown.summary
    points = [(told(summary, amount), share, "") for amount, share in summary.exceedance]
    points.append((shown.point, shown.above_point.value, "most likely"))
    for limit in limits:
        level = "limit" if limit.level == "error" else "limit (warning)"
        points.append((limit.maximum, shown.above(limit.maximum).value, level))
    columns = (
        Column("more than", Content.MONEY, digits),
        Column("chance", Content.SHARE),
        Column("", Content.BAR),
        Column(""),
    )
    rows = (
        Row((amount, Decimal(share), Decimal(share), mark))
        for amount, share, mark in sorted(points, key=lambda one: (one[0], -one[1]))
    )
    return Chart(ChartKind.CURVE, Table(columns, tuple(rows)))


def bars_of(shown: UncertainFigure, limits: "Sequence[Limit]", digits: int) -> Chart:
    """
    Draw the histogram, with the limits, the mean and the most likely values in their places.

    Args:
        shown: The figure.
        limits: Those that it is held to.
        digits: Digits after the point of its amounts.
    """
    bars = shown.summary.histogram
    highest = max(share for _, _, share in bars)
    marks = [(float(shown.point), "most likely"), (shown.summary.mean.value, "mean")]
    marks += [(float(one.maximum), "limit") for one in limits]
    columns = (
        Column("from", Content.MONEY, digits),
        Column("to", Content.MONEY, digits, give_way=2),
        Column("share", Content.SHARE),
        Column("", Content.BAR),
        Column(""),
    )
    rows = (
        Row(
            (
                told(shown.summary, low),
                told(shown.summary, high),
                Decimal(share),
                Decimal(share / highest if highest else 0.0),
                ", ".join(mark for at, mark in sorted(marks) if low <= at < high),
            )
        )
        for low, high, share in bars
    )
    return Chart(ChartKind.BARS, Table(columns, tuple(rows)))


def _notes(result: Simulation) -> Iterator[str]:
    if result.accuracy is None:
        yield "+/-: one standard error; with four times the trials it is half as wide"
    else:
        yield EXACT
    still = sum(not one.varies for name, one in result.figures.items() if name not in TOTALS)
    if still:
        told = "figure does not vary and is" if still == 1 else "figures do not vary and are"
        yield f"{still} {told} left out above"
    if result.left_out:
        count = numbers.number(result.left_out)
        lines = "line that varies is" if result.left_out == 1 else f"{count} lines that vary are"
        yield f"the smallest {lines} in the totals alone"
    if result.draws > result.item_draws:
        one_fails = said_of_failure(result.assessment, result.figures)
        failing = "Lines are" if one_fails else "Lines and the cost of failure are"
        yield f"event: a go-live fails or holds. {failing} as if it failed;"
        yield "expected cost of failure, exposure and net exposure are as it came out"
        yield from one_fails
    if result.item_draws:
        yield "event of a cost: whether it falls due, once for all phases that inherit it"
    if result.kinds:
        kinds = ", ".join(f"{count} {kind}" for kind, count in result.kinds.items())
        yield f"ranges: {kinds}; independent but for what is stated as correlated"
    if result.trials is not None and result.trials < _ENOUGH:
        yield f"{result.trials} trials say little: P95 and P99 are guesses, and so are their errors"
    for limit in result.limits:
        yield _limit(result, limit)


def _limit(result: Simulation, limit: "Limit") -> str:
    """Say how a limit stands."""
    share, told = is_share(limit.metric), judged_limit(result, limit)

    def shown(value: Decimal) -> str:
        return numbers.percentage(value) if share else numbers.money(value, told.digits)

    asked, case = limit.statistic, result.assessment.scenario.case
    of_several = asked is not None and len(sampled_metrics(case, asked)) > 1
    named = f"{limit.metric} of the dearest phase" if of_several else limit.metric
    most = shown(limit.maximum)
    if told.probability_above is not None:
        above = chance_text(Estimate(told.probability_above))
        return f"{limit.metric} is above its limit of {most} in {above} of the outcomes"
    if told.found is None or told.standard_error is None:
        return f"the limit on {limit.metric} cannot be judged: omsrisk check says why"
    found, off = shown(told.found), f" (+/- {shown(told.standard_error)})"
    if result.accuracy is not None and asked is not None:
        known = as_known(*result.judged(asked))
        if (known > limit.maximum) == (told.verdict == "above"):  # else it is told with its error
            found, off = shown(known), ""
    return f"{named} is {found}{off}, {told.verdict} its limit of {most}"


_ENOUGH = 1_000
