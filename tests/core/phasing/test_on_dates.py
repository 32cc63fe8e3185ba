"""What holds of a go-live from a day on: priced as if a file with these dates stated it."""

from datetime import date
from decimal import Decimal

import pytest

from omsrisk import InvalidScenarioError, assess
from omsrisk.analysis.time.schedule import GoOrWait, moved, schedule
from omsrisk.analysis.uncertainty.sampled import sampling_of
from omsrisk.report.exposure.values_in_force import values_in_force
from omsrisk.scenario.load import Loader, Scenario
from tests.support.phased_texts import scenario_of

HEAD = """omsrisk: 1
currency: USD
orders: {daily_volume: 1000, average_value: 100}
delay: {duration_days: 10, cancellation_sensitivity: 10%}
hidden_costs: {inventory_loss: 500000}
"""
DATES = """calendar:
  go_live: 2027-02-15
  backup_go_live: 2027-04-12
  earliest_go_live: 2027-02-15
  cost_of_waiting_per_day: 1000
"""
FROM = "  if_live_from:\n" + "".join(
    f"    - {{date: {day}, set: {{{values}}}}}\n"
    for day, values in [
        ("2027-04-12", "likelihood: 30%, delay.duration_days: 6"),
        ("2027-03-15", "likelihood: 50%, orders.daily_volume: 800"),
    ]
)
PHASES = """phases:
  - {name: Pilot, share_of_orders: 20%, go_live: 2027-03-01, likelihood: 40%}
  - {name: Half, share_of_orders: 30%, go_live: 2027-03-20}
  - {name: Rest, share_of_orders: 50%, go_live: 2027-05-01}
"""


def file(text: str = "", go_live: str = "2027-02-15") -> Scenario:
    """Load a scenario that goes live on a day."""
    return scenario_of(
        f"{HEAD}likelihood: 60%\n{DATES}{FROM}{text}",
        {"calendar.go_live": go_live, "calendar.backup_go_live": "2027-05-03"},
    )


@pytest.mark.parametrize(
    ("go_live", "likelihood", "days", "volume"),
    [
        ("2027-03-14", "0.6", 10, 1000),
        ("2027-03-15", "0.5", 10, 800),
        ("2027-04-11", "0.5", 10, 800),
        ("2027-04-12", "0.3", 6, 800),
    ],
)
def test_entries_apply_by_date(go_live: str, likelihood: str, days: int, volume: int) -> None:
    """Each holds from its day on, whatever their order in the file, later ones over earlier ones."""
    found = assess(file(go_live=go_live))
    failure = volume * 100 * days * Decimal("0.1") + 500_000
    assert found.totals["expected_cost_of_failure"] == failure * Decimal(likelihood)


def test_each_phase_by_its_own_go_live() -> None:
    """A phase takes what holds on its day, its share of it; one that restates a value keeps that."""
    pilot, half, rest = assess(file(PHASES, go_live="2027-03-01")).exposure.phases
    assert [one.likelihood for one in (pilot, half, rest)] == [
        Decimal("0.4"),
        Decimal("0.5"),
        Decimal("0.3"),
    ]
    delays = [
        next(line.amount for line in one.lines if line.id == "delay") for one in (pilot, half, rest)
    ]
    assert delays == [20_000, 24_000, 24_000]


def test_what_is_set_stands_over_it() -> None:
    """A value of the command line, and what a mitigation makes of it, come after."""
    plan = "mitigations:\n  - {name: Halve it, cost: 1, effects: {likelihood: {multiply: 0.5}}}\n"
    text = f"{HEAD}likelihood: 60%\n{DATES}{FROM}{plan}"
    later = {"calendar.go_live": "2027-04-12"}
    by_hand = assess(scenario_of(text, {**later, "likelihood": "10%"}))
    assert by_hand.exposure.likelihood == Decimal("0.1")
    loader = Loader(later, read_bytes=lambda _: text.encode(), taken=["Halve it"])
    taken = loader.load("scenario.yaml").case
    assert taken.inputs["likelihood"].value == Decimal("0.15")
    back = moved(taken, date(2027, 2, 15))
    assert back.inputs["likelihood"].value == Decimal("0.3")
    assert back.inputs["delay.duration_days"].value == 10


def test_go_or_wait() -> None:
    """56 days at 1,000 a day against 30 points of a failure of 500,000: the backup ranks first."""
    text = (
        "omsrisk: 1\ncurrency: USD\nlikelihood: 60%\nhidden_costs: {inventory_loss: 500000}\n"
        f"{DATES}  if_live_from: [{{date: 2027-04-12, set: {{likelihood: 30%}}}}]\n"
    )
    found = schedule(scenario_of(text))
    assert found.go_or_wait == GoOrWait(Decimal(56_000), Decimal(150_000))
    assert found.slipping == -94_000
    backup = next(one for one in found.candidates if one.role == "backup_go_live")
    assert backup.rank == 1
    assert backup.net_exposure == 206_000


