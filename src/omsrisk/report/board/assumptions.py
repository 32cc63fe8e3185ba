"""The assumptions of a roll-out: each input by its label, with range, source and owner."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.sensitivity.tornado import Tornado
from omsrisk.core.pricing.case import Input
from omsrisk.core.pricing.variation import shapes_season
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
    rows: list[tuple[tuple[str | None, ...], Role]] = []
    bare = 0
    for path, one in stated.items():
        if shapes_season(path):
            continue
        is_bare = not one.source and path in matter
        bare += is_bare
        about = (one.source or "no source", one.owner, _day(one.as_of))
        cells = (label_of(case, path), _value(one), *about, path)
        rows.append((cells, Role.TOTAL if is_bare else Role.LINE))
    season = [one for path, one in stated.items() if shapes_season(path)]
    rows += [(cells, Role.LINE) for cells in _by_month(season)]
    told = [at for at in range(len(_HEADS)) if any(cells[at] for cells, _ in rows)]
    yield Table(
        tuple(Column(_HEADS[at]) for at in told),
        tuple(Row(tuple(cells[at] or "-" for at in told), role) for cells, role in rows),
    )
    if bare:
        noun = "input that moves" if bare == 1 else "inputs that move"
        yield Lines((f"{bare} {noun} the net exposure by more than 1 % name no source: in bold.",))
    for both in case.correlations:
        first, second = (label_of(case, path) for path in (both.first, both.second))
        yield Lines((f"{first} and {second} are correlated: {numbers.number(both.rank)}.",))


_HEADS = ("input", "value", "source", "owner", "as of", "path")


def _by_month(season: Sequence[Input]) -> Iterator[tuple[str | None, ...]]:
    """Put the months of a season into one row for each source that they have."""
    for about in dict.fromkeys((one.source, one.owner, one.as_of) for one in season):
        own = [one for one in season if (one.source, one.owner, one.as_of) == about]
        months = ", ".join(
            f"{one.path.rpartition('.')[2]} {numbers.number(one.value)}" for one in own
        )
        source, owner, day = about
        path = f"{own[0].path.rpartition('.')[0]}.*" if len(own) > 1 else own[0].path
        yield (
            "Order flow by month", months, source or "no source", owner, _day(day), path
        )  # fmt: skip


def _day(one: date | None) -> str | None:
    return None if one is None else numbers.day(one)


def _value(one: Input) -> str:
    if one.spread is not None:
        return shown_range(one.spread, one.unit)
    if one.unit == "1":
        return numbers.percentage(one.value)
    return numbers.with_unit(one.value, one.unit)
