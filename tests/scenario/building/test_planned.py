"""What a file plans: findings on mitigations and gaps, and how gaps move the go-live."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from omsrisk import InvalidScenarioError, Scenario, Severity, UsageError, assess, load
from omsrisk.scenario.load import Loader
from tests.support.scenario_texts import DELAY, finding_of, findings_of, load_text, write

PHASES = """\
phases:
  - {name: Pilot, share_of_orders: 10%, delay: {duration_days: 1}}
  - {name: Rest, share_of_orders: 90%}
"""
DATED = DELAY + "calendar: {go_live: 2027-02-15, earliest_go_live: 2027-01-15"
PRICED = DATED + ", cost_of_waiting_per_day: 700}\n"


def measures(*rows: str, cost: str = "cost: 1, ") -> str:
    """The seven lines with mitigations A, B and so on; each row says what follows the cost."""
    written = [f"  - {{name: {name}, {cost}{row}}}\n" for name, row in zip("ABC", rows, strict=False)]
    return f"{DELAY}mitigations:\n{''.join(written)}"


def effect(*effects: str) -> str:
    """The effects of a mitigation."""
    return f"effects: {{{', '.join(effects)}}}"


def gap(*keys: str) -> str:
    """One gap in a file with dates."""
    return f"{PRICED}gaps:\n  - {{area: Returns, {', '.join(keys)}}}\n"


def with_names(text: str, *names: str, **overrides: str) -> Scenario:
    """Load a text with mitigations taken; `__` stands for a dot."""
    values = {key.replace("__", "."): one for key, one in overrides.items()}
    return Loader(values, lambda _: text.encode(), taken=names).load("scenario.yaml")


DAYS_2 = effect("delay.duration_days: {set: 2}")
DAYS_1 = effect("delay.duration_days: {set: 1}")
RATE_5 = effect("data_misalignment.data_inaccuracy_rate: {set: 5%}")
POINT = "data_misalignment.integrations.shop.data_inaccuracy_rate"
MISALIGNED = """\
data_misalignment:
  exposure_days: 10
  error_correction_cost: 10
  data_inaccuracy_rate: 10%
  integrations: [{name: Shop}, {name: Stock, data_inaccuracy_rate: 20%}]
