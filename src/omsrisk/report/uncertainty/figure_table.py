"""Where each line and total of a simulation lies, under the headings of `calc` and in its order."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from omsrisk.analysis.uncertainty.uncertain_figures import Simulation, UncertainFigure
from omsrisk.core.pricing.declarations import Group
from omsrisk.core.pricing.exposure import Exposure
from omsrisk.core.pricing.figures import MEMOS, TOTALS
from omsrisk.core.pricing.lines import Line
from omsrisk.report.document import Column, Content, Role, Row, Table
from omsrisk.report.exposure.assessment import margin_label
from omsrisk.report.exposure.group_headings import BESIDE, NET, WITHOUT_PROGRAMME, group_heading
from omsrisk.report.uncertainty.uncertain_numbers import digits_of, told_statistic

_AMOUNTS = 6
"""Columns of amounts: at the most likely values, the mean, four percentiles."""

_NET = ("net_exposure", "exposure", "net_exposure_at_margin")
"""Totals of all groups, from the largest on."""


def labels_of(exposure: Exposure[Decimal]) -> dict[str, str]:
    """Return the label of each figure by its name."""
    labels = {name: figure.label for name, figure in (*MEMOS.items(), *TOTALS.items())}
    for line in exposure.lines:
        for one, _ in _with_parts(line):
            labels.setdefault(one.id, one.short)
    for phase in exposure.phases:
        for name, figure in TOTALS.items():
            labels[phase.phase.prefix + name] = f"{figure.label}, {phase.phase.name}"
    return labels


def figure_table(result: Simulation) -> Table:
    """Say of each line and total where it lies."""
    digits = min(
        digits_of(one.summary, result.assessment.scenario.minor_digits)
        for one in [result.shown, *result.figures.values()]
    )
    columns = (
        Column("", stretch=False),
        Column("most likely", Content.MONEY, digits, give_way=1),
        Column("mean", Content.MONEY, digits),
        Column("P10", Content.MONEY, digits, give_way=3),
        Column("P50", Content.MONEY, digits, give_way=4),
        Column("P90", Content.MONEY, digits),
        Column("P99", Content.MONEY, digits, give_way=5),
        Column("above that", Content.SHARE, give_way=2),
    )
    return Table(columns, tuple(_rows(result, dict(_told(result)))))


def _rows(result: Simulation, told: Mapping[str, UncertainFigure]) -> Iterator[Row]:
    exposure, case = result.assessment.exposure, result.assessment.scenario.case
    labels = labels_of(exposure)
    done: set[str] = set()
    for group in Group:
        lines = exposure.group(group)
        shown = [(one.id, level) for line in lines for one, level in _with_parts(line)]
        own = [(name, level) for name, level in shown if name in told]
        is_one_line = group is not Group.COST_OF_FAILURE and len(lines) == 1 and bool(own)
        names = (group.value, *(("expected_cost_of_failure",) * (group is Group.COST_OF_FAILURE)))
        totals = [] if is_one_line else [name for name in names if name in told]
        if own or totals:
            yield _heading(group_heading(case, group))
        for name, level in own:
            yield _row(labels[name], told[name], Role.LINE, level)
        for name in totals:
            yield _row(labels[name], told[name], Role.TOTAL, 1)
        done.update(names, (name for name, _ in shown))
    labels |= {
        "exposure": WITHOUT_PROGRAMME,
        "net_exposure_at_margin": margin_label([result.assessment]),
    }
    for name in _NET:
        if name in told and name == _NET[0]:
            yield _row(NET, told[name], Role.GRAND_TOTAL, 1)
        elif name in told:
            yield _row(labels[name], told[name], Role.LINE, 2)
    rest = [name for name in told if name not in done and name not in _NET]
    for head, names_of in (
        ("By phase", [name for name in rest if name not in MEMOS]),
        (BESIDE, [name for name in rest if name in MEMOS]),
    ):
        if names_of:
            yield _heading("", Role.SPACE)
            yield _heading(head)
        for name in names_of:
            yield _row(labels.get(name, name), told[name], Role.MEMO, 1)


def _heading(text: str, role: Role = Role.HEADING) -> Row:
    return Row((text or None, *(None,) * (_AMOUNTS + 1)), role)


def _row(label: str, one: UncertainFigure, role: Role, level: int) -> Row:
    cells = (
        label,
        one.point,
        *(told_statistic(one.summary, name) for name in ("mean", "p10", "p50", "p90", "p99")),
        Decimal(one.above_point.value) if one.varies else None,
    )
    return Row(cells, role, level)


def _with_parts(line: Line[Decimal], level: int = 1) -> Iterator[tuple[Line[Decimal], int]]:
    yield line, level
    for part in line.parts:
        yield from _with_parts(part, level + 1)


def _told(result: Simulation) -> Iterator[tuple[str, UncertainFigure]]:
    """Leave out lines that do not vary, and totals that are the same as those they are part of."""
    for name, one in result.figures.items():
        whole = result.figures.get(_WHOLE.get(name, ""))
        if one.varies if name not in TOTALS else whole is None or whole.summary != one.summary:
            yield name, one


_WHOLE = {"expected_cost_of_failure": "cost_of_failure", "exposure": "net_exposure"}
