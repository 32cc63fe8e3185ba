"""The report of `simulate --together`: what several roll-outs may come to, added up."""

from collections.abc import Iterator
from decimal import Decimal

from omsrisk.analysis.pairing.portfolio import Portfolio, not_named
from omsrisk.analysis.uncertainty.uncertain_figures import UncertainFigure
from omsrisk.report import numbers
from omsrisk.report.caveats import ranges_apart
from omsrisk.report.comparison.compared_names import names_of
from omsrisk.report.document import (
    Block,
    Column,
    Content,
    Document,
    Facts,
    Heading,
    Headline,
    Notes,
    Role,
    Row,
    Sheet,
    Table,
    Title,
)
from omsrisk.report.filled import filled
from omsrisk.report.uncertainty.figure_table import labels_of
from omsrisk.report.uncertainty.simulate import LEFT_OUT_AT_AN_END, bars_of, loss_curve
from omsrisk.report.uncertainty.simulation_record import DOCUMENT, SimulationsToWrite
from omsrisk.report.uncertainty.uncertain_numbers import (
    EXACT,
    accuracy_text,
    chance_text,
    digits_of,
    told_deviation,
    told_statistic,
)

_TELLS = ("mean", "p10", "p50", "p90", "p95", "p99")


def document(result: Portfolio) -> Document:
    """
    Report what roll-outs may come to together.

    Args:
        result: From `portfolio`.
    """
    record = DOCUMENT.plain(SimulationsToWrite(result.trials, result.seed, (), result))
    columns = ("file", "point_value", "standard_deviation", *_TELLS)
    rows = []
    told = record["together"]
    for file, figure in (
        *((part["file"], part["figure"]) for part in told["parts"]),
        ("together", told["sum"]),
    ):
        rows.append(Row((file, *(figure[key] for key in columns[1:]))))
    return Document(_blocks(result), record, Sheet(tuple(map(Column, columns)), tuple(rows)))


def _blocks(result: Portfolio) -> Iterator[Block]:
    scenarios = [one.scenario for one in result.assessments]
    names = names_of(scenarios)
    shown, currency = result.shown, numbers.currency(scenarios[0].currency)
    digits = digits_of(shown.summary, scenarios[0].minor_digits)
    label = labels_of(result.assessments[0].exposure).get(result.metric, result.metric)

    def money(value: float | Decimal) -> str:
        return numbers.money(Decimal(value), digits)

    yield Title(f"{' and '.join(names)}, together")
    if result.trials is not None:
        how: tuple[str, ...] = (f"{numbers.number(result.trials)} trials", f"seed {result.seed}")
    else:
        how = (f"exact to {accuracy_text(result.accuracy or 0.0)}",)
    yield Facts.beside((currency, *how))
    alone = sum(told_statistic(one.summary, "p90") for one in result.own)
    clauses = (
        f"{label} of {len(names)} roll-outs together: 9 outcomes of 10 come to at most",
        f"{money(told_statistic(shown.summary, 'p90'))};",
        f"the mean is {money(told_statistic(shown.summary, 'mean'))}.",
        f"The P90 of each for itself add up to {money(alone)}.",
    )
    yield Headline(tuple(filled([word for clause in clauses for word in clause.split(" ")])))
    columns = (
        Column(""),
        *(Column(name if name == "mean" else name.upper(), Content.MONEY, digits) for name in _TELLS),
        Column("deviation", Content.MONEY, digits, give_way=1),
    )
    rows = [_row(name, one) for name, one in zip(names, result.own, strict=True)]
    yield Table(columns, (*rows, _row("together", shown, Role.GRAND_TOTAL)))
    if shown.varies:
        yield Heading(("Together: how likely it is to cost more than an amount",))
        yield loss_curve(shown, result.limits, digits)
        left_out = numbers.percentage(LEFT_OUT_AT_AN_END)
        yield Heading((f"Histogram of the sum, {left_out} at both ends left out",))
        yield bars_of(shown, result.limits, digits)
    yield Notes(tuple(_notes(result, digits)))


def _row(name: str, one: UncertainFigure, role: Role = Role.LINE) -> Row:
    told = (told_statistic(one.summary, asked) for asked in _TELLS)
    return Row((name, *told, told_deviation(one.summary)), role)


def _notes(result: Portfolio, digits: int) -> Iterator[str]:
    if result.accuracy is not None:
        yield EXACT
    shared = ", ".join(result.shared) or "none"
    yield f"ranges that are one for all that have them: {shared}"
    if result.independent:
        yield f"each by itself: {ranges_apart(result.independent)}"
    yield "whether a go-live fails, or an item falls due, is decided in each roll-out by itself"
    yield "means add up; percentiles do not, as not everything goes wrong at once"
    for limit in result.limits:
        above = chance_text(result.shown.above(limit.maximum))
        most = numbers.money(limit.maximum, digits)
        yield f"together they are above {most} in {above} of the outcomes"
    yield from not_named(result)
