"""The options: a row each, on one scale."""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from omsrisk.analysis.board_paper import BoardOption, BoardPaper
from omsrisk.report import numbers
from omsrisk.report.comparison.compared_files import has_chances
from omsrisk.report.comparison.compared_names import names_of
from omsrisk.report.filled import capital
from omsrisk.report.page.axis import Axis
from omsrisk.report.page.html import text
from omsrisk.report.page.svg import interval
from omsrisk.report.uncertainty.uncertain_numbers import (
    chance_text,
    digits_of,
    rough_digits,
    told_statistic,
)
from omsrisk.simulation.estimates import SampleSummary
from omsrisk.text import slug_of

_PERCENTS = (10, 50, 90)
_NET = "net_exposure"


class _Figure(NamedTuple):
    """A figure of an option: the head of its column, the end of its id, and what stands there."""

    head: str
    name: str
    written: str


def html(paper: BoardPaper) -> Iterator[str]:
    """
    Write a row for each roll-out: what it comes to, when, and how likely it holds.

    Args:
        paper: What every question came to.
    """
    names = dict(zip(map(id, paper.options), _names(paper), strict=True))
    currency = numbers.currency(paper.chosen.assessment.scenario.currency)
    rows = [(one, names[id(one)], _amounts(paper, one)) for one in paper.shown]
    yield from _table(
        f"Net exposure, {currency}",
        [(name, figures) for _, name, figures in rows],
    )
    rows = [(one, names[id(one)], _chances(paper, one)) for one in paper.shown]
    yield from _table(
        f"Days, chances and cash, {currency}", [(name, figures) for _, name, figures in rows]
    )
    won = [one.cheapest for one in paper.options if one.cheapest is not None]
    if won:
        ties = "Cheapest in: without ties. " if any(one.tied for one in won) else ""
        yield (
            f'<p class="quiet">{ties}Regret: what choosing it costs on average more than knowing '
            "beforehand which one is the cheapest.</p>\n"
        )


def chart(paper: BoardPaper) -> Iterator[str]:
    """
    Draw what each roll-out may come to, on one scale; the table of the options has the numbers.

    Args:
        paper: What every question came to.
    """
    axis = _axis(paper)
    if axis is None or (len(paper.options) == 1 and not _any_simulated(paper)):
        return  # there is nothing to hold one amount against
    names = dict(zip(map(id, paper.options), _names(paper), strict=True))
    currency = numbers.currency(paper.chosen.assessment.scenario.currency)
    told = ["bar: 8 of 10 outcomes; line: half of them are above"] if _any_simulated(paper) else []
    told += ["dot: mean"]
    told += ["dashed: the limit"] if any(map(_limits, paper.options)) else []
    yield f'<figure class="options">\n<figcaption>Net exposure, {text(currency)}</figcaption>\n'
    for one in paper.shown:
        drawn = _drawn(one, axis)
        yield f"<div><span>{text(names[id(one)])}</span><span>{drawn}</span></div>\n"
    yield f"<div><span></span><span>{axis.written()}</span></div>\n"
    yield f'<p class="quiet">{capital("; ".join(told))}.</p>\n</figure>\n'


def _names(paper: BoardPaper) -> list[str]:
    plain = names_of([one.scenario for one in paper.assessments])
    kinds = [
        "status quo" if one.assessment.scenario.is_status_quo else "reference"
        for one in paper.options
    ]
    return [
        f"{name} ({kind}, not ranked)" if one.is_reference else name
        for name, kind, one in zip(plain, kinds, paper.options, strict=True)
    ]


def _table(caption: str, rows: list[tuple[str, list[tuple[str, _Figure]]]]) -> Iterator[str]:
    yield f'<table class="stack">\n<caption>{text(caption)}</caption>\n<thead><tr>'
    yield '<th scope="col">option</th>'
    for _, figure in rows[0][1]:
        yield f'<th scope="col" class="n">{text(figure.head)}</th>'
    yield "</tr></thead>\n<tbody>\n"
    for name, figures in rows:
        yield f'<tr><th scope="row">{text(name)}</th>'
        for slug, one in figures:
            yield (
                f'<td class="n" data-head="{text(one.head)}" data-id="{text(slug)}/{one.name}">'
                f"{text(one.written)}</td>"
            )
        yield "</tr>\n"
    yield "</tbody>\n</table>\n"


