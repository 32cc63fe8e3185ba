"""
Lattices: points that fill a few dimensions evenly, where a figure can be split no further.

A rank-1 lattice is the multiples of one vector, shifted at will and folded, so that what it averages
need not be periodic. The vectors were built component by component for the worst case error of the
space with mixed first derivatives (Nuyens and Cools, Fast component-by-component construction, 2006).
"""

import numpy as np

from omsrisk.exact.leaves.normal import Array

MANY, FEW = 65_537, 8_191
"""Points of a lattice, both prime: for what stands alone, and under a condition."""

VECTORS = {
    MANY: (1, 26908, 17160, 19718, 3418, 18231),
    FEW: (1, 3457, 2970, 655, 1886, 3802),
}


def folded_points(dimensions: int, count: int, shift: int = 0) -> Array:
    """
    Return points of the unit cube, a row for each dimension.

    Args:
        dimensions: Up to 6.
        count: How many points: one of those that there is a vector for.
        shift: Which shift; two of them tell how far off both are.
    """
    vector = np.array(VECTORS[count][:dimensions], dtype=np.int64)
    multiples = np.multiply.outer(vector, np.arange(count, dtype=np.int64)) % count
    # square roots of primes are as far from each other's multiples as numbers can be
    moved = np.sqrt(np.array(_PRIMES[:dimensions])) * (1 + shift)
    part = (multiples / count + moved[:, None]) % 1.0
    return np.asarray(1 - np.abs(2 * part - 1))


_PRIMES = (2.0, 3.0, 5.0, 7.0, 11.0, 13.0)
