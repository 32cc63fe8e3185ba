"""Splitting terms: what belongs together, and how often that is asked."""

import pytest

from omsrisk.exact.splitting import Conditions, Splitting


class Untold(Splitting):
    """Splits products without a look at what their sources come to."""

    def __init__(self, beside: dict[int, set[int]]) -> None:
        self.asked: list[int] = []
        self._beside = beside

    def bound(self, source: int, state: Conditions) -> set[int]:  # noqa: ARG002 - as of a splitting
        """List what a source depends on, and count the question."""
        self.asked.append(source)
        return self._beside.get(source, set())


@pytest.mark.parametrize(
    ("beside", "groups"),
    [
        ({}, [[0, 1, 3], [2], [5]]),
        ({2: {5}, 5: {2}}, [[0, 1, 3], [2, 5]]),
        ({3: {2}}, [[0, 1, 2, 3], [5]]),
        ({5: {7}, 0: {7}}, [[0, 1, 3, 5], [2]]),
    ],
    ids=["nothing else", "correlated", "depends on one", "depend on one that stands in none"],
)
def test_products_are_split_and_each_source_is_asked_once(
    beside: dict[int, set[int]], groups: list[list[int]]
) -> None:
    """However many products a source stands in, what it depends on is found once."""
    factor = ((0, 1),)
    pairs = [(0, 1), (1, 3), (0, 3), (2,), (5,), (2,), (0, 1, 3)]
    products = [tuple((source, factor) for source in one) for one in pairs]
    splitting = Untold(beside)
    found = list(splitting.parts([(), *products], Conditions({}, {})))
    inside = [sorted({source for product in one for source, _ in product}) for one in found]
    assert inside == groups
    assert sorted(splitting.asked) == sorted({source for one in pairs for source in one})
    assert sorted(product for one in found for product in one) == sorted(products)
