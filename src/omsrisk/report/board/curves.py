"""Loss exceedance: how likely each option is to cost more than an amount, as curves and a table."""

from collections.abc import Iterator
from decimal import Decimal

from omsrisk.analysis.board_paper import BoardPaper
from omsrisk.report import numbers
from omsrisk.report.page.axis import Axis
from omsrisk.report.page.html import text
from omsrisk.report.uncertainty.uncertain_numbers import digits_of, told_statistic
from omsrisk.simulation.estimates import SampleSummary

_WIDTH, _HEIGHT, _EDGE = 1000, 240, 14
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
    found = [
        (one.assessment.scenario.name, one.simulation.shown.summary)
        for one in paper.shown
        if one.simulation is not None and len(one.simulation.shown.summary.exceedance) > 1
    ]
    curves = [(name, summary.pictured) for name, summary in found]
    if not curves:
        yield "<p>Nothing uncertain moves the net exposure.</p>\n"
        return
    axis = Axis.over(
        Decimal(min(curve[0][0] for _, curve in curves)),
        Decimal(max(curve[-1][0] for _, curve in curves)),
    )
    currency = numbers.currency(paper.chosen.assessment.scenario.currency)
    title = f"How likely it is to cost more than an amount, {currency}"
    yield f"<figure>\n<figcaption>{text(title)}</figcaption>\n"
    yield '<ul class="legend">\n'
    for at, (name, _) in enumerate(curves):
        yield (
            f'<li><svg width="40" height="10" viewBox="0 0 40 10" aria-hidden="true">'
            f'<line x1="0" y1="5" x2="40" y2="5" {_stroke(at)}/></svg> {text(name)}</li>\n'
        )
    yield "</ul>\n"
    yield (
        f'<svg role="img" aria-label="{text(title)}: the table below has its numbers" width="100%" '
        f'height="{_HEIGHT + 2 * _EDGE}">\n<title>{text(title)}</title>\n'
    )
    for quarter in range(5):
        y = _EDGE + _HEIGHT * quarter // 4
        yield (
            f'<rect x="0" y="{y}" width="100%" height="1" fill="#8a94a0"/>'
            f'<text x="100%" y="{y - 3}" text-anchor="end" font-size="11" fill="currentColor">'
            f"{100 - 25 * quarter} %</text>\n"
        )
    yield (
        f'<svg y="{_EDGE}" width="100%" height="{_HEIGHT}" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        'preserveAspectRatio="none" overflow="visible">\n'
    )
    for at, (_, curve) in enumerate(curves):
        yield _drawn(curve, axis, at)
    yield f"</svg>\n</svg>\n{axis.written()}</figure>\n"
    yield from _table(found, paper.chosen.assessment.scenario.minor_digits)


def _stroke(at: int) -> str:
    dashes = _DASHES[at % len(_DASHES)]
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    colour = _COLOURS[at % len(_COLOURS)]
    return (
        f'stroke="{colour}" stroke-width="3" fill="none"{dashed} vector-effect="non-scaling-stroke"'
    )


def _drawn(curve: Curve, axis: Axis, at: int) -> str:
    points = [(0.0, 0.0), (float(axis.at(Decimal(curve[0][0]))) * _WIDTH, 0.0)]
    points += [
        (float(axis.at(Decimal(amount))) * _WIDTH, (1 - chance) * _HEIGHT) for amount, chance in curve
    ]
    path = " ".join(dict.fromkeys(f"{x:.0f},{y:.0f}" for x, y in points))
    return f'<polyline points="{path}" {_stroke(at)}/>\n'


def _table(found: list[tuple[str, SampleSummary]], minor_digits: int) -> Iterator[str]:
    heads = "".join(f'<th scope="col" class="n">{one} %</th>' for one in _CHANCES)
    title = "The amount that is exceeded with a chance of at most"
    yield f'<table class="stack">\n<caption>{title}</caption>\n'
    yield f'<thead><tr><th scope="col">option</th>{heads}</tr></thead>\n<tbody>\n'
    for name, summary in found:
        digits = digits_of(summary, minor_digits)
        amounts = {one: told_statistic(summary, f"p{100 - one}") for one in _CHANCES}
        cells = "".join(
            f'<td class="n" data-head="{one} %">{numbers.money(amounts[one], digits)}</td>'
            for one in _CHANCES
        )
        yield f'<tr><th scope="row">{text(name)}</th>{cells}</tr>\n'
    yield "</tbody>\n</table>\n"
