"""Roots: a polynomial in the rest of a share to 1 has those of the same polynomial in the share."""

import random
from collections.abc import Sequence
from decimal import Decimal

import pytest

from omsrisk.core.algebra.polynomial import Atom, Monomial, Polynomial
from omsrisk.core.algebra.roots import roots_of

WITHIN = [(Decimal(0), Decimal(1)), (Decimal("0.2"), Decimal("0.7")), (Decimal("0.3"), Decimal(1))]


def product_of(roots: Sequence[Decimal], more: int) -> list[Decimal]:
    """Multiply a factor for each root and, so often, one that has none between 0 and 1."""
    found = [Decimal(1)]
    for root in (*roots, *(Decimal("-0.25"),) * more):
        shifted = [Decimal(0), *found]
        found = [one - root * two for one, two in zip(shifted, [*found, Decimal(0)], strict=True)]
    return found


def written(coefficients: Sequence[Decimal], *, in_rest: bool) -> Polynomial:
    """Write powers of one variable, or of its rest to 1."""
    terms: dict[Monomial, Decimal] = {
        ((0, power),) if power else (): one for power, one in enumerate(coefficients)
    }
    return Polynomial((Atom("x", is_rest=in_rest),), terms)


@pytest.mark.parametrize("more", [0, 3, 40], ids=lambda more: f"degree {more} and more")
def test_known_roots_are_found(more: int) -> None:
    """Random roots, at most four, are found to 20 digits; bounds leave out those beyond."""
    chance = random.Random(more)  # noqa: S311 - made-up roots
    for _ in range(30):
        known = sorted({Decimal(chance.randint(1, 999)).scaleb(-3) for _ in range(4)})
        for low, high in WITHIN:
            polynomial = written(product_of(known, more), in_rest=True)
            found = [root.value for root in roots_of(polynomial, low, high)]
            expected = [1 - one for one in reversed(known) if low <= 1 - one <= high]
            assert [round(one, 20) for one in found] == expected


def test_roots_are_those_of_the_share_itself() -> None:
    """Written in the rest or in the share: the same roots, at the ends of the interval, too."""
    for known in (["0", "0.5"], ["0.25", "1"], ["0.1", "0.4", "0.4", "0.9"], []):
        roots = [Decimal(one) for one in known]
        mirrored = [1 - one for one in roots]
        one, other = (
            [round(root.value, 10) for root in roots_of(polynomial, Decimal(0), Decimal(1))]
            for polynomial in (
                written(product_of(roots, 0), in_rest=False),
                written(product_of(mirrored, 0), in_rest=True),
            )
        )
        assert one == other == sorted(set(roots))