def _any_simulated(paper: BoardPaper) -> bool:
    return any(one.simulation for one in paper.options)


def _amounts(paper: BoardPaper, one: BoardOption) -> list[tuple[str, _Figure]]:
    digits = one.assessment.scenario.minor_digits
    figures = [
        _Figure("planned", "planned", _money(one.means.by_basis.get("planned"), digits)),
        _Figure("mean", f"{_NET}/mean", _money(one.net, digits)),
    ]
    if _any_simulated(paper):
        summary = None if one.simulation is None else one.simulation.shown.summary
        rough = digits if summary is None else digits_of(summary, digits)
        for percent in _PERCENTS:
            value = None if summary is None else _percentile(summary, percent)
            figures.append(_Figure(f"P{percent}", f"{_NET}/p{percent}", _money(value, rough)))
    return _with_ids(one, figures)


def _chances(paper: BoardPaper, one: BoardOption) -> list[tuple[str, _Figure]]:
    chances, scenario = one.assessment.chances, one.assessment.scenario
    digits = scenario.minor_digits
    is_told = not scenario.is_status_quo and has_chances(one.assessment)
    fails = chances.at_least_one_fails if is_told else None
    completes = chances.every_phase_goes_live if is_told else None
    low = None if one.timeline is None else one.timeline.cash_low
    figures = [
        _Figure("go-live", "go_live", _dates(one)),
        _Figure("a go-live fails", "at_least_one_fails", _share(fails)),
        _Figure("completes", "completes", _share(completes)),
        _Figure("cash paid out at the most", "cash_low", _money(low, digits)),
    ]
    if any(each.cheapest for each in paper.options):
        won = one.cheapest
        regret = "-"
        if won is not None:
            regret = _money(Decimal(won.regret), rough_digits(digits, won.regret))
        figures += [
            _Figure("cheapest in", "cheapest", "-" if won is None else chance_text(won.share)),
            _Figure("regret", "regret", regret),
        ]
    return _with_ids(one, figures)


def _with_ids(one: BoardOption, figures: list[_Figure]) -> list[tuple[str, _Figure]]:
    slug = slug_of(one.assessment.scenario.file)
    return [(slug, figure) for figure in figures]


def _share(value: Decimal | int | None) -> str:
    return "-" if value is None else numbers.chance(value)


def _dates(one: BoardOption) -> str:
    if one.assessment.scenario.is_status_quo:
        return "-"  # a day may be inherited from a base; nothing goes live on it
    case = one.assessment.scenario.case
    days = [phase.go_live for phase in case.phases if phase.go_live is not None]
    days = days or ([] if case.calendar.go_live is None else [case.calendar.go_live])
    if not days:
        return "-"
    first, last = min(days), max(days)
    return numbers.day(first) if first == last else f"{numbers.day(first)} to {numbers.day(last)}"


def _money(value: Decimal | None, digits: int) -> str:
    return "-" if value is None else numbers.money(value, digits)


def _percentile(summary: SampleSummary, percent: int) -> Decimal:
    return told_statistic(summary, f"p{percent}")


def _drawn(one: BoardOption, axis: Axis) -> str:
    """Draw what an option comes to."""
    mean = None if one.net is None else axis.at(one.net)
    limit = next(map(axis.at, _limits(one)), None)
    ends = None
    if one.simulation is not None:
        summary = one.simulation.shown.summary
        low, middle, high = (axis.at(_percentile(summary, percent)) for percent in _PERCENTS)
        ends = (low, middle, high)
    return interval(ends, mean, limit, axis.steps)


def _axis(paper: BoardPaper) -> Axis | None:
    """Take an axis that every option stands on; None where nothing is told of any."""
    amounts: list[Decimal] = []
    for one in paper.options:
        amounts += [] if one.net is None else [one.net]
        amounts += _limits(one)
        if one.simulation is not None:
            summary = one.simulation.shown.summary
            amounts += [_percentile(summary, percent) for percent in _PERCENTS]
    return Axis.over(min(amounts), max(amounts)) if amounts else None


def _limits(one: BoardOption) -> list[Decimal]:
    """List the limits that the file states on the net exposure itself."""
    return [limit.maximum for limit in one.assessment.scenario.limits if limit.metric == _NET]
