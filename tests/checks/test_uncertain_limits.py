"""Limits on percentiles, the mean and the shortfall: judged by `check`, only noted elsewhere."""

import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from omsrisk import UsageError, assess
from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.limits import judge, judge_points
from omsrisk.analysis.metrics import figures_of
from omsrisk.analysis.sensitivity.solve_uncertain import solve_uncertain
from omsrisk.analysis.sensitivity.tripwires import tripwires
from omsrisk.analysis.uncertainty.means import At
from omsrisk.analysis.uncertainty.simulate import simulate
from omsrisk.checks.check import check
from omsrisk.checks.policy.limit_settings import limits_of
from omsrisk.core.pricing.figures import Statistic, statistic_of
from omsrisk.scenario.documents.findings import InvalidScenarioError
from omsrisk.scenario.load import Loader
from omsrisk.scenario.schema.limits import Limit
from omsrisk.simulation.extra import MissingExtraError
from tests.support.rule_texts import TODAY

RANGE = (
    "omsrisk: 1\nname: Range\ncurrency: USD\norders: {daily_volume: 1000, average_value: 100}\n"
    "delay: {duration_days: {low: 1, likely: 3, high: 9}, cancellation_sensitivity: 12%}\n"
)
SURE = RANGE.replace("{low: 1, likely: 3, high: 9}", "3")
STOPS = (
    RANGE + "likelihood: 40%\nstop_if_a_phase_fails: true\n"
    "stopping: {items: [{item: Exit, amount: 1000}]}\n"
    "phases: [{name: A, share_of_orders: 50%}, {name: B, share_of_orders: 50%}]\n"
)


def priced(text: str) -> Assessment:
    """Price a text as if it were a file."""
    return assess(Loader(read_bytes=lambda _: text.encode()).load("case.yaml"))


NAMES = [  # statistic, metric it is on, why
    ("p90_delay", "delay", "a percentile"),
    ("p33_delay", "delay", "a percentile that no report shows"),
    ("p1_delay", "delay", "the lowest"),
    ("p99_delay", "delay", "the highest"),
    ("expected_shortfall_95_delay", "delay", "the mean of the dearest"),
]


@pytest.mark.parametrize("case", NAMES, ids=lambda case: case[-1])
def test_limits_are_held_to_the_simulation(case: tuple[str, str, str]) -> None:
    """What is judged is what `simulate` shows, rounded to the cent: kept there, exceeded below."""
    name, metric, _ = case
    assessment = priced(RANGE)
    (seen,) = judge(assessment, [Limit(name, Decimal(10**9))])
    asked = statistic_of(name)
    assert asked is not None
    assert asked.metric == metric
    shown = simulate(assessment, limits=[Limit(name, Decimal(1))]).statistic(asked).value
    assert seen.amount is not None
    assert float(seen.amount) == pytest.approx(shown, abs=0.005001)
    assert seen.amount == seen.amount.quantize(Decimal("0.01"))
    cent = Decimal("0.01")
    kept, broken = judge(assessment, [Limit(name, seen.amount), Limit(name, seen.amount - cent)])
    assert kept.is_judged
    assert kept.excess is None
    assert broken.excess == cent


def test_the_order_of_statistics() -> None:
    """Most likely value, mean and percentiles of a skewed cost differ: it matters which is meant."""
    names = ["p1_delay", "p33_delay", "most_likely_delay", "mean_delay", "p90_delay", "p99_delay"]
    found = judge(priced(RANGE), [Limit(name, Decimal(0)) for name in names])
    amounts = [one.amount for one in found if one.amount is not None]
    assert len(amounts) == len(names)
    assert amounts == sorted(set(amounts))
    assert amounts[2] == 36000


def test_where_nothing_is_uncertain_every_statistic_is_the_figure() -> None:
    """No simulation is needed, nor numpy."""
    for name in ("p90_delay", "mean_delay", "expected_shortfall_95_delay"):
        (one,) = judge(priced(SURE), [Limit(name, Decimal(36000))])
        assert one.amount == 36000
        assert one.excess is None


def test_a_share_has_digits_of_its_own() -> None:
    """The mean of a chance is a chance, to six digits and not to the cent."""
    (one,) = judge(priced(STOPS), [Limit("mean_chance_of_stopping_early", Decimal("0.1"))])
    assert one.amount is not None
    assert one.amount == Decimal("0.400000")
    assert one.amount.as_tuple().exponent == -6


