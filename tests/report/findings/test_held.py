"""What a check says of limits that hold."""

from decimal import Decimal

import pytest

from omsrisk.checks.judge import FileVerdict, HeldLimit
from omsrisk.report.findings.held import limits_held

HELD = [  # metric, amount, limit, what is said
    ("net_exposure", "625800", "900000", "net exposure 625,800 of 900,000 EUR"),
    ("cost_of_failure", "99.996", "100", "cost of failure 99.996 of 100 EUR"),
    ("p90_net_exposure", "812345.6789", "900000", "p90 net exposure 812,345.68 of 900,000 EUR"),
    ("chance_of_stopping_early", "0.125", "0.2", "chance of stopping early 12.5 % of 20 %"),
]


@pytest.mark.parametrize("case", HELD, ids=lambda case: case[0])
def test_a_limit_that_holds(case: tuple[str, str, str, str]) -> None:
    """The metric in words, what it comes to, and the limit, told apart however close they are."""
    metric, amount, most, told = case
    held = (HeldLimit(metric, Decimal(amount), Decimal(most)),)
    said = limits_held(FileVerdict("a.yaml", held=held, unit=("EUR", 2)))
    assert said == f"all limits hold: {told}"
