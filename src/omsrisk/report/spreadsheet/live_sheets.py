"""Scenarios as sheets of live formulas: what the workbooks of several commands have in common."""

from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import NamedTuple

from omsrisk import __version__
from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.expression_graph import ExpressionGraph, expression_graph
from omsrisk.analysis.uncertainty.means import Means, means
from omsrisk.report.spreadsheet.inputs_sheet import InputsSheet
from omsrisk.report.spreadsheet.scenario_sheet import ScenarioSheet
from omsrisk.report.spreadsheet.season_sheet import SeasonSheet
from omsrisk.report.spreadsheet.sheet_names import SheetNames
from omsrisk.report.spreadsheet.workbook import QUIET, SheetCell, WorkbookSheet, head_row

INPUTS, SEASON, FILES = "Inputs", "Season", "Files"


class LiveScenario(NamedTuple):
    """
    A scenario of a workbook.

    Attributes:
        assessment: The scenario.
        found: Its means.
        sheet: Its sheet.
        traced: Its figures as expressions.
        cells: The cell of each input, by path.
    """

    assessment: Assessment
    found: Means
    sheet: ScenarioSheet
    traced: ExpressionGraph
    cells: Mapping[str, str]


class LiveSheets:
    """
    Scenarios as sheets of live formulas, with what they share.

    Args:
        reserved: Names of the other sheets of the workbook.
    """

    def __init__(self, *reserved: str) -> None:
        self.names = SheetNames()
        for name in (INPUTS, SEASON, FILES, *reserved):
            self.names.new(name)
        self.inputs = InputsSheet(INPUTS)
        self.season = SeasonSheet(SEASON)
        self.scenarios: list[LiveScenario] = []

    def add(self, assessment: Assessment) -> LiveScenario:
        """Make the sheet of a scenario."""
        traced = expression_graph(assessment.scenario.case)
        cells = self.inputs.add(assessment.scenario, traced)
        found = means(assessment)
        sheet = ScenarioSheet(
            self.names.new(assessment.scenario.name),
            assessment,
            traced,
            found,
            cells.__getitem__,
            self.season.formula,
        )
        one = LiveScenario(assessment, found, sheet, traced, cells)
        self.scenarios.append(one)
        return one

    def sheets(self, *between: WorkbookSheet) -> Iterator[WorkbookSheet]:
        """
        Return the sheets, in the order of their tabs.

        Args:
            between: What stands before the sheets of the scenarios.
        """
        yield self.inputs.sheet()
        yield from between
        yield from (one.sheet.sheet() for one in self.scenarios)
        if self.season:
            yield self.season.sheet()
        yield self._files()

    def _files(self) -> WorkbookSheet:
        """Name the files with their digests, so that one that has changed since is known."""
        rows = [
            (SheetCell(f"Written by omsrisk {__version__}", QUIET),),
            head_row("file", "SHA-256"),
        ]
        seen = {one.assessment.scenario.file: one.assessment.scenario for one in self.scenarios}
        for file, scenario in seen.items():
            digest = sha256(scenario.written).hexdigest()
            rows.append((SheetCell(file), SheetCell(digest)))
        return WorkbookSheet(FILES, rows, (40, 70))