def test_a_mean_is_exact_where_it_can_be() -> None:
    """A mean has no error in closed form, and a limit on a plain figure is one on its mean."""
    for name in ("mean_delay", "delay"):
        (one,) = judge(priced(RANGE), [Limit(name, Decimal(1))])
        assert (one.amount, one.error) == (Decimal("44000.00"), None)
    (one,) = judge(priced(RANGE), [Limit("delay", Decimal(1))], At.LIKELY)
    assert one.amount == 36000


NOT_JUDGED = [  # statistic, why
    ("p90_net_exposur", "there is no such figure"),
    ("p90_stopping", "it is not assessed"),
    ("p90_break_even_stopping_cost", "it divides"),
]


@pytest.mark.parametrize("case", NOT_JUDGED, ids=lambda case: case[-1])
def test_what_cannot_be_judged(case: tuple[str, str]) -> None:
    """A limit on what is not there is red, and no figure stands in for it."""
    (one,) = judge(priced(RANGE), [Limit(case[0], Decimal(10**9))])
    assert one.amount is None
    assert not one.is_judged


def test_what_is_missing_in_the_figure_is_missing_in_its_percentile() -> None:
    """Leaving a section out lowers a percentile, too: the limit then cannot be judged."""
    (one,) = judge(priced(RANGE), [Limit("p90_cost_of_failure", Decimal(10**9))])
    assert {"hidden_costs", "training_deficit", "data_misalignment"} <= set(one.missing)
    assert not one.is_judged
    (one,) = judge(priced(RANGE), [Limit("p90_delay", Decimal(10**9))])
    assert one.missing == ()


def test_findings() -> None:
    """`check` tells the excess of a percentile as it tells any other."""
    text = RANGE + "limits: {p90_delay: 60000, mean_delay: {value: 40000, level: warning}}\n"
    assessment = priced(text)
    found = [one for one in check(assessment, today=TODAY).findings if one.code == "LIM001"]
    assert [one.severity.value for one in found] == ["error", "warning"]
    amount = judge(assessment, assessment.scenario.limits)[0].told
    assert amount is not None
    assert found[0].message.startswith(f"`p90_delay` is {amount:,.2f} USD, ")
    assert f"{amount - 60000:,.2f} USD over" in found[0].message
    assert found[0].line == 6


def test_a_misspelt_one_is_told() -> None:
    """As for a point value: red, never silently kept."""
    text = RANGE + "limits: {p90_delai: 60000}\n"
    assessment = priced(text)
    found = [one for one in check(assessment, today=TODAY).findings if one.code == "LIM002"]
    assert len(found) == 1
    assert "p90_delai" in found[0].message


