"""One input moves: what a metric comes to is what pricing the case anew says, to the last digit."""

from decimal import Decimal

import pytest

from omsrisk import UsageError
from omsrisk.analysis.assess import Assessment, assess, exact_exposure
from omsrisk.analysis.metrics import figures_of, metric_of
from omsrisk.analysis.sensitivity.moving import Moving
from omsrisk.analysis.sensitivity.tornado import tornado
from omsrisk.analysis.sensitivity.tripwires import tripwires
from omsrisk.analysis.sensitivity.varying import varied
from omsrisk.checks.policy.limit_settings import limits_of
from omsrisk.core.algebra.polynomial import polynomial_of
from omsrisk.core.money import ENOUGH_DIGITS, exact
from omsrisk.core.pricing import exposure
from omsrisk.core.pricing.variation import is_phase_share, replaced, values_of
from omsrisk.scenario.load import Loader
from tests.support.every_key_texts import EVERY_KEY_TEXTS
from tests.support.random_scenarios import written

MEMOS = (
    "net_exposure_at_margin",
    "lost_margin",
    "chance_of_stopping_early",
    "expected_share_of_orders",
    "break_even_stopping_cost",
)
NUMBERS = (Decimal(0), Decimal("0.37"), Decimal(1), Decimal(33))


def _priced_anew(assessment: Assessment, metric: str, path: str, number: Decimal) -> Decimal | None:
    """Put the number into the case, and price it; None where the metric cannot be told then."""
    changed = replaced(assessment.scenario.case, {path: number})
    try:
        return Decimal(metric_of(exact_exposure(changed, digits=ENOUGH_DIGITS), metric))
    except UsageError:
        return None


def _moved(moving: Moving, path: str, number: Decimal) -> Decimal | None:
    try:
        return moving.at(path, number)
    except UsageError:
        return None


@pytest.mark.parametrize("seeds", [range(at, at + 20) for at in range(0, 40, 20)], ids=str)
def test_one_trace_says_what_pricing_anew_says(seeds: range) -> None:
    """For every input of random scenarios, several numbers and metrics, to the last digit."""
    compared = 0
    for seed in seeds:
        assessment = written(seed)
        lines = [line.id for line in assessment.exposure.lines if line.assessed]
        for metric in ("net_exposure", lines[seed % len(lines)], MEMOS[seed % len(MEMOS)]):
            if figures_of(assessment.exposure)[metric] is None:
                continue
            moving = Moving(assessment.scenario.case, metric)
            for path in values_of(assessment.scenario.case):
                for number in NUMBERS:
                    if number <= 1 or not is_phase_share(path):
                        anew = _priced_anew(assessment, metric, path, number)
                        assert _moved(moving, path, number) == anew, f"{seed}: {metric}, {path}"
                        compared += anew is not None
    assert compared > 1_000


@pytest.mark.parametrize("seeds", [range(at, at + 20) for at in range(0, 40, 20)], ids=str)
def test_slopes_are_those_of_the_polynomial(seeds: range) -> None:
    """The derivative in each likelihood is that of the polynomial that the metric is in it."""
    compared = 0
    for seed in seeds:
        case = written(seed).scenario.case
        moving, values = Moving(case, "net_exposure"), values_of(case)
        for path in values:
            if not path.endswith("likelihood"):
                continue
            compared += 1
            with exact(ENOUGH_DIGITS):
                net = exposure.price(case, exposure.traced_value).net_exposure
                polynomial = polynomial_of(net, {path: "x"}, values)
                slope = Decimal(0)
                for monomial, coefficient in polynomial.terms.items():
                    for _, power in monomial:
                        steep = values[path] ** (power - 1) if power > 1 else 1
                        slope += coefficient * power * steep
            assert moving.slopes([path])[path] == slope, f"{seed}: {path}"
    assert compared > len(seeds)


def test_a_likelihood_of_which_the_largest_decides_is_priced_anew() -> None:
    """Under one cause and a rule to stop no formula says what another likelihood comes to."""
    assessment = assess(Loader().load("x.yaml", EVERY_KEY_TEXTS["one cause"].encode()))
    moving = Moving(assessment.scenario.case, "net_exposure")
    likelihoods = ("likelihood", "phases.south.likelihood")
    for path in likelihoods:
        for number in map(Decimal, ("0", "0.2", "0.3", "0.35", "0.5", "1")):
            anew = _priced_anew(assessment, "net_exposure", path, number)
            assert moving.at(path, number) == anew, f"{path} = {number}"
    bars = {bar.path: bar for bar in tornado(assessment).bars}
    assert bars.keys() >= {"likelihood", "phases.south.likelihood"}
    assert bars["likelihood"].low == moving.at("likelihood", Decimal("0.32"))
    wires = tripwires(assessment, limits_of(["net_exposure=800000"]), every_input=True).wires
    assert wires
    assert not {one.path for one in wires}.intersection(likelihoods)
    with pytest.raises(UsageError, match="cannot be varied"):
        varied(assessment.scenario, "likelihood")


COURSE = """omsrisk: 1
currency: USD
orders: {daily_volume: 1000, average_value: 100}
delay:
  duration_days: 9
  cancellation_sensitivity: 10%
  profile: [{until_day: 2, index: 0}, {index: 1}]
recoveries: [{item: Penalty of the supplier, per: delayed_order, unit_cost: 1, cap: 9000}]
"""


def test_an_input_of_0_moves_nowhere_by_a_part_of_itself() -> None:
    """Its bar has both ends at 0, also where a cap bends what rests on it."""
    found = tornado(assess(Loader().load("course.yaml", COURSE.encode())))
    assert "delay.profile.until-day-2.index" in found.still
    assert "delay.profile.then.index" in [bar.path for bar in found.bars]
