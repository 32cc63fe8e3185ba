"""Gauss-Legendre integration, to check closed forms by."""

import math
from collections.abc import Callable, Iterable
from functools import cache
from itertools import pairwise


@cache
def nodes(count: int) -> tuple[tuple[float, float], ...]:
    """Find the roots of a Legendre polynomial on -1..1 by Newton's method, and their weights."""
    found = []
    for at in range(count):
        x = math.cos(math.pi * (at + 0.75) / (count + 0.5))
        for _ in range(100):
            before, value = 1.0, x
            for degree in range(2, count + 1):
                before, value = value, ((2 * degree - 1) * x * value - (degree - 1) * before) / degree
            slope = count * (x * value - before) / (x * x - 1)
            step = value / slope
            x -= step
            if abs(step) < 1e-15:
                break
        found.append((x, 2 / ((1 - x * x) * slope**2)))
    return tuple(found)


def integral(function: Callable[[float], float], ends: Iterable[float], count: int = 40) -> float:
    """Integrate a function that is smooth between each two of the ends."""
    return math.fsum(
        (end - start) / 2 * weight * function((start + end) / 2 + (end - start) / 2 * x)
        for start, end in pairwise(ends)
        for x, weight in nodes(count)
    )