@pytest.mark.parametrize("text", ["", PHASES], ids=["one go-live", "phases"])
def test_candidates_cost_what_calc_says(text: str) -> None:
    """A candidate is the same file with other dates, and so are its trials."""
    start = file(text)
    first = start.case.first_go_live
    assert first is not None
    for one in schedule(start, sampling=sampling_of(2_000, 1)).candidates:
        shift = one.go_live - first
        dates = {
            f"phases.{phase.slug}.go_live": phase.go_live + shift
            for phase in start.case.phases
            if phase.go_live is not None
        } or {"calendar.go_live": one.go_live}
        said = {path: day.isoformat() for path, day in dates.items()}
        there = assess(
            scenario_of(
                f"{HEAD}likelihood: 60%\n{DATES}{FROM}{text}",
                {"calendar.backup_go_live": "2099-01-01", **said},
            )
        )
        assert one.net_exposure == there.totals["net_exposure"]
        assert one.band is not None
        mean = one.band.statistic("mean")
        assert abs(mean.value - float(one.net_exposure)) <= 4 * mean.error


@pytest.mark.parametrize(
    ("entry", "code", "says"),
    [
        ("{date: 2027-04-12, set: {likelihood: 130%}}", "SCN106", "more than 1"),
        ("{date: 2027-04-12, set: {likelyhood: 30%}}", "SCN310", "not an input"),
        ("{date: 2027-04-12, set: {calendar.season.dec: 2}}", "SCN310", "of the calendar"),
        ("{date: 2027-04-12, set: {phases.a.likelihood: 2%}}", "SCN310", "of one phase"),
        ("{date: 2027-04-12, set: {training_deficit.hours: 2}}", "SCN113", "not stated here"),
        ("{date: 2027-04-12}", "SCN103", "set"),
        ("{set: {likelihood: 30%}}", "SCN103", "date"),
        ("{date: 12 April, set: {likelihood: 30%}}", "SCN107", "expected a day"),
        ("{date: 2027-04-12, set: []}", "SCN107", "map of input paths"),
        ("{date: 2027-04-12, sets: {likelihood: 30%}}", "SCN102", "unknown key"),
    ],
)
def test_what_cannot_be_set_is_a_finding(entry: str, code: str, says: str) -> None:
    """Each mistake is told at its place."""
    text = f"{HEAD}{DATES}  if_live_from: [{entry}]\n"
    try:
        findings = scenario_of(text).findings
    except InvalidScenarioError as error:
        findings = tuple(error.findings)
    assert code in [one.code for one in findings]
    assert any(says in one.message for one in findings)


def test_it_needs_a_go_live() -> None:
    """Nothing holds of a go-live that has no date."""
    text = f"{HEAD}calendar:\n  if_live_from: [{{date: 2027-04-12, set: {{likelihood: 30%}}}}]\n"
    with pytest.raises(InvalidScenarioError, match="go_live"):
        scenario_of(text)


def in_force(scenario: Scenario) -> list[tuple[str, tuple[str, ...], str]]:
    """List what a report says is in force: the day, the inputs and the phase."""
    return [(str(one.day), one.paths, one.phase) for one in values_in_force(scenario.case)]


def test_only_what_is_in_force_is_said_to_be() -> None:
    """What is set by hand, or set again by a later entry, does not hold any more."""
    early, late = ("likelihood", "orders.daily_volume"), ("likelihood", "delay.duration_days")
    assert in_force(file(go_live="2027-03-20")) == [("2027-03-15", early, "")]
    assert in_force(file(go_live="2027-04-12")) == [
        ("2027-03-15", early[1:], ""),
        ("2027-04-12", late, ""),
    ]
    by_hand = scenario_of(
        f"{HEAD}likelihood: 60%\n{DATES}{FROM}",
        {"calendar.go_live": "2027-04-12", "calendar.backup_go_live": "2027-05-03",
         "delay.duration_days": "7"},
    )  # fmt: skip
    assert in_force(by_hand) == [("2027-03-15", early[1:], ""), ("2027-04-12", late[:1], "")]


def test_a_phase_that_restates_an_input_has_nothing_in_force_of_it() -> None:
    """The pilot says its own likelihood; the days of delay are as of the entry."""
    found = in_force(file(PHASES.replace("2027-05-01", "2027-04-20").replace("03-01", "04-15")))
    assert [one for one in found if one[2] == "pilot"] == [
        ("2027-03-15", ("orders.daily_volume",), "pilot"),
        ("2027-04-12", ("delay.duration_days",), "pilot"),
    ]
    assert ("2027-04-12", ("likelihood", "delay.duration_days"), "rest") in found
