"""`drivers` where there is no closed form: the estimates of `simulate --drivers`, and it is said."""

import pytest

from tests.support.program import Program

pytest.importorskip("numpy")

RANGES = """\
omsrisk: 1
currency: EUR
orders: {daily_volume: 1000, average_value: 100}
delay:
  duration_days: {low: 1, likely: 3, high: 14}
  cancellation_sensitivity: {low: 1%, likely: 12%, high: 40%}
"""
CORRELATED = """\
correlations:
  - inputs: [delay.duration_days, delay.cancellation_sensitivity]
    rank_correlation: 0.6
"""


def test_correlated_inputs_are_estimated(program: Program) -> None:
    """Both commands give one set of figures, and the page says how it was come by."""
    program.file("a.yaml", RANGES + CORRELATED)
    own = program("drivers", "a.yaml", "-f", "json")
    assert own.code == 0, own.err
    simulated = program("simulate", "a.yaml", "--drivers", "-f", "json")
    [there] = simulated.json["results"]
    assert own.json["inputs"] == there["drivers"]["inputs"]
    told = program("drivers", "a.yaml").out
    assert "drivers, estimated from 100,000 trials" in told
    assert (
        "Estimated by trials, as `delay.duration_days` and `delay.cancellation_sensitivity` are "
        "correlated: no closed form."
    ) in told


def test_what_is_exact_stays_exact(program: Program) -> None:
    """Where the inputs are independent nothing is drawn."""
    program.file("a.yaml", RANGES)
    told = program("drivers", "a.yaml")
    assert "exact, without sampling" in told.out
    assert "Estimated" not in told.out


def test_the_mean_of_estimated_drivers_is_the_exact_one(program: Program) -> None:
    """One file has one mean and one deviation; trials that are asked for tell theirs."""
    program.file("a.yaml", RANGES + CORRELATED)
    own = program("drivers", "a.yaml", "-f", "json").json
    [figures] = program("simulate", "a.yaml", "--drivers", "-f", "json").json["results"]
    net = figures["statistics"]["net_exposure"]
    assert figures["method"] == "exact"
    for told in (own, figures["drivers"]):
        assert round(told["mean"], 2) == net["mean"]
        assert round(told["standard_deviation"], 2) == net["standard_deviation"]
    [sampled] = program("simulate", "a.yaml", "--drivers", "--trials", "1000", "-f", "json").json[
        "results"
    ]
    assert sampled["drivers"]["mean"] != own["mean"]
