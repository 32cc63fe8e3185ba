from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from omsrisk import InvalidScenarioError, Scenario, Severity, UsageError, assess, load
from omsrisk.core.pricing.case import COMMAND_LINE
from omsrisk.scenario.load import Loader
from tests.support.paths import ROOT
from tests.support.scenario_texts import DELAY, finding_of, findings_of, load_text, write

PILOT = "    share_of_orders: 10%\n"
REST = "    share_of_orders: 90%\n"
TAIL = f"phases:\n  - name: Pilot\n{PILOT}  - name: Rest\n{REST}"
STOPS = "stop_if_a_phase_fails: true\n"
WRONG_DATA = """\
data_misalignment:
  number_of_orders: 1000
  error_correction_cost: 10
  data_inaccuracy_rate: 5%
"""


def phased(pilot: str = "", rest: str = "") -> str:
    """The seven lines in two phases, with what each restates from its third line on."""
    return f"{DELAY}phases:\n  - name: Pilot\n{PILOT}{pilot}  - name: Rest\n{REST}{rest}"


IMPOSSIBLE_RULES = [  # text, code, path, line, column, message, hint, why
    (
        f"if_a_phase_fails: pause\n{DELAY}{TAIL}",
        ("SCN103", "pause_days", 1, 1, "`pause_days` is missing", "how long it pauses"),
        "a pause of no length",
    ),
    (
        f"stop_if_a_phase_fails: true\nif_a_phase_fails: pause\npause_days: 30\n{DELAY}{TAIL}",
        ("SCN111", "if_a_phase_fails", 2, 19, "`stop_if_a_phase_fails` says true", "keep one"),
        "it stops, or it pauses",
    ),
    (
        f"if_a_phase_fails: pause\npause_days: 30\n{DELAY}",
        ("SCN306", "if_a_phase_fails", 1, 19, "there are no phases", "add phases"),
        "nothing to put off",
    ),
    (
        f"if_a_phase_fails: halt\n{DELAY}{TAIL}",
        ("SCN108", "if_a_phase_fails", 1, 19, "stop, pause, continue", ""),
        "another word",
    ),
    (
        f"if_a_phase_fails: continue\n{STOPS}{DELAY}{TAIL}",
        ("SCN111", "if_a_phase_fails", 1, 19, "`stop_if_a_phase_fails` says true", "keep one"),
        "said twice, and differently",
    ),
    (
        f"stop_if_a_phase_fails: false\nif_a_phase_fails: stop\n{DELAY}{TAIL}",
        ("SCN111", "if_a_phase_fails", 2, 19, "`stop_if_a_phase_fails` says false", "keep one"),
        "the other way round",
    ),
    (
        f"if_a_phase_fails: stop\n{DELAY}",
        ("SCN306", "if_a_phase_fails", 1, 19, "there are no phases", "add phases"),
        "nothing to stop",
    ),
    (
        f"{DELAY}calendar: {{go_live: 2027-02-15, horizon: 2027-02-14}}\n",
        ("SCN302", "calendar.horizon", 8, 42, "lies before the last go-live, 2027-02-15", "undone"),
        "a horizon before the go-live",
    ),
    (
        "calendar: {horizon: 2027-05-31}\n"
        + phased("    go_live: 2027-02-15\n", "    go_live: 2027-06-01\n"),
        ("SCN302", "calendar.horizon", 1, 21, "lies before the last go-live, 2027-06-01", "undone"),
        "a horizon before the last of two go-lives",
    ),
]