"""
MODIFY, CHANGE = "decision: modify", "decision: change_process"
COSTS = ("modification_cost: 100", "process_change_cost: 10")

IMPOSSIBLE = [  # text, code, path, line, what the message says, what the hint says, why
    (
        measures(effect("delay.duration_dayz: {set: 2}")),
        ("SCN401", "mitigations.a.effects.delay.duration_dayz", 9, "not an input",
         "`delay.duration_days`"),
        "a typo",
    ),
    (
        measures(effect("delay: {multiply: 0.5}")),
        ("SCN401", "mitigations.a.effects.delay", 9, "not an input", ""),
        "a section is not an input",
    ),
    (
        measures(effect("calendar.go_live: {add: 7}")),
        ("SCN401", "mitigations.a.effects.calendar.go_live", 9, "not an input", ""),
        "a date is not a number",
    ),
    (
        measures(effect("mitigations.b.cost: {multiply: 0.5}"), DAYS_2),
        ("SCN401", "mitigations.a.effects.mitigations.b.cost", 9, "no mitigation can change", ""),
        "the cost of another",
    ),
    (
        measures(effect("calendar.season.jan: {multiply: 0.5}")),
        ("SCN401", "mitigations.a.effects.calendar.season.jan", 9, "no mitigation can change", ""),
        "the season",
    ),
    (
        measures(effect("phases.pilot.share_of_orders: {set: 20%}")) + PHASES,
        ("SCN401", "mitigations.a.effects.phases.pilot.share_of_orders", 9,
         "no mitigation can change", ""),
        "the orders of a phase",
    ),
    (
        measures(DAYS_2, DAYS_1),
        ("SCN402", "mitigations.b.effects.delay.duration_days", 10, "`A` sets", "`excludes`"),
        "two numbers for one input",
    ),
    (
        measures(DAYS_2, effect("phases.pilot.delay.duration_days: {set: 1}")) + PHASES,
        ("SCN402", "mitigations.b.effects.phases.pilot.delay.duration_days", 10, "`A` sets",
         "`excludes`"),
        "one for all phases, one for the pilot",
    ),
    (
        measures(RATE_5, effect(f"{POINT}: {{set: 2%}}")) + MISALIGNED,
        ("SCN402", f"mitigations.b.effects.{POINT}", 10, "`A` sets", "`excludes`"),
        "one for the section, one for a row that has it from there",
    ),
    (
        measures(effect("delay.duration_days: {add: -5}")),
        ("SCN403", "mitigations.a.effects.delay.duration_days", 9, "-2, less than 0", ""),
        "5 of 3 days",
    ),
    (
        measures(effect("delay.cancellation_sensitivity: {multiply: 9}")),
        ("SCN403", "mitigations.a.effects.delay.cancellation_sensitivity", 9, "1.08, more than 1",
         ""),
        "nine times 12 %",
    ),
    (
        measures(effect("delay.cancellation_sensitivity: {add: 0.9}")),
        ("SCN403", "mitigations.a.effects.delay.cancellation_sensitivity", 9, "1.02, more than 1",
         ""),
        "90 % more than 12 %",
    ),
    (
        measures(effect("delay.duration_days: {add: -2}")) + PHASES,
        ("SCN403", "mitigations.a.effects.delay.duration_days", 9,
         "`phases.pilot.delay.duration_days` -1", ""),
        "2 of 3 days, of which the pilot has 1",
    ),
    (
        measures(effect("likelihood: {add: 10%}")),
        ("SCN403", "mitigations.a.effects.likelihood", 9, "1.1, more than 1", ""),
        "more than sure, where nothing is stated",
    ),
    (
        measures(DAYS_2 + ", excludes: Bee", effect("delay.duration_days: {add: 1}")),
        ("SCN404", "mitigations.a.excludes", 9, "`Bee`, which is not one", ""),
        "an exclusion of nothing",
    ),
    (
        measures(DAYS_2 + ", excludes: A"),
        ("SCN404", "mitigations.a.excludes", 9, "not one of the other", ""),
        "an exclusion of itself",
    ),
    (
        measures(DAYS_2).replace("cost: 1, ", ""),
        ("SCN103", "mitigations.a.cost", 9, "`mitigations.a.cost` is missing", "explain"),
        "a mitigation without a cost",
    ),
    (
        measures("owner: Head of IT"),
        ("SCN103", "mitigations.a.effects", 9, "`mitigations.a.effects` is missing", "explain"),
        "a mitigation that does nothing",
    ),
    (
        measures(effect("delay.duration_days: {set: -2}")),
        ("SCN105", "mitigations.a.effects.delay.duration_days", 9, "negative", ""),
        "a negative number set",
    ),
    (
        measures(effect("delay.duration_days: {multiply: -0.5}")),
        ("SCN105", "mitigations.a.effects.delay.duration_days", 9, "negative", ""),
        "a negative factor",
    ),
    (
        measures(effect("delay.duration_days: {set: 50%}")),
        ("SCN105", "mitigations.a.effects.delay.duration_days.set", 9, "no percentage", ""),
        "half a what",
    ),
    (
        measures(effect("delay.duration_days: {add: -50%}")),
        ("SCN105", "mitigations.a.effects.delay.duration_days.add", 9, "no percentage", ""),
        "less half a what",
    ),
    (
        measures(effect("delay.cancellation_sensitivity: {set: 5}")),
        ("SCN106", "mitigations.a.effects.delay.cancellation_sensitivity.set", 9,
         "more than 1", "write 5%"),
        "5 where 5 % is meant",
    ),
    (
        measures(effect("delay.duration_days: {set: 2, add: 1}")),
        ("SCN111", "mitigations.a.effects.delay.duration_days", 9, "exactly one", ""),
        "two operations",
    ),
    (
        measures(effect("delay.duration_days: {mutliply: 2}")),
        ("SCN102", "mitigations.a.effects.delay.duration_days", 9, "`mutliply`", "`multiply`"),
        "no operation",
    ),
    (
        measures(effect("delay.duration_days: 2")),
        ("SCN107", "mitigations.a.effects.delay.duration_days", 9, "set, multiply, add", ""),
        "a number without its operation",
    ),
    (
        gap(MODIFY, COSTS[1]),
        ("SCN103", "gaps.returns.modification_cost", 10, "is missing", ""),
        "modified at no known cost",
    ),
    (
        gap(CHANGE, COSTS[0]),
        ("SCN103", "gaps.returns.process_change_cost", 10, "is missing", ""),
        "changed at no known cost",
    ),
    (
        gap(MODIFY, *COSTS, "postpones_by_days: 1.5"),
        ("SCN106", "gaps.returns.postpones_by_days", 10, "1.5 is not a whole number", ""),
        "half a day moves no date",
    ),
    (
        gap(CHANGE, *COSTS, "postpones_by_days: 1.5"),
        ("SCN106", "gaps.returns.postpones_by_days", 10, "1.5 is not a whole number", ""),
        "nor would it, if it were decided so",
    ),
    (
        gap(MODIFY, *COSTS, "postpones_by_days: 3651"),
        ("SCN106", "gaps.returns.postpones_by_days", 10, "3651 days are more than 3,650", "typo"),
        "more than ten years",
    ),
    (
        gap("decision: modfiy", *COSTS),
        ("SCN108", "gaps.returns.decision", 10, "`modfiy` must be one of", "`modify`"),
        "no decision",
    ),
]  # fmt: skip

Expected = tuple[str, str, int, str, str]


@pytest.mark.parametrize("case", IMPOSSIBLE, ids=lambda case: f"{case[1][0]} {case[-1]}")
def test_impossible_plan_is_refused(case: tuple[str, Expected, str]) -> None:
    """A plan that makes no sense is one finding, at its place, which says how to mend it."""
    text, (code, path, line, message, hint), _ = case
    found = finding_of(text)
    assert (found.code, found.path, found.line) == (code, path, line)
    assert message in found.message
    assert hint in found.hint


def test_every_problem_is_told_at_once() -> None:
    """Findings of several mitigations and gaps come together, each in its line."""
    text = measures(effect("delay.days: {set: 2}"), effect("delay.duration_days: {add: -5}"))
    text += f"gaps:\n  - {{area: Returns, {MODIFY}}}\n"
    assert [(one.code, one.line) for one in findings_of(text)] == [
        ("SCN401", 9),
        ("SCN403", 10),
        ("SCN103", 12),
    ]


POSSIBLE = [
    (measures(DAYS_2, DAYS_2), "two set the same number"),
    (measures(DAYS_2, DAYS_1 + ", excludes: A"), "the second excludes the first"),
    (measures(DAYS_2 + ", excludes: B", DAYS_1), "the first excludes the second"),
    (measures(DAYS_2 + ", excludes: [b]", DAYS_1), "by its slug, in a list"),
    (measures(effect("delay.duration_days: {add: -3}")), "to exactly nothing"),
    (measures(effect("delay.cancellation_sensitivity: {set: 100%}")), "to exactly the whole"),
    (measures(*[effect("delay.duration_days: {add: -2}")] * 2), "too much only together"),
    (measures(DAYS_2, cost="cost: 0, "), "at no cost"),
    (measures(DAYS_2, cost="cost: [{item: Work, quantity: 2, unit_cost: 3}], "), "cost items"),
    (gap(MODIFY, COSTS[0]), "the cost that was not chosen may be missing"),
    (gap(CHANGE, COSTS[1], "postpones_by_days: 3650"), "ten years"),
    (gap(), "not decided, and no cost known"),
]


@pytest.mark.parametrize("case", POSSIBLE, ids=lambda case: case[-1])
def test_possible_plan_is_taken(case: tuple[str, str]) -> None:
    """What can be meant is valid, without a warning."""
    assert load_text(case[0]).findings == ()


IDLE = [
    ("training_deficit.hours: {multiply: 0.5}", "", "a section that is left out"),
    ("stabilisation.freeze.duration_days: {set: 0}", "", "a section of a section"),
    ("phases.pilot.training_deficit.hours: {multiply: 0.5}", PHASES, "in a phase"),
    ("delay.duration_days: {set: 2}, orders.contribution_margin: {set: 1}", "", "one of two"),
]


@pytest.mark.parametrize("case", IDLE, ids=lambda case: case[-1])
def test_effect_on_an_input_that_is_not_stated_is_told(case: tuple[str, str, str]) -> None:
    """An effect that changes nothing is a warning in its line, not an error."""
    text, more, _ = case
    (found,) = load_text(measures(effect(text)) + more).findings
    assert (found.code, found.severity, found.line) == ("SCN113", Severity.WARNING, 9)
    assert "is not stated" in found.message


def test_a_row_of_its_own_rate_takes_a_number_of_its_own() -> None:
    """A row that states a rate has none from its section: one effect for each is no conflict."""
    own = POINT.replace("shop", "stock")
    text = measures(RATE_5, effect(f"{own}: {{set: 2%}}")) + MISALIGNED
    inputs = with_names(text, "a", "b").case.inputs
    assert inputs["data_misalignment.data_inaccuracy_rate"].value == Decimal("0.05")
    assert inputs[own].value == Decimal("0.02")


def test_finding_points_into_the_base_that_wrote_it(tmp_path: Path) -> None:
    """A mitigation of a base is judged with the numbers of the file, and told where it stands."""
    base = measures(effect("delay.duration_days: {add: -2}"))
    over = "extends: base.yaml\ndelay: {duration_days: 1}\n"
    with pytest.raises(InvalidScenarioError) as refused:
        load(write(tmp_path, {"over.yaml": over, "base.yaml": base}))
    (found,) = refused.value.findings
    assert (Path(found.file).name, found.code, found.line) == ("base.yaml", "SCN403", 9)


def test_measures_that_leave_the_bounds_together() -> None:
    """Two mitigations that each are possible and together are not: a finding when both are taken."""
    text = measures(*[effect("delay.duration_days: {add: -2}")] * 2)
    assert with_names(text, "B").case.inputs["delay.duration_days"].value == 1
    with pytest.raises(InvalidScenarioError) as refused:
        with_names(text, "A", "B")
    assert {one.code for one in refused.value.findings} == {"SCN403"}
    assert "together they make `delay.duration_days` -1" in refused.value.findings[0].message


def test_value_of_the_command_line_over_an_effect_is_told() -> None:
    """`--set` wins over `--with`: information at the effect, and the mitigation is paid."""
    text = measures(effect("delay.duration_days: {multiply: 0.5}"))
    scenario = with_names(text, "A", delay__duration_days="5")
    (found,) = scenario.findings
    assert (found.code, found.severity, found.line) == ("SCN405", Severity.INFO, 9)
    assert "--with A: `delay.duration_days` keeps the value of --set" in found.message
    assert assess(scenario).totals["net_exposure"] == 60_000 + 1


SET_BY_HAND = [
    ({"delay": "{duration_days: 5}"}, 60_000, "a section that holds the input"),
    ({"delay.cancellation_sensitivity": "24%"}, 36_000, "another input: the effect acts"),
    ({"mitigations.a.cost": "500"}, 18_000 + 499, "the cost of the mitigation"),
    ({"likelihood": "50%"}, 9_000, "an input that the file leaves out"),
]


@pytest.mark.parametrize("case", SET_BY_HAND, ids=lambda case: case[-1])
def test_what_is_set_by_hand_beside_a_measure(case: tuple[dict[str, str], int, str]) -> None:
    """Values of the command line hold, and the effect acts on all that they leave."""
    overrides, without_cost, _ = case
    text = measures(effect("delay.duration_days: {multiply: 0.5}"))
    scenario = Loader(overrides, lambda _: text.encode(), taken=["A"]).load("scenario.yaml")
    assert assess(scenario).totals["net_exposure"] == without_cost + 1


REFUSED = [  # names, message, hint, why
    (["Bee"], "--with Bee: scenario.yaml has no such mitigation", "there are: a, b", "unknown"),
    (["A", "A"], "--with A is given twice", "", "twice"),
    (["A", "a"], "--with a is given twice", "", "twice, once by its slug"),
    (["A", "B"], "`A` and `B` exclude each other", "one of them", "they exclude each other"),
    (["B", "A"], "exclude each other", "one of them", "in the other order"),
    (["C\n\x1b[31m"], "--with C\\n\\x1b[31m", "", "control characters are shown, not obeyed"),
]


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case[-1])
def test_name_that_cannot_be_taken(case: tuple[list[str], str, str, str]) -> None:
    """One that is not there, or not beside another, is wrong usage and says what there is."""
    names, message, hint, _ = case
    text = measures(DAYS_2, DAYS_1 + ", excludes: A")
    with pytest.raises(UsageError) as refused:
        with_names(text, *names)
    assert message in refused.value.message
    assert hint in refused.value.hint


def test_file_without_mitigations_has_none_to_take() -> None:
    """`--with` on a file that has no mitigations says so."""
    with pytest.raises(UsageError, match="no such mitigation") as refused:
        with_names(DELAY, "A")
    assert refused.value.hint == "it has no `mitigations`"


def test_nearest_name_is_offered() -> None:
    """A slip in the name of a mitigation asks for the one that is meant."""
    text = measures(DAYS_2).replace("name: A", "name: Escalation ladder")
    with pytest.raises(UsageError) as refused:
        with_names(text, "Escalation lader")
    assert refused.value.hint == "did you mean `escalation-ladder`?"


@pytest.mark.parametrize("name", ["Escalation ladder", "escalation-ladder", "ESCALATION  Ladder!"])
def test_measure_is_taken_by_its_name_or_slug(name: str) -> None:
    """Names are compared as paths write them."""
    text = measures(DAYS_2).replace("name: A", "name: Escalation ladder")
    assert with_names(text, name).case.taken == ("escalation-ladder",)


def lines_of(scenario: Scenario) -> Mapping[str, Decimal | int | None]:
    """Every line and part of an exposure by id."""
    found = {}
    for line in assess(scenario).exposure.lines:
        found.update({one.id: one.amount for one in (line, *line.parts) if one.assessed})
    return found


POSTPONED = [  # gaps, days, waiting, why
    ([(MODIFY, 14)], 14, 45 * 700, "modified: 31 days and 14"),
    ([(CHANGE, 14)], 0, 31 * 700, "changing the process takes no time"),
    ([("note: open", 14)], 0, 31 * 700, "not decided"),
    ([(MODIFY, 14), (MODIFY, 20)], 20, 51 * 700, "the largest of two, not their sum"),
    ([(MODIFY, 14), (CHANGE, 20)], 14, 45 * 700, "the largest of those that are modified"),
    ([(MODIFY, 0)], 0, 31 * 700, "modified in no time"),
]


@pytest.mark.parametrize("case", POSTPONED, ids=lambda case: case[-1])
def test_modifications_postpone_the_go_live(
    case: tuple[list[tuple[str, int]], int, int, str],
) -> None:
    """The longest modification moves the go-live, and waiting is charged to the moved day."""
    gaps, days, waiting, _ = case
    text = f"{PRICED}gaps:\n"
    for at, (decision, postpones) in enumerate(gaps):
        keys = ", ".join((decision, *COSTS, f"postpones_by_days: {postpones}"))
        text += f"  - {{area: Area {at}, {keys}}}\n"
    scenario = load_text(text)
    assert scenario.case.calendar.go_live == date.fromordinal(date(2027, 2, 15).toordinal() + days)
    assert scenario.case.calendar.earliest_go_live == date(2027, 1, 15)
    assert scenario.case.postponed_by == days
    lines = lines_of(scenario)
    assert lines["programme.waiting"] == waiting
    chosen = sum(100 if one == MODIFY else 10 for one, _ in gaps)  # not decided: the cheaper way
    assert lines["programme.gaps"] == chosen
    assert assess(scenario).totals["net_exposure"] == 36_000 + waiting + chosen


WITHOUT_DATES = [
    ("", "no dates at all"),
    ("go_live: 2027-02-15, ", "no earliest go-live"),
    ("earliest_go_live: 2027-02-15, ", "no go-live"),
]


@pytest.mark.parametrize("case", WITHOUT_DATES, ids=lambda case: case[-1])
def test_waiting_without_dates_is_the_postponement(case: tuple[str, str]) -> None:
    """Where the days from earliest to stated go-live are not told, the 14 days alone are charged."""
    text = f"{DELAY}calendar: {{{case[0]}cost_of_waiting_per_day: 700}}\ngaps:\n"
    text += f"  - {{area: Returns, {MODIFY}, {COSTS[0]}, postpones_by_days: 14}}\n"
    assert lines_of(load_text(text))["programme.waiting"] == 9_800


@pytest.mark.parametrize("decision", [CHANGE, "note: open"])
def test_waiting_without_dates_needs_none_where_nothing_postpones(decision: str) -> None:
    """To change the process instead leaves the file valid: no day is waited, none is charged."""
    text = f"{DELAY}calendar: {{cost_of_waiting_per_day: 700}}\ngaps:\n"
    text += f"  - {{area: Returns, {decision}, {', '.join(COSTS)}, postpones_by_days: 14}}\n"
    assert not lines_of(load_text(text)).get("programme.waiting")


def test_every_phase_is_postponed() -> None:
    """All go-lives move alike, so that the days between them stay."""
    days = ("2027-02-15", "2027-04-12")
    text = gap(MODIFY, *COSTS, "postpones_by_days: 14") + (
        f"phases:\n  - {{name: Pilot, share_of_orders: 10%, go_live: {days[0]}}}\n"
        f"  - {{name: Rest, share_of_orders: 90%, go_live: {days[1]}}}\n"
    )
    case = load_text(text).case
    assert [str(phase.go_live) for phase in case.phases] == ["2027-03-01", "2027-04-26"]
    assert case.days_between_go_lives == 56


def test_backup_is_compared_with_the_stated_go_live() -> None:
    """A modification that passes the backup is no contradiction of the file: the stated day is."""
    postponed = gap(MODIFY, *COSTS, "postpones_by_days: 14")
    after = postponed.replace("earliest", "backup_go_live: 2027-02-20, earliest")
    assert load_text(after).findings == ()
    found = finding_of(after.replace("2027-02-20", "2027-02-10"))
    assert found.code == "SCN302"
    assert "2027-02-10 lies before the go-live, 2027-02-15" in found.message


def test_earliest_is_compared_with_the_stated_go_live() -> None:
    """A postponement does not mend a go-live before the earliest day."""
    found = finding_of(
        gap(MODIFY, *COSTS, "postpones_by_days: 90").replace("go_live: 2027-02", "go_live: 2027-01")
        .replace("earliest_go_live: 2027-01-15", "earliest_go_live: 2027-02-15")
    )  # fmt: skip
    assert found.code == "SCN302"
    assert "2027-02-15 lies after the go-live, 2027-01-15" in found.message


def test_a_postponement_past_the_horizon_is_a_finding() -> None:
    """The horizon is compared with the go-live as modifications postpone it."""
    text = gap(MODIFY, *COSTS, "postpones_by_days: 14").replace(
        "calendar: {", "calendar: {horizon: 2027-02-28, "
    )
    found = finding_of(text)
    assert (found.code, found.path) == ("SCN302", "calendar.horizon")
    assert "2027-02-28 lies before the last go-live, 2027-03-01" in found.message
    assert load_text(text.replace("02-28", "03-01")).case.postponed_by == 14


def test_gap_that_is_not_decided_is_not_assessed() -> None:
    """A missing decision is no zero: the cheaper way is a floor, and nothing is complete."""
    text = f"{gap(CHANGE, *COSTS)}  - {{area: Picking, {', '.join(COSTS)}}}\n"
    lines = {line.id: line for line in assess(load_text(text)).exposure.lines}
    line = lines["programme.gaps"]
    assert [part.assessed for part in line.parts] == [True, False]
    assert [part.note for part in line.parts] == [
        "change the process",
        "not decided: the cheaper way, at least",
    ]
    assert (line.amount, line.complete) == (20, False)


TAKEN = [
    (measures(DAYS_2, DAYS_2).replace("name: B", "name: a"), "SCN110", "two mitigations of one name"),
    (measures(DAYS_2).replace("name: A", "name: '?!'"), "SCN110", "a name without letters"),
    (gap(CHANGE, *COSTS) + "  - {area: returns}\n", "SCN110", "two gaps of one area"),
    (measures(DAYS_2).replace("name: A, ", ""), "SCN103", "a mitigation without a name"),
    (gap(CHANGE, *COSTS).replace("area: Returns, ", ""), "SCN103", "a gap without an area"),
]


@pytest.mark.parametrize("case", TAKEN, ids=lambda case: case[-1])
def test_plans_have_names_of_their_own(case: tuple[str, str, str]) -> None:
    """Mitigations and gaps go by their names: each has one, and no two have the same."""
    assert finding_of(case[0]).code == case[1]
