"""A mitigation in one phase changes what it inherits, not that it is one input with the others."""

from pathlib import Path

import pytest

from omsrisk import assess, drivers, load, sampled_drivers, sampling_of, simulate

TEXT = """omsrisk: 1
currency: USD
orders: {daily_volume: 1000, average_value: 100}
delay:
  duration_days: {low: 2, likely: 10, high: 45}
  cancellation_sensitivity: {low: 5%, likely: 10%, high: 20%}
correlations:
  - {inputs: [delay.duration_days, delay.cancellation_sensitivity], rank_correlation: 0.5}
phases:
  - {name: First, share_of_orders: 50%}
  - {name: Second, share_of_orders: 50%}
mitigations:
  - name: Hardly anything
    cost: 0
    owner: Ada Kern
    effects: {phases.first.delay.duration_days: {multiply: 0.999999}}
"""


@pytest.fixture(name="file")
def _file(tmp_path: Path) -> Path:
    path = tmp_path / "case.yaml"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_the_phases_still_share_one_draw(file: Path) -> None:
    """A mitigation that does next to nothing does next to nothing to the deviation, either."""
    plain, taken = (
        simulate(assess(load(file, taken=names)), trials=20_000).shown.summary
        for names in ((), ("Hardly anything",))
    )
    assert taken.standard_deviation == pytest.approx(plain.standard_deviation, rel=1e-4)
    assert taken.percentiles[90].value == pytest.approx(plain.percentiles[90].value, rel=1e-4)


def test_drivers_count_it_as_one_input(file: Path) -> None:
    """What moves with an input is that input, by trials and in closed form."""
    taken = assess(load(file, taken=("Hardly anything",)))
    found = sampled_drivers(taken, sampling_of(20_000, None))
    assert {one.path for one in found.drivers} == {
        "delay.duration_days",
        "delay.cancellation_sensitivity",
    }
    assert found.still == ()
    independent = {"correlations": "[]"}
    exact, plain = (
        drivers(assess(load(file, independent, taken=names))) for names in (("Hardly anything",), ())
    )
    assert [one.path for one in exact.drivers] == [one.path for one in plain.drivers]
    assert exact.standard_deviation == pytest.approx(plain.standard_deviation, rel=1e-5)
