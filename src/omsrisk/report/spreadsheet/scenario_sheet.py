"""The sheet of a scenario: its figures as formulas on the inputs, exact and as they are printed."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.expression_graph import ExpressionGraph
from omsrisk.analysis.uncertainty.means import Means
from omsrisk.core.algebra.symbols import Figure
from omsrisk.core.calendar import Window
from omsrisk.core.money import DIGITS_AFTER_POINT, ENOUGH_DIGITS, exact, to_minor_unit
from omsrisk.core.pricing.figures import TOTALS
from omsrisk.report.document import NOT_ASSESSED
from omsrisk.report.exposure.equations import part_told, weighed_told
from omsrisk.report.spreadsheet.figure_rows import FigureRow, figure_rows
from omsrisk.report.spreadsheet.row_plan import RowPlan, printed
from omsrisk.report.spreadsheet.sheet_names import cell_name, on_sheet
from omsrisk.report.spreadsheet.workbook import (
    QUIET,
    TITLE,
    BarChart,
    CellRange,
    Live,
    Look,
    SheetCell,
    SheetRow,
    WorkbookSheet,
    decimal_format,
    head_row,
)
from omsrisk.scenario.labels import label_of
from omsrisk.scenario.load import Scenario

_LABEL, _AMOUNT, _EXPECTED, _MEAN, _EXACT, _EXACT_EXPECTED, _HOW, _ID = range(8)
_WIDTHS = (44, 16, 16, 16, 18, 18, 60, 36)
_TITLE_ROWS = 4
SHARE_FORMAT = "0.0###%"
_UNTOUCHED = "General"


class _Places(NamedTuple):
    """Where the figures of a row stand in the graph; None for one that it has not."""

    amount: int | None
    expected: int | None
    divisor: int | None


class _Written(NamedTuple):
    """
    What the formulas of a sheet come to.

    Attributes:
        values: The number of each node, exact.
        formulas: The formula of each node that has a row.
        cells: The cell of each of these.
    """

    values: Sequence[Decimal]
    formulas: Mapping[int, str]
    cells: Mapping[int, str]


class ScenarioSheet:
    """
    A scenario, figure by figure.

    Args:
        name: What the sheet is called.
        assessment: The scenario.
        traced: The same as expressions.
        found: Its means.
        input_of: Names the cell of an input by its path.
        step_of: Writes the effective days of a window.

    Attributes:
        rows: The figures, in their order.
    """

    def __init__(
        self,
        name: str,
        assessment: Assessment,
        traced: ExpressionGraph,
        found: Means,
        input_of: Callable[[str], str],
        step_of: Callable[[Window, str], str],
    ) -> None:
        self.name = name
        self._scenario: Scenario = assessment.scenario
        self._assessment = assessment
        self._traced = traced
        self._has_means = bool(found.ranges)
        with exact(ENOUGH_DIGITS):
            self.rows = tuple(figure_rows(traced.exposure, found))
            self._places = [
                _Places(*map(self._place, (row.amount, row.expected, row.divided_by)))
                for row in self.rows
            ]
            self._rows_by_id = {row.id: at for at, row in enumerate(self.rows) if row.id}
            named = [place for places in self._places for place in places if place is not None]
            self._plan = RowPlan(traced.graph, named)
            values = traced.graph.values(traced.values)
        cells = self._cells()
        formulas = self._plan.formulas(cells, input_of, step_of)
        self._written = _Written(values, formulas, cells)

    def _place(self, figure: Figure | None) -> int | None:
        return None if figure is None else self._traced.graph.add(figure)

    def _cells(self) -> dict[int, str]:
        """Say in which cell each node that has a row stands: the first that shows it."""
        cells: dict[int, str] = {}
        for at, (amount, expected, divisor) in enumerate(self._places):
            row = _TITLE_ROWS + 1 + at
            if amount is not None and divisor is None:
                cells.setdefault(amount, cell_name(row, _EXACT))
            if expected is not None:
                cells.setdefault(expected, cell_name(row, _EXACT_EXPECTED))
        row = _TITLE_ROWS + 1 + len(self.rows) + 1
        loose = [one for places in self._places for one in places if one is not None]
        self._workings = tuple(dict.fromkeys(one for one in loose if one not in cells))
        for place in (*self._workings, *self._plan.workings):
            cells[place] = cell_name(row, _EXACT)
            row += 1
        return cells

    def figure(
        self, name: str, *, is_exact: bool = False, is_expected: bool = False
    ) -> tuple[str, Decimal] | None:
        """
        Find a figure for another sheet: its cell and its value; None where it is not assessed.

        Args:
            name: The id of its row.
            is_exact: Whether the exact one is meant, not the printed one.
            is_expected: Whether what is expected is meant, not the amount.
        """
        at = self._rows_by_id.get(name)
        if at is None or self._places[at].divisor is not None:
            return None
        place = self._places[at].expected if is_expected else self._places[at].amount
        if place is None:
            return None
        value = self._written.values[place]
        shown = value if is_exact else self._printed(value, is_share=self.rows[at].is_share)
        columns = (_EXACT, _EXACT_EXPECTED) if is_exact else (_AMOUNT, _EXPECTED)
        cell = cell_name(_TITLE_ROWS + 1 + at, columns[is_expected], fixed=True)
        return on_sheet(self.name, cell), shown

    def sheet(self) -> WorkbookSheet:
        """Return the sheet."""
        rows = tuple(self._all_rows())
        return WorkbookSheet(self.name, rows, _WIDTHS, frozen=_TITLE_ROWS + 1)

    def _all_rows(self) -> Iterator[SheetRow]:
        scenario = self._scenario
        yield (SheetCell(scenario.name, TITLE),)
        facts = (scenario.file, *scenario.approach, scenario.currency, "undiscounted, before tax")
        yield (SheetCell(" | ".join(facts), QUIET),)
        yield (SheetCell("Live: most likely figures, from the sheet of inputs.", QUIET),)
        told = (
            "Not live: means, dates, shares of phases and indices of the season. Printed figures are "
            "rounded half up; 2^-51 lifts what a spreadsheet stores a hair below half a cent."
        )
        yield (SheetCell(told, QUIET),)
        yield head_row(
            *("", "amount, most likely", "expected, most likely"),
            "mean: a value, not live" if self._has_means else "",
            *("amount, exact", "expected, exact", "how", "id"),
        )
        for at, row in enumerate(self.rows):
            yield self._row(row, self._places[at], _TITLE_ROWS + 1 + at)
        yield (SheetCell("Workings", Look(bold=True)),)
        for number, place in enumerate((*self._workings, *self._plan.workings), start=1):
            value = self._written.values[place]
            live = Live(self._written.formulas[place], value)
            yield (
                SheetCell(self._name_of(place, number), Look(level=1)),
                *(None,) * (_EXACT - 1),
                SheetCell(live, Look(number=_UNTOUCHED)),
            )

    def _name_of(self, place: int, number: int) -> str:
        """Name a node that no figure is: effective days by the days they are of."""
        nodes = self._traced.graph.nodes
        node = nodes[place]
        if isinstance(node.content, Window):
            inner = nodes[node.operands[0]]
            parts = (part_told(node.content), weighed_told(node.content))
            told = ", ".join(filter(None, parts))
            if isinstance(inner.content, str):
                return f"{label_of(self._traced.case, inner.content)}, {told}"
            return f"Days {told}, {number}"
        return f"Interim figure {number}"

    def _row(self, row: FigureRow, places: _Places, at: int) -> SheetRow:
        amount, expected, divisor = places
        if row.is_heading:
            return (SheetCell(row.label, Look(bold=True)),)
        label = SheetCell(row.label, Look(level=row.level, bold=row.is_total, is_total=row.is_total))
        if amount is None:
            return (label, SheetCell(NOT_ASSESSED, QUIET), *(None,) * 4, *self._told(row))
        if divisor is not None:
            return (label, self._quotient(amount, divisor), *(None,) * 4, *self._told(row))
        mean = None
        if self._has_means and row.mean is not None:
            mean = SheetCell(
                self._printed(row.mean, is_share=row.is_share), self._look(row, quiet=True)
            )
        return (
            label,
            self._shown(row, amount, at, _EXACT),
            None if expected is None else self._shown(row, expected, at, _EXACT_EXPECTED),
            mean,
            self._exactly(amount, at, _EXACT),
            None if expected is None else self._exactly(expected, at, _EXACT_EXPECTED),
            *self._told(row),
        )

    def _told(self, row: FigureRow) -> SheetRow:
        return (SheetCell(row.how, QUIET) if row.how else None, SheetCell(row.id, QUIET))

    def _look(self, row: FigureRow, *, quiet: bool = False) -> Look:
        number = SHARE_FORMAT if row.is_share else decimal_format(self._scenario.minor_digits)
        return Look(number=number, bold=row.is_total, is_total=row.is_total, quiet=quiet)

    def _digits(self, *, is_share: bool) -> int:
        return DIGITS_AFTER_POINT if is_share else self._scenario.minor_digits

    def _printed(self, value: Decimal, *, is_share: bool) -> Decimal:
        return to_minor_unit(value, self._digits(is_share=is_share))

    def _shown(self, row: FigureRow, place: int, at: int, column: int) -> SheetCell:
        """Write the printed figure: the exact one beside it, rounded as a report rounds."""
        formula = printed(cell_name(at, column), self._digits(is_share=row.is_share))
        value = self._printed(self._written.values[place], is_share=row.is_share)
        return SheetCell(Live(formula, value), self._look(row))

    def _exactly(self, place: int, at: int, column: int) -> SheetCell:
        """Write the exact figure; one that stands elsewhere already refers to it."""
        first = self._written.cells[place]
        own = cell_name(at, column)
        formula = self._written.formulas[place] if first == own else first
        return SheetCell(Live(formula, self._written.values[place]), Look(number=_UNTOUCHED))

    def _quotient(self, amount: int, divisor: int) -> SheetCell:
        """Write a quotient, which is empty where it has none."""
        above, below = (self._written.cells[place] for place in (amount, divisor))
        digits = self._scenario.minor_digits
        cost = self._assessment.memos["break_even_stopping_cost"]
        value = "" if cost is None else to_minor_unit(cost, digits)
        formula = f'IF({below}=0,"",{printed(f"{above}/{below}", digits)})'
        return SheetCell(Live(formula, value), Look(number=decimal_format(digits)))

    def chart(self, row: int) -> BarChart:
        """
        Draw the totals, for another sheet.

        Args:
            row: Where it begins there.
        """
        at = [
            number
            for number, one in enumerate(self.rows, start=_TITLE_ROWS + 1)
            if one.id in TOTALS and not one.is_heading
        ]
        first, last = at[0], at[-1]
        names = CellRange(self.name, first, _LABEL, last, _LABEL)
        values = CellRange(self.name, first, _AMOUNT, last, _AMOUNT)
        head = CellRange(self.name, _TITLE_ROWS, _AMOUNT, _TITLE_ROWS, _AMOUNT)
        title = CellRange(self.name, 0, _LABEL, 0, _LABEL)
        amounts = (self.figure(name) for name in TOTALS)
        is_positive = all(one is None or one[1] >= 0 for one in amounts)
        return BarChart(title, names, ((head, values),), row, 0, begins_at_zero=is_positive)
