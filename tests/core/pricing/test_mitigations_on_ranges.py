"""What mitigations do to what is known of an input: set, scaled or moved, and within its bounds."""

from decimal import Decimal

import pytest

from omsrisk.core.pricing.case import Effect, Input, Mitigation, Operation, Spread
from omsrisk.core.pricing.mitigations import breaches_of, mitigated
from omsrisk.scenario.documents.findings import InvalidScenarioError
from omsrisk.scenario.load import Loader

TEXT = """omsrisk: 1
currency: USD
orders: {{daily_volume: 1000, average_value: 100}}
delay:
  duration_days: {{low: 2, likely: 10, high: 45}}
  cancellation_sensitivity: {{low: 1%, likely: 4%, high: 15%}}
correlations:
  - {{inputs: [delay.duration_days, delay.cancellation_sensitivity], rank_correlation: 0.5}}
mitigations:
  - {{name: Mitigation, cost: 0, owner: Ada Kern, effects: {effects}}}
"""
DAYS, SHARE = "delay.duration_days", "delay.cancellation_sensitivity"

CASES = [  # effects on the days, the ends and the likely value then; None where they are certain, why
    ("{multiply: 0.5}", ("1", "5", "22.5"), "a factor scales the range"),
    ("{add: -1}", ("1", "9", "44"), "an addition moves it"),
    ("{set: 3}", None, "what is set is known"),
    ("{set: 10}", None, "also where it is set to the likely value"),
    ("{multiply: 0}", None, "nothing is left of it"),
]


def load(effects: str, *taken: str) -> object:
    """Load the scenario with a mitigation, taken or not."""
    text = TEXT.format(effects=effects)
    return Loader({}, lambda _: text.encode(), taken=taken).load("case.yaml").case


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[-1])
def test_the_range_follows(case: tuple[str, tuple[str, ...] | None, str]) -> None:
    """The range ends where the effect takes its ends; a pair with what is certain is gone."""
    effect, wanted, _ = case
    found = load(f"{{{DAYS}: {effect}}}", "Mitigation")
    spread = found.inputs[DAYS].spread  # type: ignore[attr-defined]
    if wanted is None:
        assert spread is None
    else:
        assert (spread.low, spread.likely, spread.high) == tuple(map(Decimal, wanted))
    assert bool(found.correlations) is (wanted is not None)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("effects", "problem"),
    [
        (f"{{{SHARE}: {{multiply: 7}}}}", "more than 1, the whole"),
        (f"{{{DAYS}: {{add: -3}}}}", "less than 0"),
    ],
    ids=["a share above the whole in its range", "days below none in theirs"],
)
def test_a_range_stays_within_its_bounds(effects: str, problem: str) -> None:
    """One that can push a trial out of bounds is a finding, though the point value stays in."""
    with pytest.raises(InvalidScenarioError) as refusal:
        load(effects)
    assert any(problem in one.message for one in refusal.value.findings)


def test_a_tail_stays_within_its_bounds() -> None:
    """An interval is held by its distribution: a normal that is moved down may fall below 0."""
    spread = Spread("normal", Decimal(14), Decimal(16), None, Decimal("0.05"))
    stated = Input(DAYS, Decimal(15), "day", spread=spread)
    case = load(f"{{{DAYS}: {{multiply: 0.5}}}}")._replace(  # type: ignore[attr-defined]
        inputs={DAYS: stated}, correlations=(), phases=()
    )
    down = Mitigation("m", "M", "Ada", (Effect(DAYS, Operation.ADD, Decimal(-14)),))
    (breach,) = breaches_of(mitigated(case, (down,)), [DAYS])
    assert breach.problem == "in part less than 0"
    half = Mitigation("m", "M", "Ada", (Effect(DAYS, Operation.MULTIPLY, Decimal("0.5")),))
    assert breaches_of(mitigated(case, (half,)), [DAYS]) == []