IMPOSSIBLE = [  # text, code, path, line, column, what the message says, what the hint says, why
    (
        phased().replace("90%", "89%"),
        ("SCN301", "phases", 9, 3, "99 %, not 100 %", "`share_of_orders`"),
        "an order without a phase",
    ),
    (
        phased().replace("90%", "90.5%"),
        ("SCN301", "phases", 9, 3, "100.5 %, not 100 %", "`share_of_orders`"),
        "an order in two phases",
    ),
    (
        phased().replace("10%", "33.33%").replace("90%", "66.66%"),
        ("SCN301", "phases", 9, 3, "99.99 %, not 100 %", "`share_of_orders`"),
        "exactly: a tenth of a thousandth is missing",
    ),
    (
        phased().replace("name: Rest", "name: pilot!"),
        ("SCN110", "phases.pilot.name", 11, 11, "both are known as `pilot`", "name of its own"),
        "two phases of one name",
    ),
    (
        phased().replace("  - name: Rest\n    share", "  - share"),
        ("SCN103", "phases.1.name", 11, 5, "`name` is missing", "`name`"),
        "a phase without a name",
    ),
    (
        phased().replace(REST, ""),
        ("SCN103", "phases.rest.share_of_orders", 11, 5, "`phases.rest.share_of_orders`", ""),
        "a phase without a share",
    ),
    (
        DELAY + STOPS,
        ("SCN306", "stop_if_a_phase_fails", 8, 24, "no phases", "add phases"),
        "a stop rule without phases",
    ),
    (
        DELAY + STOPS + "phases: []\n",
        ("SCN306", "stop_if_a_phase_fails", 8, 24, "no phases", "add phases"),
        "an empty list of phases is none",
    ),
    (
        DELAY + "stop_if_a_phase_fails: yes\n",
        ("SCN108", "stop_if_a_phase_fails", 8, 24, "`yes` must be one of: true, false", ""),
        "only true is true",
    ),
    (
        DELAY + "calendar:\n  go_live: 2027-02-15\n  backup_go_live: 2027-01-18\n",
        ("SCN302", "calendar.backup_go_live", 10, 19, "2027-01-18 lies before", "fall back"),
        "a backup before the go-live",
    ),
    (
        DELAY + "calendar:\n  go_live: 2027-01-14\n  earliest_go_live: 2027-01-15\n",
        ("SCN302", "calendar.earliest_go_live", 10, 21, "2027-01-15 lies after", "earliest"),
        "a go-live before the earliest",
    ),
    (
        phased("    go_live: 2027-01-14\n")
        + "calendar: {go_live: 2027-02-01, earliest_go_live: 2027-01-15}\n",
        ("SCN302", "calendar.earliest_go_live", 14, 51, "2027-01-14", "earliest"),
        "a phase before the earliest go-live",
    ),
    (
        DELAY + "programme: {items: [{item: A, amount: 1, from: 2027-02-02, to: 2027-02-01}]}\n",
        ("SCN302", "programme.items.a.to", 8, 64, "2027-02-01 lies before", "follows"),
        "an item that ends before it begins",
    ),
    (
        DELAY + "programme: {items: [{item: A, amount: 1, from: 2027-02-02}]}\n",
        ("SCN103", "programme.items.a.to", 8, 21, "`programme.items.a.to` is missing", "evenly"),
        "an item that never ends",
    ),
    (
        DELAY + "programme: {items: [{item: A, amount: 1, to: 2027-02-02}]}\n",
        ("SCN103", "programme.items.a.from", 8, 21, "`programme.items.a.from` is missing", "evenly"),
        "an item that never begins",
    ),
    (
        phased("    stabilisation:\n      items:\n        - {item: Support, amount: 1}\n"),
        ("SCN110", "phases.pilot.stabilisation.items.support.item", 13, 18, "is taken", "another"),
        "an item of a phase that is named as a line of the model",
    ),
    (
        phased("    programme:\n      items:\n        - {item: A, amount: 1, on: 2027-02-02, "
               "from: 2027-02-02, to: 2027-02-03}\n"),
        ("SCN111", "phases.pilot.programme.items.a.on", 13, 36, "says the days twice", "one"),
        "an item of a phase that is paid on a day and over days",
    ),
    (
        DELAY + "calendar:\n  season: {jan: 0.8, dec: 1.2}\n",
        ("SCN303", "calendar.season", 9, 11, "there is no go-live", "`calendar.go_live`"),
        "a season without a go-live",
    ),
    (
        phased("    go_live: 2027-02-15\n") + "calendar: {season: {jan: 0.8, dec: 1.2}}\n",
        ("SCN303", "calendar.season", 14, 20, "go-live", "`calendar.go_live`"),
        "a season and a phase without a go-live",
    ),
    (
        DELAY + "calendar: {go_live: 2027-02-15, season: {jan: 0}}\n",
        ("SCN106", "calendar.season.jan", 8, 47, "`0` is not an index", "above 0"),
        "a month without orders",
    ),
    (
        DELAY + "calendar: {go_live: 2027-02-15, season: {jan: 0.000}}\n",
        ("SCN106", "calendar.season.jan", 8, 47, "`0.000` is not an index", "above 0"),
        "the same, finely written",
    ),
    (
        DELAY + "calendar: {go_live: 2027-02-15, season: {jan: -0.8}}\n",
        ("SCN105", "calendar.season.jan", 8, 47, "`-0.8` is negative", ""),
        "a negative month",
    ),
    (
        DELAY + "calendar: {go_live: 2027-02-15, season: {january: 0.8}}\n",
        ("SCN102", "calendar.season.january", 8, 42, "`january`", "`jan`"),
        "a month in full",
    ),
    (
        DELAY + "calendar: {go_live: 2027-02-29}\n",
        ("SCN107", "calendar.go_live", 8, 21, "`2027-02-29` is not a day of the calendar", "months"),
        "2027 has no 29 February",
    ),
    (
        phased("    go_live: 2027-02-29\n"),
        ("SCN107", "phases.pilot.go_live", 11, 14, "`2027-02-29` is not a day", "months"),
        "nor in a phase",
    ),
    (
        DELAY + "calendar: {go_live: 15.02.2027}\n",
        ("SCN107", "calendar.go_live", 8, 21, "expected a day, found `15.02.2027`", "2027-02-15"),
        "a day as some countries write it",
    ),
    (
        phased("    stabilisation:\n      parallel_running: {cost_per_day: 5, duration_days: 1}\n"),
        (
            "SCN102",
            "phases.pilot.stabilisation.parallel_running",
            12,
            7,
            "`parallel_running`",
            "charged once for the whole roll-out",
        ),
        "parallel running in a phase",
    ),
    (
        phased("    capital: {system_cost: 5, paid_before_go_live: 5%}\n"),
        ("SCN102", "phases.pilot.capital", 11, 5, "`capital`", "for the whole roll-out"),
        "the system's cost in a phase",
    ),
    (
        phased("    delay: {duration_dyas: 2}\n"),
        ("SCN102", "phases.pilot.delay.duration_dyas", 11, 13, "`duration_dyas`", "`duration_days`"),
        "a misspelt key in a phase",
    ),
    (
        DELAY + "calendar:\n  earliest_go_live: 2027-01-15\n  cost_of_waiting_per_day: 700\n",
        ("SCN103", "calendar.go_live", 8, 1, "`calendar.go_live` is missing", "waiting"),
        "waiting for nothing",
    ),
    (
        DELAY + "calendar:\n  go_live: 2027-02-15\n  cost_of_waiting_per_day: 700\n",
        ("SCN103", "calendar.earliest_go_live", 8, 1, "`calendar.earliest_go_live`", "waiting"),
        "waiting from nowhere",
    ),
    (
        phased("    delay: {duration_days: -2}\n"),
        ("SCN105", "phases.pilot.delay.duration_days", 11, 28, "negative", ""),
        "a wrong value in a phase",
    ),
    (
        phased("    likelihood: 30\n"),
        ("SCN106", "phases.pilot.likelihood", 11, 17, "more than 1", "30%"),
        "a likelihood without its percent",
    ),
    (
        phased("    stabilisation: {freeze: {duration_days: 2}}\n").replace(
            "delay:\n  duration_days: 3\n  cancellation_sensitivity: 12%\n",
            "hidden_costs:\n  brand_damage: 3\n  inventory_loss: 1\n",
        ),
        (
            "SCN103",
            "phases.pilot.delay.cancellation_sensitivity",
            11,
            21,
            "`phases.pilot.stabilisation.freeze` needs it",
            "or state `phases.pilot.stabilisation.freeze.cancellation_sensitivity`",
        ),
        "a freeze in a phase, and no sensitivity anywhere",
    ),
    (
        phased("    hidden_costs: {}\n"),
        ("SCN103", "phases.pilot.hidden_costs.inventory_loss", 11, 5, "hidden_costs` has none", ""),
        "hidden costs of a phase without a part",
    ),
    (
        phased("    programme: {}\n"),
        ("SCN103", "phases.pilot.programme.items", 11, 5, "is missing", "empty list"),
        "a programme of a phase without items",
    ),
    (
        STOPS + phased("    stopping: {}\n"),
        ("SCN103", "phases.pilot.stopping.items", 12, 5, "is missing", "empty list"),
        "a stopping of a phase without items",
    ),
]  # fmt: skip


