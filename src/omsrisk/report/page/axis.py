"""The axis of a chart: round amounts, few enough for a phone, and what is written at them."""

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import NamedTuple

from omsrisk.core.money import add
from omsrisk.report import numbers
from omsrisk.report.number_style import style

_STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
_MOST = 5
"""Steps: with more of them the amounts run into each other on a phone."""

_SHORT = ((9, " bn"), (6, " M"), (3, " k"))


class Axis(NamedTuple):
    """
    An axis from one round amount to another.

    Attributes:
        low: Where it begins.
        step: How far its marks are apart.
        steps: How many steps it has.
    """

    low: Decimal
    step: Decimal
    steps: int

    @classmethod
    def over(cls, least: Decimal, most: Decimal) -> "Axis":
        """
        Take the smallest round step that needs few marks.

        Args:
            least: The least amount that it must show.
            most: The greatest.

        >>> [f"{mark}" for mark in Axis.over(Decimal(519623), Decimal(1329403)).marks]
        ['400000', '600000', '800000', '1000000', '1200000', '1400000']
        """
        width = add(most, least.copy_negate()) or abs(most) or Decimal(1)
        power = width.adjusted() - 1
        while True:
            for factor in _STEPS:
                step = factor.scaleb(power)
                low = (least / step).to_integral_value(ROUND_FLOOR) * step
                steps = int(((most - low) / step).to_integral_value(ROUND_CEILING)) or 1
                if steps <= _MOST:
                    return cls(low, step, steps)
            power += 1

    @property
    def marks(self) -> list[Decimal]:
        """The amounts at its marks."""
        return [
            add(self.low, self.step * at).quantize(min(self.step, Decimal(1)))
            for at in range(self.steps + 1)
        ]

    def at(self, amount: Decimal) -> Decimal:
        """Return where an amount stands, 0 to 1."""
        return add(amount, self.low.copy_negate()) / (self.step * self.steps)

    def written(self) -> str:
        """Write it as SVG, under a chart as wide: a line, and the amounts at its marks."""
        words = []
        last = self.steps
        for at, mark in enumerate(self.marks):
            share = Decimal(at) / last * 100
            anchor = "start" if at == 0 else "end" if at == last else "middle"
            words.append(
                f'<text x="{share:.4g}%" y="16" text-anchor="{anchor}" fill="currentColor">'
                f"{short_amount(mark)}</text>"
            )
        return (
            '<svg width="100%" height="22" font-size="12" aria-hidden="true">'
            f"{''.join(words)}</svg>\n"
        )


def short_amount(amount: Decimal) -> str:
    """
    Write a round amount in short, as charts have room for it.

    >>> short_amount(Decimal(600000)), short_amount(Decimal(1250000)), short_amount(Decimal(250))
    ('600 k', '1.25 M', '250')
    """
    if style().unit:
        return numbers.localised(f"{amount.scaleb(-style().power).normalize():,f}")
    for power, sign in _SHORT:
        if abs(amount) >= Decimal(10) ** power:
            return numbers.localised(f"{amount.scaleb(-power).normalize():,f}") + sign
    return numbers.localised(f"{amount.normalize():,f}")
