"""The workbook of `tornado`: each input moved alone, live, in columns of one model."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from omsrisk.analysis.sensitivity.tornado import Bar, Tornado
from omsrisk.core.money import DIGITS_AFTER_POINT, ENOUGH_DIGITS, exact, to_minor_unit
from omsrisk.core.pricing.derived import ends_at_the_whole
from omsrisk.core.pricing.figures import is_share
from omsrisk.report.document import Document
from omsrisk.report.spreadsheet.inputs_sheet import why_not_live
from omsrisk.report.spreadsheet.live_sheets import LiveScenario, LiveSheets
from omsrisk.report.spreadsheet.plain_sheets import plain_sheet, report_sheet
from omsrisk.report.spreadsheet.row_plan import RowPlan, printed
from omsrisk.report.spreadsheet.scenario_sheet import SHARE_FORMAT
from omsrisk.report.spreadsheet.sheet_names import cell_name, on_sheet
from omsrisk.report.spreadsheet.workbook import (
    HEAD,
    QUIET,
    TITLE,
    Allowed,
    BarChart,
    CellRange,
    Live,
    Look,
    SheetCell,
    SheetRow,
    Workbook,
    WorkbookSheet,
    decimal_format,
    format_of,
    head_row,
)
from omsrisk.report.uncertainty.figure_table import labels_of

TORNADO, TORNADO_MODEL = "Tornado", "Tornado model"
_REPORT, _RECORDS = "Report, not live", "Records, not live"
_MOST = 25
"""Inputs that have columns of their own; the report has all of them."""

_SWING = (3, 1)
_HEADS = 5
_FIRST = _HEADS + 1
_MODEL_TOP = 3
"""Rows of the model before its inputs."""

_BASE = 1
"""The column of the model that nothing is moved in."""


class _Column(NamedTuple):
    """
    A column of the model.

    Attributes:
        title: What is moved.
        end: Which way.
        path: The input that is moved; empty for none.
        moved: The formula of that input, without the sign of equality; empty for none.
        number: What it comes to.
    """

    title: str
    end: str
    path: str = ""
    moved: str = ""
    number: Decimal = Decimal(0)


def tornado_workbook(result: Tornado, bars: Sequence[Bar], document: Document) -> Workbook | None:
    """
    Make the workbook of a tornado.

    Args:
        result: From `tornado`.
        bars: Those that are shown.
        document: The same as a report, whose figures are values.

    Returns:
        None where the metric is no sum and product of inputs.
    """
    live = LiveSheets(TORNADO, TORNADO_MODEL, _REPORT, _RECORDS)
    scenario = live.add(result.assessment)
    sheets = tornado_sheets(result, bars, scenario, live)
    if sheets is None:
        return None
    told, model = sheets
    report = report_sheet(_REPORT, document.blocks)
    records = plain_sheet(_RECORDS, document.sheet)
    return Workbook((told, *live.sheets(model), report, records))


def tornado_sheets(
    result: Tornado, bars: Sequence[Bar], scenario: LiveScenario, live: LiveSheets
) -> tuple[WorkbookSheet, WorkbookSheet] | None:
    """
    Make the live sheets of a tornado: its bars, and their model.

    Args:
        result: From `tornado`.
        bars: Those that are shown.
        scenario: The scenario that it is of.
        live: The sheets of the workbook.

    Returns:
        None where the metric is no sum and product of inputs.
    """
    if result.metric not in scenario.traced.figures:
        return None
    inputs = set(scenario.traced.graph.inputs())
    case = scenario.traced.case
    shown = [bar for bar in bars if bar.path in inputs and not why_not_live(case, bar.path)][:_MOST]
    told = _LiveTornado(result, shown, scenario, live)
    return told.sheet(), told.model()


class _LiveTornado:
    """The two sheets of a tornado: its bars, and the model whose columns they read."""

    def __init__(
        self, result: Tornado, bars: Sequence[Bar], scenario: LiveScenario, live: LiveSheets
    ) -> None:
        self._result = result
        self._bars = bars
        self._scenario = scenario
        self._live = live
        traced = scenario.traced
        self._place = traced.figures[result.metric]
        self._plan = RowPlan(traced.graph, [self._place])
        needed = traced.graph.needed([self._place])
        nodes = [traced.graph.nodes[one] for one in sorted(needed)]
        self._paths = [node.content for node in nodes if isinstance(node.content, str)]
        self._is_share = is_share(result.metric)
        money = result.assessment.scenario.minor_digits
        self._digits = DIGITS_AFTER_POINT if self._is_share else money
        self._columns = [_Column("as it stands", "base"), *self._moved()]
        self._values = [self._valued(column) for column in self._columns]

    def _moved(self) -> Iterator[_Column]:
        """Say how each input is moved: by the swing, or to the ends of its own range."""
        swing = on_sheet(TORNADO, cell_name(*_SWING, fixed=True))
        for at, bar in enumerate(self._bars):
            cell = self._scenario.cells[bar.path]
            ends = (("low", "-", bar.low_input), ("high", "+", bar.high_input))
            for column, (end, sign, number) in enumerate(ends):
                if bar.is_range:
                    moved = on_sheet(TORNADO, cell_name(_FIRST + at, 1 + column, fixed=True))
                else:
                    moved = f"{cell}*(1{sign}{swing})"
                    is_cut = end == "high" and ends_at_the_whole(bar.path, bar.unit)
                    moved = f"MIN(1,{moved})" if is_cut else moved
                yield _Column(bar.label, end, bar.path, moved, number)

    def _valued(self, column: _Column) -> list[Decimal]:
        """Compute the model with one input moved."""
        traced = self._scenario.traced
        moved = {column.path: column.number} if column.path else {}
        with exact(ENOUGH_DIGITS):
            return traced.graph.values(traced.values | moved)

    def sheet(self) -> WorkbookSheet:
        """Return the bars, with the swing in one cell."""
        rows = [*self._top(), *(self._bar(at, bar) for at, bar in enumerate(self._bars))]
        allowed = {_SWING: Allowed(Decimal(0), Decimal(1), "A share lies within 0 % to 100 %.")}
        charts = (self._chart(len(rows) + 1),) if self._bars else ()
        widths = (46, 14, 14, 18, 18, 18, 18, 18, 40)
        return WorkbookSheet(TORNADO, rows, widths, frozen=_FIRST, allowed=allowed, charts=charts)

    def _top(self) -> Iterator[SheetRow]:
        assessment, metric = self._result.assessment, self._result.metric
        scenario, label = assessment.scenario, labels_of(assessment.exposure).get(metric, metric)
        yield (SheetCell(f"{scenario.name}: what moves it: {label}, {scenario.currency}", TITLE),)
        told = "Live: each input alone, the others at their most likely values."
        yield (SheetCell(told, QUIET),)
        told = (
            "Not live: the order of the inputs, P10 and P90 of ranges; dates, shares of phases and "
            "indices of the season are not among them."
        )
        yield (SheetCell(told, QUIET),)
        swing = self._result.swing
        shown = Look(number=format_of(swing, is_share=True), is_input=True)
        yield (SheetCell("Each input without a range moves by"), SheetCell(swing, shown))
        base = self._amount(0)
        yield (SheetCell("As it stands"), None, None, base)
        yield head_row(
            *("input", "from", "to", "at low", "at high", "change at low", "change at high", "swing"),
            "path",
        )

    def _amount(self, column: int) -> SheetCell:
        """Write the metric of a column of the model, as it is printed."""
        cell = on_sheet(TORNADO_MODEL, cell_name(self._row_of_metric, _BASE + column, fixed=True))
        value = to_minor_unit(self._values[column][self._place], self._digits)
        return SheetCell(Live(printed(cell, self._digits), value), self._look)

    @property
    def _look(self) -> Look:
        return Look(number=SHARE_FORMAT if self._is_share else decimal_format(self._digits))

    @property
    def _row_of_metric(self) -> int:
        return _MODEL_TOP + len(self._paths) + len(self._plan.workings)

    def _bar(self, at: int, bar: Bar) -> SheetRow:
        row = _FIRST + at
        numbers = [self._end(bar, column) for column in (2 * at + 1, 2 * at + 2)]
        amounts = [self._amount(column) for column in (2 * at + 1, 2 * at + 2)]
        base = cell_name(_HEADS - 1, 3, fixed=True)
        whole = to_minor_unit(self._values[0][self._place], self._digits)
        values = [_number_of(one) for one in amounts]
        with exact(ENOUGH_DIGITS):
            changes = [value - whole for value in values]
            swing = abs(values[1] - values[0])
        told = [
            Live(f"{cell_name(row, column)}-{base}", change)
            for column, change in zip((3, 4), changes, strict=True)
        ]
        apart = Live(f"ABS({cell_name(row, 4)}-{cell_name(row, 3)})", swing)
        return (
            SheetCell(bar.label),
            *numbers,
            *amounts,
            *(SheetCell(one, self._look) for one in told),
            SheetCell(apart, self._look),
            SheetCell(bar.path, QUIET),
        )

    def _end(self, bar: Bar, column: int) -> SheetCell:
        """Write the number to which an input is moved: of a range a value, else live."""
        told = self._columns[column]
        is_percent = bar.unit == "1"
        if bar.is_range:
            return SheetCell(told.number, Look(number=_ENDS[is_percent], quiet=True))
        look = Look(number=format_of(told.number.normalize(), is_share=is_percent))
        at = _MODEL_TOP + self._paths.index(bar.path)
        cell = on_sheet(TORNADO_MODEL, cell_name(at, _BASE + column, fixed=True))
        return SheetCell(Live(cell, told.number), look)

    def model(self) -> WorkbookSheet:
        """Return the model: a column for each input that is moved, a row for each node."""
        rows = [*self._heads()]
        rows += map(self._input_row, self._paths)
        formulas = [self._formulas(column) for column in range(len(self._columns))]
        named = {self._place: self._result.metric}
        for number, place in enumerate((*self._plan.workings, self._place), start=1):
            label = named.get(place, f"Interim figure {number}")
            cells = [
                SheetCell(Live(formulas[column][place], self._values[column][place]), _GENERAL)
                for column in range(len(self._columns))
            ]
            rows.append((SheetCell(label, Look(bold=place in named)), *cells))
        return WorkbookSheet(
            TORNADO_MODEL, rows, (46, *(16,) * len(self._columns)), frozen=_MODEL_TOP
        )

    def _heads(self) -> Iterator[SheetRow]:
        yield (SheetCell("One column for each input that is moved, alone", TITLE),)
        yield (None, *(SheetCell(column.title, HEAD) for column in self._columns))
        yield (None, *(SheetCell(column.end, HEAD) for column in self._columns))

    def _input_row(self, path: str) -> SheetRow:
        cell, value = self._scenario.cells[path], self._scenario.traced.values[path]
        cells = [
            SheetCell(Live(column.moved, column.number), _GENERAL)
            if column.path == path
            else SheetCell(Live(cell, value), _GENERAL)
            for column in self._columns
        ]
        return (SheetCell(path), *cells)

    def _formulas(self, column: int) -> Mapping[int, str]:
        """Write the formulas of a column: they read its own cells."""
        rows = {path: _MODEL_TOP + at for at, path in enumerate(self._paths)}
        first = _MODEL_TOP + len(self._paths)
        cells = {
            place: cell_name(first + at, _BASE + column)
            for at, place in enumerate((*self._plan.workings, self._place))
        }
        return self._plan.formulas(
            cells, lambda path: cell_name(rows[path], _BASE + column), self._live.season.formula
        )

    def _chart(self, below: int) -> BarChart:
        last = _FIRST + len(self._bars) - 1
        names = CellRange(TORNADO, _FIRST, 0, last, 0)
        series = tuple(
            (
                CellRange(TORNADO, _HEADS, column, _HEADS, column),
                CellRange(TORNADO, _FIRST, column, last, column),
            )
            for column in (5, 6)
        )
        return BarChart(CellRange(TORNADO, 0, 0, 0, 0), names, series, below, 0)


_GENERAL = Look(number="General")
_ENDS = ("#,##0.00##", "0.0##%")
"""How P10 and P90 are shown, which have more digits than anybody reads."""


def _number_of(cell: SheetCell) -> Decimal:
    content = cell.content
    assert isinstance(content, Live)  # noqa: S101 - an amount is a formula
    assert isinstance(content.value, Decimal)  # noqa: S101 - that comes to a number
    return content.value