@pytest.mark.parametrize("case", [*IMPOSSIBLE, *IMPOSSIBLE_RULES], ids=lambda case: case[-1])
def test_plan_that_cannot_be_is_one_finding(
    case: tuple[str, tuple[str, str, int, int, str, str], str],
) -> None:
    """Each contradiction is told once, at its place, with what to do about it."""
    text, (code, path, line, column, message, hint), _ = case
    found = finding_of(text)
    assert (found.code, found.path, found.line, found.column) == (code, path, line, column)
    assert found.severity is Severity.ERROR
    assert message in found.message
    assert hint in found.hint


def test_waiting_without_dates_lacks_both() -> None:
    """A price of waiting needs the day from which and the day until which one waits."""
    findings = findings_of(DELAY + "calendar: {cost_of_waiting_per_day: 700}\n")
    assert {one.path for one in findings} == {"calendar.earliest_go_live", "calendar.go_live"}
    assert {(one.code, one.line, one.column) for one in findings} == {("SCN103", 8, 1)}


def test_section_that_a_phase_begins_is_complete() -> None:
    """A phase that assesses what the scenario does not says all of it."""
    findings = findings_of(phased("    training_deficit:\n      hours: 5\n"))
    assert [(one.path, one.line) for one in findings] == [
        ("phases.pilot.training_deficit.cost_per_hour", 11),
        ("phases.pilot.training_deficit.incompletion_rate", 11),
    ]


