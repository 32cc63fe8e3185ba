"""Intervals of shares, and a mean with its deviation: what they become, and what is told of them."""

import re
from decimal import Decimal

import pytest

from omsrisk import Scenario, Severity
from omsrisk.core.distributions.distribution import Distribution
from omsrisk.core.uncertainty.events import distribution_of
from omsrisk.scenario.load import Loader
from tests.support.scenario_texts import DELAY, finding_of, load_text

SHARE = "delay.cancellation_sensitivity"
DAYS = "delay.duration_days"


def share(spread: str) -> str:
    """A scenario whose cancellation has this spread."""
    return DELAY.replace("12%", spread)


def spread_of(scenario: Scenario, path: str) -> tuple[str, Distribution]:
    """The kind of an input, and its distribution."""
    spread = scenario.case.inputs[path].spread
    assert spread is not None
    return spread.kind, distribution_of(spread)


INTERVALS = [  # spread, kind, P5, P95, why
    ("{p5: 1%, likely: 5%, p95: 20%}", "two-sided power", 0.01, 0.2, "a pert falls below 0"),
    ("{p5: 1%, p95: 20%}", "logit-normal", 0.01, 0.2, "without a likely one"),
    ("{p5: 40%, likely: 41%, p95: 95%}", "two-sided power", 0.4, 0.95, "a long way up"),
    ("{p5: 20%, likely: 25%, p95: 30%}", "pert", 0.2, 0.3, "a pert that stays inside is kept"),
    ("{p5: 0.001%, p95: 99.9%}", "logit-normal", 0.00001, 0.999, "nearly everything"),
]


@pytest.mark.parametrize("case", INTERVALS, ids=lambda case: case[-1])
def test_interval_of_a_share_lives_within_the_whole(
    case: tuple[str, str, float, float, str],
) -> None:
    """Both points are met, nothing lies outside 0 to 1, and a likely value is the densest."""
    text, kind, low, high, _ = case
    scenario = load_text(share(text))
    found_kind, found = spread_of(scenario, SHARE)
    assert found_kind == kind
    assert found.cumulative(low) == pytest.approx(0.05, abs=1e-9)
    assert found.exceedance(high) == pytest.approx(0.05, abs=1e-9)
    assert 0 <= found.low < found.high <= 1
    if kind == "two-sided power":
        likely = float(scenario.case.inputs[SHARE].value)
        densities = {k / 1000: found.density(k / 1000) for k in range(1, 1000)}
        assert max(densities, key=lambda x: densities[x]) == pytest.approx(likely, abs=1e-2)


@pytest.mark.parametrize("row", [("1%", "10%", "90%"), ("2%", "20%", "90%"), ("2%", "30%", "80%")])
def test_likely_value_that_the_points_barely_allow(row: tuple[str, str, str]) -> None:
    """A distribution that falls slowly from the likely value is found where there is one."""
    low, likely, high = row
    scenario = load_text(share(f"{{p5: {low}, likely: {likely}, p95: {high}}}"))
    assert [one for one in scenario.findings if one.code == "SCN506"] == []
    _, found = spread_of(scenario, SHARE)
    ends = [float(end.rstrip("%")) / 100 for end in (low, likely, high)]
    assert found.cumulative(ends[0]) == pytest.approx(0.05, abs=1e-9)
    assert found.exceedance(ends[2]) == pytest.approx(0.05, abs=1e-9)
    densities = {k / 1000: found.density(k / 1000) for k in range(1, 1000)}
    assert max(densities, key=lambda x: densities[x]) == pytest.approx(ends[1], abs=1e-2)


def test_likely_value_that_the_points_rule_out_is_told() -> None:
    """5 % above 99 % and the most likely at 5 %: the points are met, and that is said."""
    scenario = load_text(share("{p5: 1%, likely: 5%, p95: 99%}"))
    _, found = spread_of(scenario, SHARE)
    assert found.exceedance(0.99) == pytest.approx(0.05, abs=1e-9)
    (told,) = [one for one in scenario.findings if one.code == "SCN506"]
    assert told.severity is Severity.WARNING


