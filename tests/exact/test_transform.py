"""Nodes on a grid: transforms are taken only of what moves something."""

import numpy as np
import pytest

from omsrisk.exact import transform
from omsrisk.exact.figure_tree import CertainAmount, IndependentSum, Mixture
from omsrisk.exact.transform import CellGrid

EVENTS = tuple(
    Mixture(((0.25, CertainAmount(float(2**at))), (0.75, CertainAmount(0.0)))) for at in range(8)
)


def test_amounts_of_their_own_take_no_transform(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing is spread out nothing is moved, however many events there are."""
    taken: list[int] = []

    def counting(grid: CellGrid, amounts: np.ndarray, chances: np.ndarray) -> np.ndarray:
        taken.append(len(amounts))
        return shared_out(grid, amounts, chances)

    shared_out = CellGrid.shared_out
    monkeypatch.setattr(transform.CellGrid, "shared_out", counting)
    found = CellGrid(1.0, 512).of(IndependentSum(EVENTS, 0.0))
    assert not taken
    assert found.rest is None
    assert len(found.points.amounts) == 2 ** len(EVENTS)
    assert found.points.chances.sum() == pytest.approx(1)
    assert (found.points.chances * found.points.amounts).sum() == pytest.approx(0.25 * 255)