@pytest.mark.parametrize("keeper", ["pilot", "rest"])
def test_input_that_scenario_and_phase_lack_is_missed_once(keeper: str) -> None:
    """One cause, one finding: what would mend the scenario's section mends that of its phases."""
    text = phased(**{keeper: "    delay: {duration_days: 2}\n"})
    for line, path in (
        ("  cancellation_sensitivity: 12%\n", "delay.cancellation_sensitivity"),
        ("  average_value: 100\n", "orders.average_value"),
    ):
        assert finding_of(text.replace(line, "")).path == path


FEE = "stopping: {items: [{item: Exit fee, amount: 5}]}\n"


WINDOW = "stabilisation:\n  duration_days: {low: 30, likely: 45, high: 120}\n"
DIP = "  productivity:\n    staff: 6\n    hours_per_day: 8\n    cost_per_hour: 30\n    dip: 10%\n"

ODD = [  # text, code, path, line, column, what the message says, what the hint says, why
    (
        STOPS + phased() + "stopping:\n  likelihood: 10%\n  items: []\n",
        ("SCN113", "stopping.likelihood", 15, 15, "has no effect", ""),
        "the rule says when it stops: a likelihood of stopping says nothing",
    ),
    (
        STOPS + phased("    stopping: {likelihood: 10%, items: []}\n"),
        ("SCN113", "phases.pilot.stopping.likelihood", 12, 28, "has no effect", ""),
        "nor does one of a phase",
    ),
    (
        STOPS + phased(rest="    stopping: {items: [{item: Fee, amount: 5}]}\n"),
        ("SCN113", "phases.rest.stopping", 14, 15, "has no effect", ""),
        "after the last phase nothing is left to stop",
    ),
    (
        phased("    stopping: {items: [{item: Fee, amount: 5}]}\n"),
        ("SCN113", "phases.pilot.stopping", 11, 15, "without the stop rule", "stop`"),
        "no rule, no stopping of a phase",
    ),
    (
        phased("    data_misalignment:\n      exposure_days: 5\n") + WRONG_DATA,
        ("SCN113", "phases.pilot.data_misalignment.exposure_days", 12, 22, "has no effect", ""),
        "a stated number of orders wins, also when inherited",
    ),
    (
        phased("    orders: {daily_volume: 1000}\n"),
        ("SCN305", "phases.pilot.orders.daily_volume", 11, 28, "not split", "split it"),
        "the volume of the whole in a phase",
    ),
    (
        phased("    training_deficit: {hours: 400}\n")
        + "training_deficit: {hours: 400.0, cost_per_hour: 1, incompletion_rate: 1%}\n",
        ("SCN305", "phases.pilot.training_deficit.hours", 11, 31, "not split", "split it"),
        "however it is written",
    ),
    (
        DELAY + FEE,
        ("SCN308", "stopping", 8, 11, "`stopping.likelihood` is missing", "the chance"),
        "nothing says how likely it is that the roll-out is abandoned",
    ),
    (
        phased() + FEE,
        ("SCN308", "stopping", 13, 11, "charged in full", "if_a_phase_fails: stop"),
        "the stop rule switched off: exit fees are charged at 100 %",
    ),
    (
        "if_a_phase_fails: stop\n"
        + phased("    stopping: {items: [{item: Fee, amount: 5}]}\n").replace("90%", "40%")
        + "  - {name: Last, share_of_orders: 50%}\n",
        ("SCN309", "phases.rest", 13, 5, "in 1 of 2 phases", "state `stopping`"),
        "one of two phases that may stop says what it costs",
    ),
    (
        "if_a_phase_fails: stop\n"
        + phased().replace(REST, "").replace("10%", "100%").replace("  - name: Rest\n", ""),
        ("SCN113", "if_a_phase_fails", 1, 19, "has no effect", "add phases"),
        "one phase alone stops no other",
    ),
    (
        DELAY + "calendar:\n  go_live: 2027-02-15\n  season: {dec: 1.9}\n",
        ("SCN304", "calendar.season", 10, 11, "average 1.075, not 1", "scale"),
        "a year that is no average",
    ),
    (
        DELAY + WINDOW + DIP + "    working_days: 32\n",
        ("SCN505", "stabilisation.productivity.working_days", 15, 19, "stays 32 while", "range"),
        "working days that stay while their window ranges",
    ),
    (
        phased("    stabilisation: {productivity: {working_days: 12}}\n") + WINDOW + DIP,
        (
            "SCN505",
            "phases.pilot.stabilisation.productivity.working_days",
            11,
            50,
            "from 30 to 120 days",
            "correlated",
        ),
        "those of one phase",
    ),
]


