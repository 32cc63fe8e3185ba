"""The program under test, in a folder that is made for one test."""

from pathlib import Path

import pytest

from tests.support.program import Program


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """Give omsrisk in an empty folder but for the two scenarios of all acceptance figures."""
    made = Program(tmp_path)
    made.shipped("retailer.yaml", "worked-example.yaml")
    return made
