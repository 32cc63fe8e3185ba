"""The options: a row each, on one scale."""

from collections.abc import Iterator
from decimal import Decimal

from omsrisk.analysis.board_paper import BoardPaper
from omsrisk.core.money import add
from omsrisk.report import numbers
from omsrisk.report.page.html import text
from omsrisk.report.page.svg import interval
from omsrisk.report.uncertainty.uncertain_numbers import digits_of
from omsrisk.simulation.estimates import SampleSummary
from omsrisk.text import slug_of

_PERCENTS = (10, 50, 90)


def html(board: BoardPaper) -> Iterator[str]:
    """
    Write a row for each roll-out: when, what is planned, what it comes to, how likely it holds.

    Args:
        board: What every question came to.
    """
    scale = _Scale(board)
    currency = board.chosen.scenario.currency
    heads = ["option", "go-live", "planned", "mean"]
    heads += [f"P{one}" for one in _PERCENTS] if any(board.simulations) else []
    heads += ["a go-live fails", "completes"]
    yield f'<table class="stack">\n<caption>Net exposure, {currency}</caption>\n<thead><tr>'
    for at, head in enumerate(heads):
        number = ' class="n"' if at > 1 else ""
        yield f'<th scope="col"{number}>{head}</th>'
    yield f'<th scope="col">{scale.says}</th></tr></thead>\n<tbody>\n'
    for at in range(len(board.assessments)):
        yield _row(board, at, heads, scale)
    yield "</tbody>\n</table>\n"
    if any(board.simulations):
        yield '<p class="quiet">Bar: P10 to P90, white: P50, dot: mean.</p>\n'


def _row(board: BoardPaper, at: int, heads: list[str], scale: "_Scale") -> str:
    one, found = board.assessments[at], board.simulations[at]
    scenario = one.scenario
    digits = scenario.minor_digits
    chances = one.chances
    mean = board.means[at].totals["net_exposure"]
    cells = [_dates(board, at)]
    figures = [
        ("planned", _money(_planned(board, at), digits)),
        ("net_exposure/mean", _money(mean, digits)),
    ]
    if any(board.simulations):
        summary = None if found is None else found.shown.summary
        rough = digits if summary is None else digits_of(summary, digits)
        figures += [
            (
                f"net_exposure/p{percent}",
                "-" if summary is None else _money(_percentile(summary, percent), rough),
            )
            for percent in _PERCENTS
        ]
    figures += [
        (name, "-" if chance is None else numbers.share(Decimal(chance)))
        for name, chance in (
            ("at_least_one_fails", chances.at_least_one_fails),
            ("completes", chances.every_phase_goes_live),
        )
    ]
    written = "".join(f'<td data-head="go-live">{text(cell)}</td>' for cell in cells)
    slug = slug_of(scenario.file)
    for head, (name, figure) in zip(heads[2:], figures, strict=True):
        written += (
            f'<td class="n" data-head="{head}" data-id="{text(slug)}/{name}">{text(figure)}</td>'
        )
    beside = " (status quo, not ranked)" if scenario.is_status_quo else ""
    return (
        f'<tr><th scope="row">{text(scenario.name)}{beside}</th>{written}'
        f'<td class="bar">{scale.drawn(at)}</td></tr>\n'
    )


def _dates(board: BoardPaper, at: int) -> str:
    case = board.assessments[at].scenario.case
    days = [one.go_live for one in case.phases if one.go_live is not None]
    days = days or ([] if case.calendar.go_live is None else [case.calendar.go_live])
    if not days:
        return "-"
    first, last = min(days), max(days)
    return str(first) if first == last else f"{first} to {last}"


def _planned(board: BoardPaper, at: int) -> Decimal | None:
    return board.means[at].by_basis.get("planned")


def _money(value: Decimal | None, digits: int) -> str:
    return "-" if value is None else numbers.money(value, digits)


def _percentile(summary: SampleSummary, percent: int) -> Decimal:
    return Decimal(summary.percentiles[percent].value)


class _Scale:
    """Where amounts stand between the least and the most of all options."""

    def __init__(self, board: BoardPaper) -> None:
        self._board = board
        amounts = [Decimal(0)]
        for at, found in enumerate(board.simulations):
            mean = board.means[at].totals["net_exposure"]
            amounts += [] if mean is None else [mean]
            if found is not None:
                amounts += [_percentile(found.shown.summary, one) for one in _PERCENTS]
        self._low, self._high = min(amounts), max(amounts)
        self._width = add(self._high, self._low.copy_negate()) or Decimal(1)
        digits = board.chosen.scenario.minor_digits
        ends = (numbers.money(self._low, digits), numbers.money(self._high, digits))
        self.says = f"{ends[0]} to {ends[1]}"

    def at(self, amount: Decimal) -> Decimal:
        """Return where an amount stands, 0 to 1."""
        return add(amount, self._low.copy_negate()) / self._width

    def drawn(self, at: int) -> str:
        """Draw what an option comes to."""
        found, mean = self._board.simulations[at], self._board.means[at].totals["net_exposure"]
        place = None if mean is None else self.at(mean)
        if found is None:
            return "" if place is None else interval(place, place, place, place)
        low, middle, high = (self.at(_percentile(found.shown.summary, one)) for one in _PERCENTS)
        return interval(low, middle, high, place)