def test_working_days_with_a_range_of_their_own() -> None:
    """A range of the working days, or one value of the window, is nothing odd."""
    ranges = "    working_days: {low: 20, likely: 32, high: 80}\n"
    assert not load_text(DELAY + WINDOW + DIP + ranges).findings
    still = WINDOW.replace("{low: 30, likely: 45, high: 120}", "45")
    assert not load_text(DELAY + still + DIP + "    working_days: 32\n").findings


@pytest.mark.parametrize("case", ODD, ids=lambda case: case[-1])
def test_plan_that_is_odd_is_a_warning(
    case: tuple[str, tuple[str, str, int, int, str, str], str],
) -> None:
    """What is possible and probably not meant is told, and priced all the same."""
    text, (code, path, line, column, message, hint), _ = case
    scenario = load_text(text)
    assert [(one.code, one.path, one.line, one.column) for one in scenario.findings] == [
        (code, path, line, column)
    ]
    (found,) = scenario.findings
    assert found.severity is Severity.WARNING
    assert message in found.message
    assert hint in found.hint
    assert assess(scenario).totals["cost_of_failure"]


FINE = [  # text, why
    (phased(), "phases that restate nothing"),
    (phased("    delay: {duration_days: 2}\n"), "a section in part"),
    (phased("    orders: {daily_volume: 100}\n"), "a volume of the phase's own"),
    (phased("    orders: {average_value: 100}\n"), "a value is not split: the same is no mistake"),
    (phased("    likelihood: 5%\n"), "a likelihood"),
    (phased().replace("10%", "0").replace("90%", "1"), "a phase without orders"),
    (phased().replace("10%", "0.1").replace("90%", "0.9"), "shares as numbers"),
    (phased("    hidden_costs: {brand_damage: 0}\n"), "zero is a value"),
    (STOPS + phased(), "a stop rule"),
    (DELAY + "stop_if_a_phase_fails: false\n", "no stop rule, said aloud"),
    (DELAY + "phases: []\n", "no phases, said aloud"),
    (DELAY + "calendar: {}\n", "no dates yet"),
    (DELAY + "calendar: {go_live: 2028-02-29}\n", "2028 has a 29 February"),
    (DELAY + "calendar: {go_live: 2027-02-15, backup_go_live: 2027-02-15}\n", "no time to fall back"),
    (DELAY + "calendar: {go_live: 2027-02-15, earliest_go_live: 2027-02-15}\n", "no waiting"),
    (DELAY + "calendar: {go_live: 2027-02-15, season: {jan: 0.5, dec: 1.5}}\n", "an average year"),
    (
        DELAY + "stabilisation: {freeze: {duration_days: 40}}\n"
        "calendar: {go_live: 2027-01-15, earliest_go_live: 2027-01-10}\n",
        "a freeze that begins before the earliest go-live",
    ),
    (
        phased("    go_live: 2027-02-15\n", "    go_live: 2027-06-15\n")
        + "calendar: {season: {jan: 0.5, dec: 1.5}}\n",
        "a season, and dates in the phases alone",
    ),
    (
        phased("    go_live: 2027-02-15\n", "    go_live: 2027-06-15\n")
        + "calendar: {earliest_go_live: 2027-01-15, cost_of_waiting_per_day: 5}\n",
        "waiting for the first phase",
    ),
    (
        phased("    data_misalignment:\n      number_of_orders: 5\n")
        + WRONG_DATA.replace("number_of_orders: 1000", "exposure_days: 3"),
        "days that the other phase counts",
    ),
]  # fmt: skip


