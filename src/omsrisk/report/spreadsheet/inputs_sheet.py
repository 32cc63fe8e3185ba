"""The sheet of inputs: the only cells that are there to be changed, with what is known of each."""

from collections.abc import Iterator, Mapping
from hashlib import sha256

from omsrisk.analysis.expression_graph import ExpressionGraph, why_not_moved
from omsrisk.analysis.sensitivity.inputs import stated_inputs
from omsrisk.core.phasing.on_dates import is_dated
from omsrisk.core.pricing.case import Case, Input
from omsrisk.report.changes.shown_changes import shown_range
from omsrisk.report.spreadsheet.sheet_names import cell_name, on_sheet
from omsrisk.report.spreadsheet.what_counts import TypedCell, WhatCounts
from omsrisk.report.spreadsheet.workbook import (
    DAY,
    QUIET,
    TITLE,
    Allowed,
    Live,
    Look,
    SheetCell,
    SheetRow,
    WorkbookSheet,
    format_of,
    head_row,
)
from omsrisk.scenario.labels import label_of
from omsrisk.scenario.load import Scenario
from omsrisk.scenario.schema.paths import kind_of

HEADS = (
    *("input", "value", "unit", "low", "high", "range", "source", "owner", "as of", "remark"),
    *("path", "file", "value when written", "sha256", "counts"),
)
"""
The heads of the sheet; `path`, `file` and the two behind them tell what was changed.

What `counts` is what all formulas take: the value, where the file may hold it, else no number.
"""

VALUE_COLUMN = HEADS.index("value")
_COUNTS_COLUMN = HEADS.index("counts")
_WIDTHS = (46, 16, 18, 12, 12, 30, 34, 22, 11, 50, 46, 30, 16, 14, 16)
_SIGNIFICANT = 15
"""Digits that a spreadsheet keeps."""

TITLE_ROWS = 3
"""Rows before the heads."""


def why_not_live(case: Case, path: str) -> str:
    """
    Say why an input cannot be changed on a sheet; empty where it can.

    Args:
        case: Of the graph that the formulas are made of.
        path: The input, by the path where it is stated.

    >>> why_not_live(Case({}), "delay.duration_days"), why_not_live(Case({}), "calendar.season.jan")
    ('', 'not live: it weighs days, change it in the file')
    """
    why = why_not_moved(case, path)
    if not why and is_dated(case, path):
        why = "it holds from a day on"
    return why and f"not live: {why}, change it in the file"


