"""The workbook of a report: live where a question can be, and the other answers as values."""

from collections.abc import Callable

from omsrisk.analysis.board_paper import BoardPaper
from omsrisk.report.board.board_page import BesideThePaper
from omsrisk.report.comparison import compare_record
from omsrisk.report.decisions import gaps as build_gaps
from omsrisk.report.decisions import knowing as build_knowing
from omsrisk.report.decisions import mitigate as build_mitigate
from omsrisk.report.document import Document, Sheet
from omsrisk.report.findings.record import of_finding
from omsrisk.report.sensitivity import tripwires as build_tripwires
from omsrisk.report.spreadsheet.calc_workbook import (
    FINDINGS,
    SUMMARY,
    findings_sheets,
    summary_sheet,
)
from omsrisk.report.spreadsheet.compare_workbook import COMPARE, compare_sheet
from omsrisk.report.spreadsheet.live_sheets import LiveSheets
from omsrisk.report.spreadsheet.plain_sheets import report_sheet
from omsrisk.report.spreadsheet.tornado_workbook import TORNADO, TORNADO_MODEL, tornado_sheets
from omsrisk.report.spreadsheet.workbook import (
    QUIET,
    TITLE,
    SheetCell,
    Workbook,
    WorkbookSheet,
)
from omsrisk.report.time import schedule as build_schedule
from omsrisk.report.time import timeline as build_timeline
from omsrisk.report.uncertainty import drivers as build_drivers
from omsrisk.report.uncertainty import simulate as build_simulate

_ABOUT = "About"
_MOST_BARS = 10


def board_document(paper: BoardPaper, beside: BesideThePaper) -> Document:
    """
    Make the document of a report that is written as a workbook.

    Args:
        paper: What every question came to.
        beside: What is said beside the results.
    """
    return Document((), {}, Sheet((), ()), workbook=lambda: _workbook(paper, beside))


def _workbook(paper: BoardPaper, beside: BesideThePaper) -> Workbook:
    def wants(anchor: str) -> bool:
        return not beside.sections or anchor in beside.sections

    answers = {
        f"{name}, not live": write
        for name, (anchor, write) in _answers(paper, beside).items()
        if wants(anchor)
    }
    live = LiveSheets(SUMMARY, FINDINGS, COMPARE, TORNADO, TORNADO_MODEL, _ABOUT, *answers)
    scenarios = {id(one): live.add(one) for one in paper.assessments}
    first: list[WorkbookSheet] = []
    if paper.comparison is not None and wants("why"):
        both = [scenarios[id(one)] for one in paper.comparison.assessments]
        first.append(compare_sheet(paper.comparison, both))
    model: list[WorkbookSheet] = []
    if wants("drivers"):
        bars = paper.tornado.bars[:_MOST_BARS]
        moved = tornado_sheets(paper.tornado, bars, scenarios[id(paper.chosen.assessment)], live)
        if moved is not None:
            first.append(moved[0])
            model.append(moved[1])
    told = (report_sheet(name, write().blocks) for name, write in answers.items())
    findings = [of_finding(one) for one in beside.findings] if wants("governance") else []
    return Workbook(
        (
            summary_sheet(live),
            *first,
            *live.sheets(*model),
            *told,
            *findings_sheets(findings),
            _about(paper, beside),
        )
    )


_Answer = tuple[str, Callable[[], Document]]
"""The section that an answer belongs to, and what makes it."""


def _answers(paper: BoardPaper, beside: BesideThePaper) -> dict[str, _Answer]:
    """List what is told as values, in the order of the page: dates, percentiles, rankings."""
    simulations = tuple(one.simulation for one in paper.options if one.simulation is not None)
    found: dict[str, _Answer] = {}
    if simulations:
        found["Simulation"] = "curves", lambda: build_simulate.document(simulations)
    if (variants := paper.variants) is not None:
        found["Variants"] = "variants", lambda: compare_record.document(variants)
    if (drivers := paper.drivers) is not None:
        why = paper.drivers_estimated
        found["Drivers"] = "drivers", lambda: build_drivers.document(drivers, why)
    if (known := paper.known) is not None and (comparison := paper.comparison) is not None:
        blocks = tuple(build_knowing.worth(comparison, known))
        found["Knowing"] = "drivers", lambda: Document(blocks, {}, Sheet((), ()))
    if (schedule := paper.schedule) is not None:
        found["Schedule"] = "when", lambda: build_schedule.document(schedule)
    if (plan := paper.mitigations) is not None:
        found["Mitigations"] = "mitigations", lambda: build_mitigate.document(plan)
    if (gaps := paper.gaps) is not None:
        found["Gaps"] = "gaps", lambda: build_gaps.document(gaps)
    if (changes := beside.changes) is not None:
        found["Changes"] = "changes", lambda: changes[0]
    if (tripwires := paper.tripwires) is not None:
        found["Watch list"] = "watch", lambda: build_tripwires.document(tripwires)
    if (timeline := paper.chosen.timeline) is not None:
        found["Timeline"] = "cash", lambda: build_timeline.document(timeline, paper.bands)
    return found


def _about(paper: BoardPaper, beside: BesideThePaper) -> WorkbookSheet:
    """Say how the workbook was made, and which questions the files do not answer."""
    name = paper.chosen.assessment.scenario.name
    rows: list[tuple[SheetCell, ...]] = [
        (SheetCell(beside.title, TITLE),),
        (SheetCell(beside.command, QUIET),),
        (SheetCell(f"Looked at in depth: {name}"),),
    ]
    if paper.left_out:
        rows += [(), (SheetCell("Left out, as the files do not support it", TITLE),)]
        rows += [(SheetCell(f"{one}: {why}"),) for one, why in paper.left_out.items()]
    return WorkbookSheet(_ABOUT, rows, (100,))