@pytest.mark.parametrize("case", FINE, ids=lambda case: case[-1])
def test_plan_that_can_be_has_no_finding(case: tuple[str, str]) -> None:
    """Nothing is said of what is in order."""
    text, _ = case
    scenario = load_text(text)
    assert scenario.findings == ()
    assert assess(scenario).totals["cost_of_failure"] is not None


LATE = "delay: {duration_days: 3, cancellation_sensitivity: 5%}"
LOST = "hidden_costs: {brand_damage: 5}"


@pytest.mark.parametrize(
    "phases",
    [
        f"[{{name: A, share_of_orders: 100%, {LATE}}}]",
        f"[{{name: A, share_of_orders: 50%, {LATE}}}, {{name: B, share_of_orders: 50%, {LOST}}}]",
    ],
    ids=["one", "two of two phases"],
)
def test_category_may_be_assessed_in_the_phases_alone(phases: str) -> None:
    """A scenario that leaves its categories to its phases assesses something."""
    text = f"currency: USD\norders: {{daily_volume: 10, average_value: 5}}\nphases: {phases}\n"
    assert assess(load_text(text)).totals["cost_of_failure"]


def values(scenario: Scenario, path: str) -> list[Decimal]:
    """What is in force in each phase."""
    return [phase.inputs[path].value for phase in scenario.case.phases]


def test_phase_restates_a_section_in_part() -> None:
    """What a phase leaves out it inherits, key by key; nothing of one phase reaches another."""
    scenario = load_text(phased("    delay: {duration_days: 2}\n"))
    assert values(scenario, "delay.duration_days") == [2, 3]
    assert values(scenario, "delay.cancellation_sensitivity") == [Decimal("0.12")] * 2
    restated = [one.inputs["delay.duration_days"].restated for one in scenario.case.phases]
    assert restated == [True, False]
    delay = Decimal(1000) * 100 * Decimal("0.12") * (Decimal("0.2") + Decimal("2.7"))
    assert assess(scenario).totals["cost_of_failure"] == delay


def test_stated_number_of_orders_wins_also_when_inherited() -> None:
    """Days restated in a phase change nothing where the scenario states the number of orders."""
    text = phased("    data_misalignment:\n      exposure_days: 5\n") + WRONG_DATA
    with_days, without = assess(load_text(text)), assess(load_text(phased() + WRONG_DATA))
    assert with_days.totals == without.totals
    assert without.totals["cost_of_failure"] == 36000 + 500


