"""`compare --budget`: each roll-out at its best, as a user asks for it."""

import pytest

from tests.support.program import Program


def test_compare_says_what_each_is_compared_with(program: Program) -> None:
    """As text and as JSON: the mitigations, their cost, and what they bring."""
    program.shipped("retailer-mitigated.yaml")
    asked = ("compare", "retailer-mitigated.yaml", "retailer.yaml", "--budget", "10000")
    done = program(*asked)
    assert done.code == 0, done.err
    assert "Each at its best within 10,000.00 USD" in done.out
    assert "Training to completion, Escalation ladder" in done.out
    assert "it has none" in done.out
    assert "cheaper by 20,680.00" in done.out
    told = program(*asked, "-f", "json").json["within_budget"]
    assert told["budget"] == 10000
    assert told["best"] == [
        {
            "file": "retailer-mitigated.yaml",
            "mitigations": ["Training to completion", "Escalation ladder"],
            "cost": 7400,
            "avoided": 28080,
            "net_benefit": 20680,
            "untaken": 625800,
            "proven": True,
        },
        {
            "file": "retailer.yaml",
            "mitigations": [],
            "cost": 0,
            "avoided": 0,
            "net_benefit": 0,
            "untaken": None,
            "proven": True,
        },
    ]
    assert "within_budget" not in program(*asked[:3], "-f", "json").json


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (("--budget", "-1"), "--budget -1 is not an amount of money"),
        (("--budget", "10%"), "--budget 10% is not an amount of money"),
        (
            ("--budget", "5", "--with", "retailer-mitigated.yaml:Escalation ladder"),
            "leave out --with",
        ),
    ],
)
def test_compare_refuses_a_budget_that_makes_no_sense(
    program: Program, given: tuple[str, ...], told: str
) -> None:
    """It is wrong usage."""
    program.shipped("retailer-mitigated.yaml")
    done = program("compare", "retailer-mitigated.yaml", "retailer.yaml", *given)
    assert (done.code, done.out) == (2, "")
    assert told in done.err