MEANS = [  # path, spread, kind, mean, deviation
    (DAYS, "{mean: 10, sd: 3}", "lognormal", 10, 3),
    (DAYS, "{mean: 10, sd: 1, distribution: normal}", "normal", 10, 1),
    (DAYS, "{mean: 10, sd: 3, distribution: uniform}", "uniform", 10, 3),
    (SHARE, "{mean: 10%, sd: 5%}", "logit-normal", 0.1, 0.05),
    (SHARE, "{mean: 2%, sd: 10%}", "logit-normal", 0.02, 0.1),
]


@pytest.mark.parametrize("case", MEANS, ids=lambda case: case[1])
def test_mean_and_deviation_are_met(case: tuple[str, str, str, float, float]) -> None:
    """What is stated is what the distribution has."""
    path, text, kind, mean, deviation = case
    written = "days: 3" if path == DAYS else "12%"
    scenario = load_text(DELAY.replace(written, f"days: {text}" if path == DAYS else text))
    found_kind, found = spread_of(scenario, path)
    assert found_kind == kind
    assert found.mean == pytest.approx(mean, rel=1e-10)
    assert found.standard_deviation == pytest.approx(deviation, rel=1e-10)


REFUSED = [  # spread of the share, code, part of the message, why
    ("{mean: 50%, sd: 50%}", "SCN502", "deviation at this mean is 0.4933", "a coin"),
    ("{mean: 50%}", "SCN501", "`sd` is missing", "half of it"),
    ("{mean: 50%, sd: 5%, p5: 1%}", "SCN501", "`p5` does not go with", "and an interval"),
    ("{p5: 0%, p95: 20%}", "SCN501", "leaves nothing beyond it", "a point at a bound"),
]


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case[-1])
def test_what_nothing_has_is_told(case: tuple[str, str, str, str]) -> None:
    """The largest possible deviation is said, and what does not go together."""
    text, code, message, _ = case
    found = finding_of(share(text))
    assert found.code == code
    assert message in found.message


NEIGHBOURS = [  # spread of the days, what the hint says
    ("{min: 1, mode: 3, max: 9}", "write {low: 1, likely: 3, high: 9}"),
    ("{best: 1, base: 3, worst: 9}", "write {low: 1, likely: 3, high: 9}"),
    ("{best: 9, base: 3, worst: 1}", "write {low: 1, likely: 3, high: 9}"),
    ("{p10: 2, p50: 4, p90: 8}", "write {p10: 2, p90: 8}, without `p50`"),
    ("{low: 1, mid: 3, high: 9}", "write {low: 1, likely: 3, high: 9}"),
    ("{min: 1, max: 9}", "write {low: 1, likely: ..., high: 9}"),
    ("{min: 1, avg: 3, max: 9}", "write {low: 1, likely: ..., high: 9}; a mean is not"),
    ("{low: 1, median: 3, high: 9}", "write {low: 1, likely: ..., high: 9}; a median is not"),
    ("{low: 1, expected: 3, high: 9}", "write {low: 1, likely: ..., high: 9}; a mean is not"),
    ("{low: 1, high: 9, dist: uniform}", "write {low: 1, high: 9, distribution: uniform}"),
    ("{value: 3, low: 1, high: 9}", "write {low: 1, likely: 3, high: 9}"),
    ("{value: 3, worst: 9, best: 1}", "write {low: 1, likely: 3, high: 9}"),
    ("{value: 3, p5: 1, p95: 9}", "write `value` alone, an interval {p5: ..., p95: ...}"),
    ("{p25: 1, p75: 4}", "write an interval {p5: ..., p95: ...} or {p10: ..., p90: ...}"),
    ("{p2.5: 1, p97.5: 4}", "write an interval {p5: ..., p95: ...} or {p10: ..., p90: ...}"),
]


