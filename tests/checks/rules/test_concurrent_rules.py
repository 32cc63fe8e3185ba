"""The edges of the rules on what else goes live, and on what waiting for the backup buys."""

from pathlib import Path

import pytest

from omsrisk.checks.rules.planning import concurrent_not_said
from tests.support.rule_texts import problems_of


@pytest.mark.parametrize(
    ("piece", "told"),
    [
        ("concurrent:", 1),
        ("concurrent: ['']", 1),
        ("concurrent: [Warehouse, ' ']", 1),
        ("concurrent: []", 0),
        ("concurrent: Warehouse", 0),
    ],
    ids=["left out", "nobody", "one of two is nobody", "none, and said so", "one"],
)
def test_which_systems_go_live_at_the_same_time(piece: str, told: int, tmp_path: Path) -> None:
    """An empty list says that there are none; an empty name says nothing."""
    found = [one.location for one in problems_of(concurrent_not_said, piece, tmp_path)]
    assert found == [("concurrent",)] * told
