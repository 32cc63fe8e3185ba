"""The assumptions of a roll-out: each input by its label, with range, source and owner."""

from collections.abc import Iterator
from decimal import Decimal

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.sensitivity.tornado import Tornado
from omsrisk.core.pricing.case import Input
from omsrisk.report import numbers
from omsrisk.report.changes.shown_changes import shown_range
from omsrisk.report.document import Block, Column, Lines, Role, Row, Table
from omsrisk.scenario.labels import label_of

_MATTERS = Decimal("0.01")
"""The share of the net exposure from which on an input without a source is pointed out."""


def assumptions(assessment: Assessment, tornado: Tornado) -> Iterator[Block]:
    """
    List the inputs of a roll-out, and point out those that matter and name no source.

    Args:
        assessment: The roll-out.
        tornado: What each input moves.
    """
    case = assessment.scenario.case
    slices = (case.inputs, *(phase.inputs for phase in case.phases))
    stated: dict[str, Input] = {}
    for one in (one for inputs in slices for one in inputs.values()):
        stated.setdefault(one.path, one)  # what a phase inherits is stated once
    matter = {one.path for one in tornado.bars if one.swing > abs(one.base) * _MATTERS}
    rows, bare = [], 0
    for path, one in stated.items():
        is_bare = not one.source and path in matter
        bare += is_bare
        cells = (label_of(case, path), _value(one), one.source or "no source", one.owner or "-", path)
        rows.append(Row(cells, Role.TOTAL if is_bare else Role.LINE))
    columns = (
        Column("input"),
        Column("value"),
        Column("source"),
        Column("owner"),
        Column("path"),
    )
    yield Table(columns, tuple(rows))
    if bare:
        noun = "input that moves" if bare == 1 else "inputs that move"
        yield Lines((f"{bare} {noun} the net exposure by more than 1 % name no source: in bold.",))
    for both in case.correlations:
        first, second = (label_of(case, path) for path in (both.first, both.second))
        yield Lines((f"{first} and {second} are correlated: {numbers.number(both.rank)}.",))


def _value(one: Input) -> str:
    if one.spread is not None:
        return shown_range(one.spread, one.unit)
    if one.unit == "1":
        return numbers.percentage(one.value)
    return numbers.with_unit(one.value, one.unit)
