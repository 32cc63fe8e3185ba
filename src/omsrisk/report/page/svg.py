"""
SVG: the marks of a chart alone; every word stands beside them, as text that wraps and can be read.

Colours are presentation attributes, since style is what strict viewers strip. The two hues differ in
lightness and are three times as light, or as dark, as paper in both colour schemes.
"""

from decimal import Decimal

LOW, HIGH, BASE = "#2f6fb0", "#c2571a", "currentColor"
_UNITS = 1000
"""Units across a chart: its width follows the page, and one unit is less than a pixel of any."""

_LEAST = 1
"""Units of the narrowest bar."""


def bar(share: Decimal) -> str:
    """
    Draw a bar from the left.

    Args:
        share: How much of the width it takes, 0 to 1.
    """
    return _strip(_rectangle(Decimal(0), share, LOW))


def around(low: Decimal, base: Decimal, high: Decimal) -> str:
    """
    Draw a bar around a base: to its left in one colour, to its right in another.

    Args:
        low: Where it begins, as a share of the width.
        base: Where the base stands.
        high: Where it ends.
    """
    below = _rectangle(low, min(base, high), LOW) if low < base else ""
    above = _rectangle(max(base, low), high, HIGH) if high > base else ""
    return _strip(below + above + _mark(base))


def interval(
    ends: tuple[Decimal, Decimal, Decimal] | None,
    mean: Decimal | None,
    limit: Decimal | None = None,
    marks: int = 1,
) -> str:
    """
    Draw an interval with its middle as a gap, a mean as a dot, and a limit as a line.

    Nothing is stretched with the page, so that a dot stays round.

    Args:
        ends: Its low end, its middle and its high end, as shares of the width; None for none.
        mean: Where the mean stands; None for none.
        limit: Where a limit stands; None for none.
        marks: Into how many parts the width is divided by thin lines.
    """
    drawn = "".join(
        f'<rect x="{_percent(Decimal(at) / marks)}" width="1" height="26" fill="#8a94a0"/>'
        for at in range(marks + 1)
    )
    if ends is not None:
        low, middle, high = ends
        for start, end in ((low, middle), (middle, high)):
            drawn += (
                f'<rect x="{_percent(start)}" y="7" width="{_percent(max(end - start, Decimal(0)))}" '
                f'height="12" fill="{LOW}"/>'
            )
        drawn += f'<rect x="{_percent(middle)}" y="4" width="2" height="18" fill="{BASE}"/>'
    if mean is not None:
        drawn += (
            f'<circle cx="{_percent(mean)}" cy="13" r="5" fill="{HIGH}" stroke="#ffffff" '
            'stroke-width="1.5"/>'
        )
    if limit is not None:
        drawn += (
            f'<line x1="{_percent(limit)}" x2="{_percent(limit)}" y1="0" y2="26" '
            'stroke="currentColor" stroke-width="2" stroke-dasharray="4 3"/>'
        )
    return f'<svg width="100%" height="26" overflow="visible" aria-hidden="true">{drawn}</svg>'


def _percent(share: Decimal) -> str:
    return f"{min(max(share, Decimal(0)), Decimal(1)) * 100:.4g}%"


def _strip(marks: str) -> str:
    return f'<svg width="100%" height="16" aria-hidden="true">{marks}</svg>'


def _rectangle(start: Decimal, end: Decimal, colour: str) -> str:
    width = max(_at(end) - _at(start), _LEAST)
    return (
        f'<rect x="{_tenth(_at(start))}" y="2" width="{_tenth(width)}" height="12" fill="{colour}"/>'
    )


def _mark(place: Decimal, colour: str = BASE) -> str:
    return f'<rect x="{_tenth(_at(place))}" width="2" height="16" fill="{colour}"/>'


def _at(share: Decimal) -> int:
    return int(min(max(share, Decimal(0)), Decimal(1)) * _UNITS + Decimal("0.5"))


def _tenth(units: int) -> str:
    """Write units as a percentage of the width."""
    return f"{Decimal(units) * 100 / _UNITS:.1f}".removesuffix(".0") + "%"