class InputsSheet:
    """
    The inputs of scenarios, one below the other.

    Args:
        name: What the sheet is called.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._rows: list[SheetRow] = []
        self._allowed: dict[tuple[int, int], Allowed] = {}

    def add(self, scenario: Scenario, traced: ExpressionGraph) -> Mapping[str, str]:
        """
        List the inputs of a scenario.

        Args:
            scenario: The scenario.
            traced: Its graph, in which every input is stated that counts 1 where it is left out.

        Returns:
            The cell of each, by path, as other sheets name it.
        """
        cells: dict[str, str] = {}
        by_path = stated_inputs(traced.case)
        stated = stated_inputs(scenario.case)
        digest = sha256(scenario.written).hexdigest()
        used = set(traced.graph.inputs())
        first = TITLE_ROWS + 1 + len(self._rows)
        typed = {
            path: cell_name(row, VALUE_COLUMN, fixed=True)
            for row, path in enumerate(traced.values, start=first)
        }
        what_counts = WhatCounts(traced.case, scenario.case, typed)
        for row, path in enumerate(traced.values, start=first):
            one = by_path[path]
            why = why_not_live(traced.case, path)
            remark = why or _remark(one, is_stated=path in stated, used=path in used)
            bounded = what_counts.of(one, is_share=_is_share(one))
            told = SheetCell(remark, QUIET) if remark else None
            if bounded.is_held_to_another:
                counts = cell_name(row, _COUNTS_COLUMN)
                told = SheetCell(Live(_told_if_none(counts, remark), remark), QUIET)
            counted = SheetCell(Live(bounded.counts, one.value), Look(quiet=True))
            self._rows.append((*_row(scenario, traced.case, one, (why, told), digest), counted))
            self._allowed[row, VALUE_COLUMN] = _allowed(one, why, bounded)
            cells[path] = on_sheet(self.name, cell_name(row, _COUNTS_COLUMN, fixed=True))
        return cells

    def sheet(self) -> WorkbookSheet:
        """Return the sheet, when all scenarios are listed."""
        return WorkbookSheet(
            self.name,
            tuple(self._all_rows()),
            _WIDTHS,
            frozen=TITLE_ROWS + 1,
            filtered_from=TITLE_ROWS,
            allowed=self._allowed,
        )

    def _all_rows(self) -> Iterator[SheetRow]:
        yield (SheetCell("Inputs", TITLE),)
        told = (
            "Blue cells are there to be changed: most likely values, from which all figures follow."
        )
        yield (SheetCell(told, QUIET),)
        told = (
            "`omsrisk set FILE --from` this workbook writes them into the file. Ranges are beside "
            "them: a changed value does not change its range."
        )
        yield (SheetCell(told, QUIET),)
        yield head_row(*HEADS)
        yield from self._rows


def _row(
    scenario: Scenario,
    case: Case,
    one: Input,
    why_and_remark: tuple[str, SheetCell | None],
    digest: str,
) -> SheetRow:
    why, remark = why_and_remark
    is_share = one.unit == "1"
    number = format_of(one.value, is_share=is_share)
    is_live = not why
    spread = one.spread
    ends = (None, None) if spread is None else (spread.low, spread.high)
    return (
        SheetCell(label_of(case, one.path)),
        SheetCell(one.value, Look(number=number, is_input=is_live, quiet=not is_live)),
        SheetCell("share" if is_share else one.unit.replace("money", scenario.currency)),
        *(
            None if end is None else SheetCell(end, Look(number=format_of(end, is_share=is_share)))
            for end in ends
        ),
        None if spread is None else SheetCell(shown_range(spread, one.unit)),
        SheetCell(one.source) if one.source else None,
        SheetCell(one.owner) if one.owner else None,
        SheetCell(one.as_of, DAY) if one.as_of else None,
        remark,
        SheetCell(one.path),
        SheetCell(scenario.file),
        SheetCell(one.value, Look(number=number, quiet=True)),
        SheetCell(digest, QUIET),
    )


def _remark(one: Input, *, is_stated: bool, used: bool) -> str:
    told = [] if is_stated else ["not stated in the file, where it counts 100 %"]
    if one.changed_by:
        told.append(f"changed by {', '.join(one.changed_by)}")
    if one.written is not None:
        told.append(f"written {one.written}")
    if len(one.value.normalize().as_tuple().digits) > _SIGNIFICANT:
        told.append(f"a spreadsheet keeps {_SIGNIFICANT} digits of it")
    return "; ".join(told if used else [*told, "in no formula"])


def _allowed(one: Input, why: str, typed: TypedCell) -> Allowed:
    """Say what may be typed: what is not live, nothing else; of the others what the file takes."""
    if why:
        return Allowed(one.value, one.value, f"{why[0].upper()}{why[1:]}.")
    return Allowed(typed.low, typed.high, typed.message)


def _is_share(one: Input) -> bool:
    kind = kind_of(one.path)
    return one.unit == "1" if kind is None else kind.is_share


def _told_if_none(counts: str, remark: str) -> str:
    """Write a remark that says so where a cell counts as no number."""
    quoted = remark.replace('"', '""')
    return f'IF(ISNUMBER({counts}),"{quoted}","{_NO_FIGURE}")'


_NO_FIGURE = "no figure: beyond its bounds, or a rate below that of today"