def test_phase_replaces_a_list_whole() -> None:
    """An integration point that a phase does not list is none of that phase."""
    above = (
        "data_misalignment:\n  exposure_days: 10\n  error_correction_cost: 1\n  integrations:\n"
        "    - {name: ERP, data_inaccuracy_rate: 10%}\n"
        "    - {name: CRM, data_inaccuracy_rate: 10%}\n"
    )
    own = "    data_misalignment:\n      integrations: [{name: ERP, data_inaccuracy_rate: 20%}]\n"
    scenario = load_text(phased(own) + above)
    pilot, rest = scenario.case.phases
    listed = "data_misalignment.integrations"
    assert [row.slug for row in pilot.rows[listed]] == ["erp"]
    assert [row.slug for row in rest.rows[listed]] == ["erp", "crm"]
    assert not [path for path in pilot.inputs if ".crm." in path]
    lines = {line.id: line for line in assess(scenario).exposure.lines}
    parts = {part.id: part.amount for part in lines["data_misalignment"].parts}
    assert parts == {"data_misalignment.erp": 200 + 900, "data_misalignment.crm": 900}


def test_source_of_the_scenario_is_none_of_what_a_phase_restates() -> None:
    """A number that a phase puts in the place of another does not inherit its source."""
    text = (
        phased("    delay: {duration_days: 2}\n") + "sources: {delay: survey, phases.pilot: pilot}\n"
    )
    pilot, rest = load_text(text).case.phases
    assert pilot.inputs["delay.duration_days"].source == "pilot"
    assert pilot.inputs["delay.cancellation_sensitivity"].source == "survey"
    assert rest.inputs["delay.duration_days"].source == "survey"


def test_base_brings_its_phases(tmp_path: Path) -> None:
    """A file over a base with phases keeps them, and what they restate."""
    over = "extends: base.yaml\ndelay: {duration_days: 5}\n"
    base = phased("    delay: {duration_days: 2}\n")
    scenario = load(write(tmp_path, {"over.yaml": over, "base.yaml": base}))
    assert [phase.name for phase in scenario.case.phases] == ["Pilot", "Rest"]
    assert values(scenario, "delay.duration_days") == [2, 5]


def test_file_replaces_the_phases_of_its_base(tmp_path: Path) -> None:
    """A list of phases is replaced whole: no phase of the base survives, nor what it restates."""
    over = (
        "extends: base.yaml\nphases:\n  - {name: Pilot, share_of_orders: 40%}\n"
        "  - {name: Main, share_of_orders: 60%, likelihood: 5%}\n"
    )
    base = STOPS + phased("    delay: {duration_days: 2}\n    likelihood: 50%\n")
    scenario = load(write(tmp_path, {"over.yaml": over, "base.yaml": base}))
    assert [phase.name for phase in scenario.case.phases] == ["Pilot", "Main"]
    assert values(scenario, "delay.duration_days") == [3, 3]
    assert "likelihood" not in scenario.case.phases[0].inputs
    assert scenario.case.stops_if_a_phase_fails


def test_file_without_phases_over_a_stop_rule_says_so(tmp_path: Path) -> None:
    """A plan is judged after merging: the rule of the base has lost its phases."""
    over = "extends: base.yaml\nphases: []\n"
    with pytest.raises(InvalidScenarioError) as refused:
        load(write(tmp_path, {"over.yaml": over, "base.yaml": STOPS + phased()}))
    (found,) = refused.value.findings
    assert (Path(found.file).name, found.code, found.line) == ("base.yaml", "SCN306", 1)


def with_values(text: str, overrides: Mapping[str, str]) -> Scenario:
    """Load a text with values of the command line."""
    return Loader(overrides, read_bytes=lambda _: text.encode()).load("scenario.yaml")


SET = [  # path, value, input, its value in the pilot and the rest, why
    ("phases.pilot.likelihood", "10%", "likelihood", ["0.1", ""], "in one phase alone"),
    ("phases.Pilot.likelihood", "10%", "likelihood", ["0.1", ""], "by its name"),
    ("phases.pilot.delay.duration_days", "4", "delay.duration_days", ["4", "3"], "a section"),
    ("phases.rest.delay", "{duration_days: 4}", "delay.duration_days", ["3", "4"], "in part"),
    ("delay.duration_days", "4", "delay.duration_days", ["4", "4"], "all phases inherit"),
    ("likelihood", "20%", "likelihood", ["0.2", "0.2"], "all phases inherit"),
]


@pytest.mark.parametrize("case", SET, ids=lambda case: f"{case[0]}: {case[-1]}")
def test_value_is_written_where_the_path_says(
    case: tuple[str, str, str, list[str], str],
) -> None:
    """A path of the scenario reaches all phases, a path of a phase that phase."""
    path, value, name, expected, _ = case
    scenario = with_values(phased(), {path: value})
    found = [one.inputs[name].value if name in one.inputs else "" for one in scenario.case.phases]
    assert found == [Decimal(one) if one else "" for one in expected]
    assert scenario.findings == ()


