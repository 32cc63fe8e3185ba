"""The workbook of `compare`: roll-outs side by side, live, in the currency of the base."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from omsrisk.analysis.comparison.compare import Comparison
from omsrisk.analysis.comparison.side_by_side import ComparedLine
from omsrisk.core.money import ENOUGH_DIGITS, exact, to_minor_unit
from omsrisk.core.pricing.declarations import Group
from omsrisk.core.pricing.figures import TOTALS
from omsrisk.report.comparison.compared_names import labels
from omsrisk.report.document import NOT_ASSESSED, Document
from omsrisk.report.spreadsheet.live_sheets import LiveScenario, LiveSheets
from omsrisk.report.spreadsheet.plain_sheets import plain_sheet, report_sheet
from omsrisk.report.spreadsheet.row_plan import printed
from omsrisk.report.spreadsheet.sheet_names import cell_name
from omsrisk.report.spreadsheet.workbook import (
    HEAD,
    QUIET,
    TITLE,
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
)

COMPARE, _REPORT, _RECORDS = "Compare", "Report, not live", "Records, not live"
_HEADS, _RATES = 4, 5
_FIRST = _RATES + 1
_BEFORE = 2
"""Columns before the amounts: label and id."""


class _Columns(NamedTuple):
    """Where the columns of a comparison stand: amounts, differences, exact amounts, the mark."""

    scenarios: int
    others: tuple[int, ...]

    def amount(self, at: int) -> int:
        return _BEFORE + at

    def difference(self, at: int) -> int:
        return _BEFORE + self.scenarios + self.others.index(at)

    def exact(self, at: int) -> int:
        return _BEFORE + self.scenarios + len(self.others) + at

    @property
    def counts(self) -> int:
        return self.exact(self.scenarios)


def compare_workbook(result: Comparison, document: Document) -> Workbook:
    """
    Make the workbook of a comparison.

    Args:
        result: From `compare`.
        document: The same as a report, whose figures are values.
    """
    live = LiveSheets(COMPARE, _REPORT, _RECORDS)
    for one in result.assessments:
        live.add(one)
    told = compare_sheet(result, live.scenarios)
    report = report_sheet(_REPORT, document.blocks)
    records = plain_sheet(_RECORDS, document.sheet)
    return Workbook((told, *live.sheets(), report, records))


def compare_sheet(result: Comparison, scenarios: Sequence[LiveScenario]) -> WorkbookSheet:
    """
    Make the live sheet of a comparison.

    Args:
        result: From `compare`.
        scenarios: Its roll-outs, in the order of the comparison.
    """
    return _Compared(result, scenarios).sheet()


class _Compared:
    """The sheet of a comparison, row by row."""

    def __init__(self, result: Comparison, scenarios: Sequence[LiveScenario]) -> None:
        self._result = result
        self._scenarios = scenarios
        count = len(result.assessments)
        self._columns = _Columns(count, tuple(at for at in range(count) if at != result.base))
        self._base = result.assessments[result.base].scenario
        self._look = Look(number=decimal_format(self._base.minor_digits))
        self._names = labels(result)

    def sheet(self) -> WorkbookSheet:
        """Return the sheet."""
        rows = [*self._top()]
        for group in Group:
            lines = [line for line in self._result.lines if line.group is group]
            if lines:
                rows.append((SheetCell(group.label, Look(bold=True)),))
            for line in lines:
                rows.append(self._line(line, len(rows)))
        last = len(rows) - 1
        rows.append(self._known(last, len(rows)))
        rows.append((SheetCell("Totals", Look(bold=True)),))
        for name in TOTALS:
            rows.append(self._total(name, len(rows)))
        chart = self._chart(len(rows) - 1, len(rows) + 1)
        rows += [() for _ in range(chart.rows + 1)]
        rows += self._means()
        widths = (40, 36, *(18,) * (self._columns.counts - _BEFORE + 1))
        return WorkbookSheet(COMPARE, rows, widths, frozen=_RATES + 1, charts=(chart,))

    def _top(self) -> Iterator[SheetRow]:
        currency = self._base.currency
        yield (SheetCell(f"{len(self._names)} roll-outs compared, {currency}, most likely", TITLE),)
        told = (
            "Live: what each is expected to pay at the most likely values, from the sheet of inputs."
        )
        yield (SheetCell(told, QUIET),)
        told = (
            "Not live: means, percentiles, rankings and sentences; dates, shares of phases and "
            "indices of the season."
        )
        yield (SheetCell(told, QUIET),)
        yield ()
        others = [
            f"{self._names[at]} - {self._names[self._result.base]}" for at in self._columns.others
        ]
        titles = ("", "id", *self._names, *others, *(f"{name}, exact" for name in self._names))
        yield tuple(SheetCell(title, HEAD) for title in (*titles, "known by all"))
        rates: list[SheetCell | None] = [
            SheetCell(f"{currency} for one unit of its currency"),
            None,
        ]
        for one, rate in zip(self._result.assessments, self._result.rates, strict=True):
            is_foreign = one.scenario.currency != currency
            rates.append(SheetCell(rate, Look(number=format_of(rate), is_input=is_foreign)))
        yield tuple(rates)

    def _rate(self, at: int) -> str:
        return cell_name(_RATES, self._columns.amount(at), fixed=True)

    def _line(self, line: ComparedLine, row: int) -> SheetRow:
        exact_cells = [
            self._exact(line.id, at, is_expected=True) for at in range(self._columns.scenarios)
        ]
        known = [
            line.assessed[at] and line.assessed[self._result.base] for at in range(len(exact_cells))
        ]
        cells = self._cells(line.label, line.id, exact_cells, known, row)
        return (*cells, SheetCell(Decimal(line.is_comparable), QUIET))

    def _total(self, name: str, row: int) -> SheetRow:
        exact_cells = [self._exact(name, at) for at in range(self._columns.scenarios)]
        is_comparable = not any(pair.left_out_lines for pair in self._result.pairs)
        known = [is_comparable and one is not None for one in exact_cells]
        return tuple(self._cells(TOTALS[name].label, name, exact_cells, known, row))

    def _exact(self, name: str, at: int, *, is_expected: bool = False) -> Live | None:
        """Take an exact figure over from the sheet of its scenario, in the currency of the base."""
        sheet = self._scenarios[at].sheet
        figure = sheet.figure(name, is_exact=True, is_expected=is_expected)
        if figure is None:
            return None
        with exact(ENOUGH_DIGITS):
            value = figure[1] * self._result.rates[at]
        return Live(f"{figure[0]}*{self._rate(at)}", value)

    def _known(self, last: int, row: int) -> SheetRow:
        """Add up, for each scenario, the lines that all of them know."""
        counts = self._range(self._columns.counts, last)
        nets = self._result.lines
        cells: list[Live | None] = []
        for at in range(self._columns.scenarios):
            formula = f"SUMPRODUCT({self._range(self._columns.exact(at), last)},{counts})"
            with exact(ENOUGH_DIGITS):
                shown = [
                    self._exact(one.id, at, is_expected=True) for one in nets if one.is_comparable
                ]
                value = sum((_value(one) for one in shown), Decimal(0))
            cells.append(Live(formula, value))
        known = [True] * len(cells)
        label = "Net exposure, over the lines that all know"
        return tuple(self._cells(label, "", cells, known, row, is_total=True))

    def _range(self, column: int, last: int) -> str:
        return f"{cell_name(_FIRST, column, fixed=True)}:{cell_name(last, column, fixed=True)}"

    def _cells(
        self,
        label: str,
        name: str,
        exact_cells: Sequence[Live | None],
        known: Sequence[bool],
        row: int,
        *,
        is_total: bool = False,
    ) -> Iterator[SheetCell | None]:
        """Write a row: printed amounts, differences to the base where both know it, exact amounts."""
        digits, columns = self._base.minor_digits, self._columns
        look = self._look._replace(bold=is_total, is_total=is_total)
        yield SheetCell(label, Look(level=1, bold=is_total, is_total=is_total))
        yield SheetCell(name, QUIET)
        for at, one in enumerate(exact_cells):
            if one is None:
                yield None if known[at] else SheetCell(NOT_ASSESSED, QUIET)
                continue
            formula = printed(cell_name(row, columns.exact(at)), digits)
            yield SheetCell(Live(formula, to_minor_unit(_value(one), digits)), look)
        base = exact_cells[self._result.base]
        for at in columns.others:
            if not (known[at] and known[self._result.base]):
                yield None
                continue
            there, here = (cell_name(row, columns.exact(one)) for one in (at, self._result.base))
            with exact(ENOUGH_DIGITS):
                difference = _value(exact_cells[at]) - _value(base)
            formula = printed(f"({there}-{here})", digits)
            yield SheetCell(Live(formula, to_minor_unit(difference, digits)), look)
        for one in exact_cells:
            yield None if one is None else SheetCell(one, Look(number="General"))

    def _means(self) -> Iterator[SheetRow]:
        """Tell the totals as means, which are values."""
        if not self._result.shows_means:
            return
        yield (SheetCell("Means: values, not live", Look(bold=True)),)
        look = self._look._replace(quiet=True)
        digits = self._base.minor_digits
        for name, figure in TOTALS.items():
            means = self._result.converted(name)
            if all(one is None for one in means):  # such as a stop that no file allows for
                continue
            shown = [
                None if one is None else SheetCell(to_minor_unit(one, digits), look) for one in means
            ]
            yield (SheetCell(figure.label, Look(level=1, quiet=True)), SheetCell(name, QUIET), *shown)

    def _chart(self, row_of_net: int, below: int) -> BarChart:
        """Draw the net exposures, the last of the totals."""
        columns = self._columns
        left, right = columns.amount(0), columns.amount(columns.scenarios - 1)
        names = CellRange(COMPARE, _HEADS, left, _HEADS, right)
        values = CellRange(COMPARE, row_of_net, left, row_of_net, right)
        head = CellRange(COMPARE, row_of_net, 0, row_of_net, 0)
        nets = (one.sheet.figure("net_exposure") for one in self._scenarios)
        is_positive = all(one is None or one[1] >= 0 for one in nets)
        return BarChart(head, names, ((head, values),), below, 0, begins_at_zero=is_positive)


def _value(one: Live | None) -> Decimal:
    """Return what a figure comes to; what a scenario lacks costs it nothing."""
    return one.value if one is not None and isinstance(one.value, Decimal) else Decimal(0)
