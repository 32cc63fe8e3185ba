"""The workbook of `calc`: a summary, the inputs, and a sheet of live formulas for each scenario."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from omsrisk.analysis.assess import Assessment
from omsrisk.core.money import to_minor_unit
from omsrisk.report.document import NOT_ASSESSED
from omsrisk.report.exposure.assessment import told_first
from omsrisk.report.spreadsheet.live_sheets import INPUTS, LiveScenario, LiveSheets
from omsrisk.report.spreadsheet.workbook import (
    DAY,
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
    head_row,
)
from omsrisk.scenario.documents.nodes import JsonObject

SUMMARY, FINDINGS = "Summary", "Findings"
_SUMMARY_HEADS = (
    *("scenario", "file", "currency", "cost of failure, most likely", "net exposure, most likely"),
    *("mean cost of failure: not live", "mean net exposure: not live", "caution"),
)
_SUMMARY_WIDTHS = (36, 30, 10, 20, 20, 20, 20, 50)
_FIRST_SUMMARY = 6
_NET = 4
_A_CENT_OFF, _INEXACT = 10**10, 10**13
"""
From where on a cent may be off, and from where on cents are lost, as a spreadsheet computes with 15
digits. Of products with five factors as authors write them one of 2,000 is a cent off at 10^10, one
of 200 at 10^11, and none below.
"""
_MAY_BE_OFF = "a spreadsheet computes with 15 digits: a cent may be off"
_ARE_LOST = "a spreadsheet computes with 15 digits: cents are not exact"


def calc_workbook(results: Sequence[Assessment], ending: Callable[[], JsonObject]) -> Workbook:
    """
    Make the workbook of scenarios.

    Args:
        results: The scenarios.
        ending: What was wrong with the others, when all have come.
    """
    live = LiveSheets(SUMMARY, FINDINGS)
    for one in results:
        live.add(one)
    findings = findings_sheets(ending()["diagnostics"])
    return Workbook((summary_sheet(live), *live.sheets(), *findings))


def summary_sheet(live: LiveSheets) -> WorkbookSheet:
    """Return the totals of the scenarios, with the sentence that each begins with, and charts."""
    rows = [
        (SheetCell("Net exposure by scenario, most likely", TITLE),),
        (SheetCell(f"Figures follow the blue cells of the sheet {INPUTS}.", QUIET),),
        (
            SheetCell(
                "Means and sentences are not live: they stay as they were worked out.",
                QUIET,
            ),
        ),
        (SheetCell("Not live either: dates, shares of phases, indices of the season.", QUIET),),
        (),
        head_row(*_SUMMARY_HEADS),
        *(_summary_row(one) for one in live.scenarios),
        (),
    ]
    for one in live.scenarios:
        rows.append((SheetCell(one.assessment.scenario.name, TITLE),))
        rows += [(SheetCell(line),) for line in told_first(one.assessment)]
    charts = tuple(_charts(live, len(rows) + 1))
    return WorkbookSheet(SUMMARY, rows, _SUMMARY_WIDTHS, frozen=_FIRST_SUMMARY, charts=charts)


def _summary_row(one: LiveScenario) -> SheetRow:
    scenario = one.assessment.scenario
    number = decimal_format(scenario.minor_digits)
    shown = Look(number=number)
    cells: list[SheetCell | None] = [
        SheetCell(scenario.name),
        SheetCell(scenario.file),
        SheetCell(scenario.currency),
    ]
    for name in ("cost_of_failure", "net_exposure"):
        figure = one.sheet.figure(name)
        cells.append(
            SheetCell(NOT_ASSESSED, QUIET) if figure is None else SheetCell(Live(*figure), shown)
        )
    for name in ("cost_of_failure", "net_exposure"):
        mean = one.found.totals[name] if one.found.ranges else None
        rounded = None if mean is None else to_minor_unit(mean, scenario.minor_digits)
        cells.append(None if rounded is None else SheetCell(rounded, Look(number=number, quiet=True)))
    net = one.sheet.figure("net_exposure", is_exact=True)
    if net is not None:
        formula = (
            f'IF(ABS({net[0]})>={_INEXACT},"{_ARE_LOST}",'
            f'IF(ABS({net[0]})>={_A_CENT_OFF},"{_MAY_BE_OFF}",""))'
        )
        size = abs(net[1])
        told = _ARE_LOST if size >= _INEXACT else _MAY_BE_OFF if size >= _A_CENT_OFF else ""
        cells.append(SheetCell(Live(formula, told), QUIET))
    return tuple(cells)


def _charts(live: LiveSheets, row: int) -> Iterator[BarChart]:
    """Draw the net exposures, where they are several and of one currency, then each by its totals."""
    currencies = {one.assessment.scenario.currency for one in live.scenarios}
    if len(live.scenarios) > 1 and len(currencies) == 1:
        last = _FIRST_SUMMARY + len(live.scenarios) - 1
        names = CellRange(SUMMARY, _FIRST_SUMMARY, 0, last, 0)
        values = CellRange(SUMMARY, _FIRST_SUMMARY, _NET, last, _NET)
        head = CellRange(SUMMARY, _FIRST_SUMMARY - 1, _NET, _FIRST_SUMMARY - 1, _NET)
        title = CellRange(SUMMARY, 0, 0, 0, 0)
        nets = (one.sheet.figure("net_exposure") for one in live.scenarios)
        is_positive = all(one is None or one[1] >= 0 for one in nets)
        series = ((head, values),)
        together = BarChart(title, names, series, row, 0, begins_at_zero=is_positive)
        yield together
        row += together.rows
    for one in live.scenarios:
        chart = one.sheet.chart(row)
        yield chart
        row += chart.rows


_FINDING_KEYS = (
    *("severity", "code", "message", "owner", "due", "money_at_risk"),
    *("path", "file", "line", "hint"),
)


def findings_sheets(diagnostics: Sequence[Mapping[str, object]]) -> Iterator[WorkbookSheet]:
    """
    List what was wrong; no sheet where nothing was.

    Args:
        diagnostics: Findings, as JSON has them.
    """
    if diagnostics:
        heads = (one.replace("_", " ") for one in _FINDING_KEYS)
        rows = [head_row(*heads), *map(_finding_row, diagnostics)]
        widths = (10, 12, 70, 22, 11, 16, 40, 30, 8, 60)
        yield WorkbookSheet(FINDINGS, rows, widths, frozen=1, filtered_from=0)


def _finding_row(one: Mapping[str, object]) -> SheetRow:
    place = one["range"]
    start = place["start"] if isinstance(place, Mapping) else None
    line = start["line"] if isinstance(start, Mapping) else None
    due, money = one["due"], one["money_at_risk"]
    values = {
        **one,
        "line": Decimal(str(line)) if line is not None else None,
        "due": None if due is None else date.fromisoformat(str(due)),
        "money_at_risk": None if money is None else Decimal(str(money)),
    }
    return tuple(_finding_cell(values[key]) for key in _FINDING_KEYS)


def _finding_cell(value: object) -> SheetCell | None:
    if value is None:
        return None
    if isinstance(value, date):
        return SheetCell(value, DAY)
    return SheetCell(value if isinstance(value, Decimal) else str(value))
