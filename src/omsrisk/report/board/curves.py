"""Loss exceedance: how likely each option is to cost more than an amount, as curves and a table."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from omsrisk.analysis.board_paper import BoardPaper
from omsrisk.report import numbers
from omsrisk.report.page.html import text

_WIDTH, _HEIGHT = 1000, 400
_COLOURS = ("#2f6fb0", "#c2571a", "#3b8264", "#8a5fb0", "#9a7412", "#a8456b")
_DASHES = ("", "14 8", "4 6", "20 6 4 6", "2 4", "10 4")
_CHANCES = (90, 50, 10, 5)

Curve = tuple[tuple[float, float], ...]


def exceedance(paper: BoardPaper) -> Iterator[str]:
    """
    Write the curves of all options in one chart, and the amounts that they cross in a table.

    Args:
        paper: What every question came to.
    """
    curves = [
        (one.assessment.scenario.name, one.simulation.shown.summary.exceedance)
        for one in paper.shown
        if one.simulation is not None and len(one.simulation.shown.summary.exceedance) > 1
    ]
    if not curves:
        yield "<p>Nothing uncertain moves the net exposure.</p>\n"
        return
    low = min(curve[0][0] for _, curve in curves)
    high = max(curve[-1][0] for _, curve in curves)
    ends = [numbers.money(Decimal(one), 0) for one in (low, (low + high) / 2, high)]
    currency = numbers.currency(paper.chosen.assessment.scenario.currency)
    title = f"How likely it is to cost more than an amount, {currency}"
    yield f"<figure>\n<figcaption>{text(title)}</figcaption>\n"
    yield '<div class="axis"><span>certain</span></div>\n'
    yield (
        f'<svg role="img" aria-label="{text(title)}: the table below has its numbers" width="100%" '
        f'height="260" viewBox="0 0 {_WIDTH} {_HEIGHT}" preserveAspectRatio="none">\n'
        f"<title>{text(title)}</title>\n"
    )
    for share in (0, 100, 200, 300, 400):
        yield (
            f'<line x1="0" y1="{share}" x2="{_WIDTH}" y2="{share}" stroke="#8a94a0" '
            'stroke-width="1" vector-effect="non-scaling-stroke"/>\n'
        )
    for at, (_, curve) in enumerate(curves):
        yield _drawn(curve, low, high, at)
    yield "</svg>\n"
    yield '<div class="axis">' + "".join(f"<span>{one}</span>" for one in ends) + "</div>\n"
    yield "<ul>\n"
    for at, (name, _) in enumerate(curves):
        yield (
            f'<li><svg width="48" height="12" viewBox="0 0 48 12" aria-hidden="true">'
            f'<line x1="0" y1="6" x2="48" y2="6" {_stroke(at)}/></svg> {text(name)}</li>\n'
        )
    yield "</ul>\n</figure>\n"
    yield from _table(curves)


def _stroke(at: int) -> str:
    dashes = _DASHES[at % len(_DASHES)]
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    colour = _COLOURS[at % len(_COLOURS)]
    return (
        f'stroke="{colour}" stroke-width="3" fill="none"{dashed} vector-effect="non-scaling-stroke"'
    )


def _drawn(curve: Curve, low: float, high: float, at: int) -> str:
    width = (high - low) or 1.0
    points = [(0.0, 0.0)]
    points += [((amount - low) / width * _WIDTH, (1 - chance) * _HEIGHT) for amount, chance in curve]
    path = " ".join(f"{x:.0f},{y:.0f}" for x, y in points)
    return f'<polyline points="{path}" {_stroke(at)}/>\n'


def _table(curves: list[tuple[str, Curve]]) -> Iterator[str]:
    heads = "".join(f'<th scope="col" class="n">{one} %</th>' for one in _CHANCES)
    yield '<table class="stack">\n<caption>The amount that is exceeded with a chance of</caption>\n'
    yield f'<thead><tr><th scope="col">option</th>{heads}</tr></thead>\n<tbody>\n'
    for name, curve in curves:
        cells = "".join(
            f'<td class="n" data-head="{one} %">{_amount(_at(curve, one / 100))}</td>'
            for one in _CHANCES
        )
        yield f'<tr><th scope="row">{text(name)}</th>{cells}</tr>\n'
    yield "</tbody>\n</table>\n"


def _amount(one: float | None) -> str:
    return "-" if one is None else numbers.money(Decimal(round(one)), 0)


def _at(curve: Curve, chance: float) -> float | None:
    """Find the amount that is exceeded with a chance, on the straight line between two points."""
    for (first, more), (second, less) in pairwise(curve):
        if more >= chance >= less:
            return (
                first if more == less else first + (second - first) * (more - chance) / (more - less)
            )
    return None