def test_point_values_are_judged_without_a_simulation(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is shown beside the lines, by `calc`, needs no numpy; `check` says what it needs."""
    text = RANGE + "limits: {p90_delay: 60000, delay: 30000}\n"
    assessment = priced(text)
    monkeypatch.setitem(sys.modules, "numpy", None)
    (one,) = judge_points(assessment, At.LIKELY)
    assert one.limit.metric == "delay"
    assert one.excess == 6000
    (one,) = judge_points(assessment)
    assert one.excess == 14000
    with pytest.raises(MissingExtraError) as refusal:
        judge(assessment, assessment.scenario.limits)
    assert "omsrisk[simulation]" in refusal.value.hint


def test_tripwires_on_a_percentile_are_what_solve_says() -> None:
    """A wire on P90 is the value at which P90 comes to the limit, not the point value."""
    limits = limits_of(["delay=40000", "p90_delay=60000"])
    one = priced(RANGE)
    found = tripwires(one, limits, every_input=True)
    assert {wire.limit.metric for wire in found.wires} == {"delay", "p90_delay"}
    for wire in found.wires:
        if wire.limit.metric == "p90_delay":
            solved = solve_uncertain(one, wire.path, Statistic("p90", "delay"), Decimal(60000))
            assert wire.at in [each.value for each in solved.solutions]


def test_tripwires_on_a_percentile_of_what_is_certain() -> None:
    """Without a range every percentile is the figure itself."""
    limits = limits_of(["p90_delay=60000"])
    found = tripwires(priced(SURE), limits, every_input=True)
    assert {wire.limit.metric for wire in found.wires} == {"delay"}


SETTINGS = [  # `--max`, metric, amount, why
    ("p90_net_exposure=500000", "p90_net_exposure", "500000", "a percentile"),
    ("p90:net_exposure=500000", "p90:net_exposure", "500000", "written as a target is"),
    ("mean_delay=1.5", "mean_delay", "1.5", "a mean"),
    ("p50_chance_of_stopping_early=10%", "p50_chance_of_stopping_early", "0.10", "a share"),
]


@pytest.mark.parametrize("case", SETTINGS, ids=lambda case: case[-1])
def test_limits_of_the_command_line(case: tuple[str, str, str, str]) -> None:
    """They are read as in a file."""
    (one,) = limits_of([case[0]])
    assert (one.metric, one.maximum) == (case[1], Decimal(case[2]))
    assert one.statistic == statistic_of(case[1])


REFUSED = ["p90_net_exposur=5", "p100_net_exposure=5", "p0_delay=5", "p05_delay=5", "median_delay=5"]


@pytest.mark.parametrize("setting", REFUSED)
def test_no_such_statistic(setting: str) -> None:
    """What is no statistic of a metric is refused on the command line."""
    with pytest.raises(UsageError):
        limits_of([setting])


def test_a_share_is_no_money_in_a_file() -> None:
    """A percentile of a chance is limited by a share, one of an amount is not."""
    with pytest.raises(InvalidScenarioError):
        priced(RANGE + "limits: {p90_delay: 10%}\n")
    assert priced(STOPS + "limits: {p90_chance_of_stopping_early: 10%}\n").scenario.limits


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Write a scenario with a limit on a percentile, and a numpy that cannot be imported."""
    text = RANGE + "limits: {p90_delay: 60000}\n"
    (tmp_path / "case.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "sure.yaml").write_text(SURE, encoding="utf-8")
    (tmp_path / "without").mkdir()
    (tmp_path / "without" / "numpy.py").write_text("raise ImportError\n", encoding="utf-8")
    return tmp_path


def ran(folder: Path, *arguments: str, numpy: bool = True) -> subprocess.CompletedProcess[str]:
    """Run omsrisk in a folder, with or without numpy."""
    environment = {**os.environ, **({} if numpy else {"PYTHONPATH": "without"})}
    return subprocess.run(
        [sys.executable, "-m", "omsrisk", *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


COMMANDS = [  # command, whether numpy is there, exit code, what is told, why
    (["check", "case.yaml", "--select", "LIM"], True, 1, "`p90_delay` is ", "it is exceeded"),
    (["check", "case.yaml", "--select", "LIM"], False, 2, "omsrisk[simulation]", "it is not there"),
    (["calc", "case.yaml"], True, 0, "Judged by omsrisk check, not here: p90_delay", "calc"),
    (["calc", "case.yaml"], False, 0, "Judged by omsrisk check, not here: p90_delay", "calc without"),
    (["simulate", "case.yaml"], False, 2, "omsrisk[simulation]", "simulate without"),
    (["check", "sure.yaml", "--select", "LIM", "--max", "p90_delay=36000"], False, 0, "", "certain"),
]


@pytest.mark.parametrize("case", COMMANDS, ids=lambda case: case[-1])
def test_exit_codes(folder: Path, case: tuple[list[str], bool, int, str, str]) -> None:
    """Exceeded is 1, not installed is 2; `calc` judges point values alone, whatever is there."""
    arguments, numpy, code, told, _ = case
    run = ran(folder, *arguments, numpy=numpy)
    assert run.returncode == code, run.stderr
    assert told in run.stdout + run.stderr
    assert "Traceback" not in run.stderr


def test_figures_of_phases_can_be_limited() -> None:
    """`p90_phases.a.delay`, as the point value by its name."""
    assessment = priced(STOPS)
    name = "phases.a.delay"
    assert figures_of(assessment.exposure)[name] == 18000
    (one,) = judge(assessment, [Limit(f"p90_{name}", Decimal(1))])
    (whole,) = judge(priced(RANGE), [Limit("p90_delay", Decimal(1))])
    assert one.amount is not None
    assert whole.amount is not None
    assert one.amount == pytest.approx(whole.amount / 2, abs=Decimal("0.01"))
