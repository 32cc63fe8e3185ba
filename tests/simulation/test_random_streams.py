"""Streams: random numbers that depend on seed, chunk and name alone."""

import numpy as np
import pytest

from omsrisk.simulation.random_numbers import SEED, Stream

DIFFERENT = [  # seed, chunk, name, why
    (1, 0, "a", "another seed"),
    (0, 1, "a", "another chunk"),
    (1, 1, "a", "seed and chunk are not added up"),
    (0, 0, "b", "another name"),
    (0, 0, "", "no name"),
    (0, 0, "draw of a", "the draw of the same input"),
    (2**32, 0, "a", "a large seed"),
    (2**64, 0, "a", "a larger one"),
    (0, 2**32, "a", "a far chunk"),
]


def first(seed: int, chunk: int, name: str, size: int = 4_096) -> list[float]:
    """Give the first numbers of a stream."""
    numbers: list[float] = Stream(seed, chunk, name).next(size).tolist()
    return numbers


def test_the_same_stream_again() -> None:
    """What a stream gives does not depend on what was asked before, nor on how much at once."""
    whole = first(SEED, 3, "delay.duration_days")
    np.random.default_rng(1).random(100)
    assert first(SEED, 3, "delay.duration_days") == whole
    stream = Stream(SEED, 3, "delay.duration_days")
    parts = [number for size in (1, 1_000, 3_095) for number in stream.next(size)]
    assert parts == whole


@pytest.mark.parametrize("case", DIFFERENT, ids=lambda case: case[-1])
def test_another_stream(case: tuple[int, int, str, str]) -> None:
    """Whatever differs, the numbers have nothing in common."""
    one, other = first(0, 0, "a"), first(*case[:3])
    assert not set(one) & set(other)
    assert abs(np.corrcoef(one, other)[0, 1]) < 5 / len(one) ** 0.5


@pytest.mark.parametrize("name", ["likelihood", "delay.duration_days", "draw of phases.a.likelihood"])
def test_numbers_are_uniform(name: str) -> None:
    """A chi-square of 100 cells, and of 10 x 10 cells of neighbours, lies where it should."""
    numbers = Stream(SEED, 0, name).next(65_536)
    assert 0 <= numbers.min() < 1e-3
    assert 1 - 1e-3 < numbers.max() < 1
    cells = np.bincount((numbers * 100).astype(int), minlength=100)
    pairs = np.bincount(
        (numbers[::2] * 10).astype(int) * 10 + (numbers[1::2] * 10).astype(int), minlength=100
    )
    for counts in (cells, pairs):
        expected = counts.sum() / 100
        chi_square = float(((counts - expected) ** 2 / expected).sum())
        assert 55 < chi_square < 150  # 99 degrees of freedom: beyond in 1 of 1,000


PINNED = [  # seed, chunk, name, first numbers
    (SEED, 0, "delay.duration_days", [0.13010143673320107, 0.8931900099890898, 0.6329071809211576]),
    (0, 0, "", [0.6313799402625913, 0.4491498022686101, 0.6280630983550035]),
    (7, 12345, "draw of likelihood", [0.23928768283045176, 0.5311447027265147, 0.36165076608925517]),
]


@pytest.mark.parametrize("case", PINNED, ids=lambda case: f"{case[:3]}")
def test_numbers_are_those_of_every_machine(case: tuple[int, int, str, list[float]]) -> None:
    """A numpy that changed them would change every figure that was ever reported with a seed."""
    assert first(*case[:3], size=3) == case[3]
