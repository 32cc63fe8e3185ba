"""Points and weights of Gauss and Legendre: what integrates a smooth function on an interval."""

import math
from functools import cache


@cache
def legendre(count: int) -> tuple[tuple[float, float], ...]:
    """Find the roots of a Legendre polynomial on -1..1 by Newton's method, and their weights."""
    found = []
    for at in range(count):
        x = math.cos(math.pi * (at + 0.75) / (count + 0.5))
        slope = 1.0
        for _ in range(_STEPS):
            before, value = 1.0, x
            for degree in range(2, count + 1):
                before, value = value, ((2 * degree - 1) * x * value - (degree - 1) * before) / degree
            slope = count * (x * value - before) / (x * x - 1)
            x -= value / slope
        found.append((x, 2 / ((1 - x * x) * slope**2)))
    return tuple(found)


_STEPS = 8
"""Newton's method doubles the digits of a root with each step, and three are known at first."""