@pytest.mark.parametrize("case", NEIGHBOURS, ids=lambda case: case[0])
def test_words_of_other_tools_are_one_error(case: tuple[str, str]) -> None:
    """One error, with the words to use and the numbers as they were written."""
    text, hint = case
    found = finding_of(DELAY.replace("days: 3", f"days: {text}"))
    assert (found.code, found.path) == ("SCN501", DAYS)
    assert found.hint.startswith(hint)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("[1, 3, 9]", "write a range: {low: 1, likely: 3, high: 9}"),
        ("[1, 9]", "write a range: {low: 1, likely: ..., high: 9}"),
        ("[9, 1]", ""),
        ("[a, b]", ""),
        ("[1, 2, 3, 4]", ""),
    ],
)
def test_a_list_of_numbers_is_meant_as_a_range(text: str, hint: str) -> None:
    """Two or three numbers that grow; else nothing is suggested."""
    assert finding_of(DELAY.replace("days: 3", f"days: {text}")).hint == hint


def test_a_likely_value_on_a_point_of_its_interval() -> None:
    """It is said in the author's words, and where it stands."""
    found = finding_of(share("{p5: 1%, likely: 1%, p95: 20%}"))
    assert found.message.endswith("`likely` is `p5`")
    assert "outside 1% to 20%" in finding_of(share("{p5: 1%, likely: 30%, p95: 20%}")).message


def test_wrong_key_of_a_range_is_one_error() -> None:
    """A correlation with that range says nothing on top of it."""
    text = """\
correlations:
  - {inputs: [delay.duration_days, orders.daily_volume], rank_correlation: 0.5}
"""
    wrong = "{low: 1, likly: 2, high: 9}"
    whole = DELAY.replace("days: 3", f"days: {wrong}").replace("1000", "{low: 1, likely: 2, high: 3}")
    found = finding_of(whole + text)
    assert (found.code, found.path) == ("SCN107", f"{DAYS}.likly")
    assert load_text(whole.replace("likly", "likely") + text).case.correlations


@pytest.mark.parametrize(
    ("effect", "mean", "sd"), [("multiply: 0.5", "1.5", "0.5"), ("add: 2", "5", "1")]
)
def test_a_mitigation_moves_the_mean_that_was_stated(effect: str, mean: str, sd: str) -> None:
    """Reports tell a range by the mean and the deviation it was stated by, also after an effect."""
    text = DELAY.replace("duration_days: 3", "duration_days: {mean: 3, sd: 1}") + (
        f"mitigations:\n  - name: Rehearsal\n    cost: 10\n    effects:\n      {DAYS}: {{{effect}}}\n"
    )
    scenario = Loader(read_bytes=lambda _: text.encode(), taken=["rehearsal"]).load("a.yaml")
    spread = scenario.case.inputs[DAYS].spread
    assert spread is not None
    assert spread.moments == (Decimal(mean), Decimal(sd))


WIDE = [("50%", "49%"), ("99%", "9%"), ("99.9%", "3%"), ("99.99%", "0.9%")]


@pytest.mark.parametrize(("mean", "sd"), WIDE)
def test_the_widest_share_that_can_be_written_is_named(mean: str, sd: str) -> None:
    """Beyond it one of the points is 0 or 1 in every digit; what the message names is accepted."""
    asked = DELAY.replace("12%", f"{{mean: {mean}, sd: {sd}}}")
    found = finding_of(asked)
    assert (found.code, found.path) == ("SCN502", "delay.cancellation_sensitivity.sd")
    largest = re.search(r"largest standard deviation at this mean is (0\.[0-9]+)", found.message)
    assert largest is not None
    within = asked.replace(f"sd: {sd}", f"sd: {largest[1]}")
    stated = load_text(within).case.inputs["delay.cancellation_sensitivity"]
    assert stated.spread is not None
    assert 0 < stated.spread.low < stated.spread.high < 1