def test_value_of_a_phase_can_be_set_through_the_library(tmp_path: Path) -> None:
    """`load` takes the paths that `--set` takes."""
    file = write(tmp_path, {"a.yaml": phased()})
    scenario = load(file, {"phases.pilot.likelihood": "10%", "phases.rest.likelihood": Decimal(0)})
    assert values(scenario, "likelihood") == [Decimal("0.1"), 0]
    pilot = scenario.case.phases[0]
    assert pilot.inputs["likelihood"].source == COMMAND_LINE


@pytest.mark.parametrize("keeper", ["pilot", "rest"])
def test_phase_that_restates_keeps_its_own(keeper: str) -> None:
    """A value set above is told not to reach the phase that restates it, and how to reach it."""
    text = phased(**{keeper: "    delay: {duration_days: 2}\n"})
    scenario = with_values(text, {"delay.duration_days": "4"})
    assert sorted(values(scenario, "delay.duration_days")) == [2, 4]
    (found,) = scenario.findings
    assert (found.code, found.severity) == ("SCN307", Severity.INFO)
    assert found.path == "delay.duration_days"
    assert keeper.capitalize() in found.message
    assert f"phases.{keeper}.delay.duration_days=" in found.hint


def test_value_inside_a_list_that_a_phase_replaces_is_told() -> None:
    """An item set above does not reach the phase that states the part as one amount."""
    text = phased("    hidden_costs: {inventory_loss: 5}\n")
    text += "hidden_costs: {inventory_loss: [{item: Stock, amount: 7}]}\n"
    scenario = with_values(text, {"hidden_costs.inventory_loss.stock.amount": "9"})
    assert [(one.code, one.severity) for one in scenario.findings] == [("SCN307", Severity.INFO)]


@pytest.mark.parametrize(
    ("text", "path", "message", "hint"),
    [
        (phased(), "phases.pilto.likelihood", "no element `pilto`", "`pilot`"),
        (phased(), "phases.pilot.likelihod", "unknown input path", "likelihood"),
        (phased(), "phases.pilot.programme.items.a.amount", "not a list", ""),
        (DELAY, "phases.pilot.likelihood", "not a list", ""),
    ],
)
def test_path_into_a_phase_that_is_not_there_sets_nothing(
    text: str, path: str, message: str, hint: str
) -> None:
    """A value that would reach no phase is refused."""
    with pytest.raises(UsageError) as refused:
        with_values(text, {path: "10%"})
    assert message in refused.value.message
    assert hint in refused.value.hint


def test_shares_are_judged_with_the_values_set() -> None:
    """One share changed alone leaves a part of the orders over: the fault of the two together."""
    with pytest.raises(InvalidScenarioError, match="add up to 110 %"):
        with_values(phased(), {"phases.pilot.share_of_orders": "20%"})
    both = {"phases.pilot.share_of_orders": "20%", "phases.rest.share_of_orders": "80%"}
    assert values(with_values(phased(), both), "delay.duration_days") == [3, 3]


def test_examples_with_phases_are_valid() -> None:
    """Each example file with phases or dates loads without a warning."""
    files = sorted((ROOT / "scenarios").rglob("[!._]*.yaml"))
    assert files
    for file in files:
        assert not [one for one in load(file).findings if one.severity is not Severity.INFO], file


@pytest.mark.parametrize(
    "rule", ["if_a_phase_fails: stop\n", STOPS, f"if_a_phase_fails: stop\n{STOPS}"]
)
def test_the_stop_rule_has_two_ways_to_be_written(rule: str) -> None:
    """`stop_if_a_phase_fails: true` stays and means `if_a_phase_fails: stop`."""
    assert load_text(rule + phased()).case.stops_if_a_phase_fails
    assert not load_text("if_a_phase_fails: continue\n" + phased()).case.stops_if_a_phase_fails


def test_a_stopping_without_a_likelihood_keeps_its_figure() -> None:
    """The warning asks; the price is what it was: as if for certain."""
    assert assess(load_text(DELAY + FEE)).totals["stopping"] == 5
