"""The edges of the rules on dates: what is just late enough, and what is just in time."""

from datetime import date
from pathlib import Path

import pytest

from omsrisk import assess, load
from omsrisk.checks.rule import Rule
from omsrisk.checks.rules.planning import (
    backup_before_go_live,
    backup_too_near,
    behind_without_impact,
    busy_month,
    department_not_trained,
    due_after_go_live,
    gone_live_unprepared,
    no_backup,
    no_go_live,
    paid_before_go_live,
    phase_before_stable,
    rank_of_month,
    stabilisation_in_peak,
)
from omsrisk.checks.subject import Subject
from omsrisk.core.calendar import MONTHS
from omsrisk.scenario.documents.places import Location
from tests.support.rule_texts import TODAY, problems_of, subject_of

Row = tuple[Rule, str, list[Location], str]

_CALENDAR: Location = ("calendar", "go_live")
_BACKUP: Location = ("calendar", "backup_go_live")


def _phases(*phases: str) -> str:
    share = 100 // len(phases)
    shares = [share] * (len(phases) - 1) + [100 - share * (len(phases) - 1)]
    rows = (
        f"  - {{share_of_orders: {one}%, {phase}}}" for one, phase in zip(shares, phases, strict=True)
    )
    return "phases:\n" + "\n".join(rows) + "\n"


def _modified(days: int) -> str:
    return (
        "gaps:\n  - {area: Stock, decision: modify, modification_cost: 1, postpones_by_days: 3}\n"
        f"  - {{area: Returns, decision: modify, modification_cost: 1, postpones_by_days: {days}}}\n"
        "  - {area: Tax, decision: change_process, process_change_cost: 1, postpones_by_days: 900}\n"
    )


def _behind(*days: str) -> str:
    rows = (f"    - {{item: Item {at}, days: {one}, impact: none}}" for at, one in enumerate(days))
    return "status:\n  behind:\n" + "\n".join(rows) + "\n"


def _dates(go_live: str, backup: str = "2028-02-07") -> str:
    return f"calendar:\n  go_live: {go_live}\n  backup_go_live: {backup}\n"


def _departments(*names: str) -> str:
    rows = (f"    - {{name: {name}, hours: 1}}" for name in names)
    return "training_deficit:\n  departments:\n" + "\n".join(rows) + "\n"


def _capital(share: str, *items: str) -> str:
    rows = (f"    - {{{item}}}" for item in items)
    head = f"capital:\n  system_cost:\n  paid_before_go_live: {share}\n  items:\n"
    return head + "\n".join(rows)


_NO_DATES = "calendar:\n"
_FLAT = ", ".join(f"{month}: 1" for month in MONTHS)
_PILOT, _REST = "name: Pilot, go_live: 2027-02-15", "name: Rest, go_live: 2027-04-05"

ROWS: list[Row] = [  # rule, piece, where it is broken, why the row is there
    (no_go_live, _phases(_PILOT, _REST) + _NO_DATES, [], "each phase has its own"),
    (
        no_go_live,
        _phases(_PILOT, "name: Rest") + _NO_DATES,
        [("phases", 1, "go_live")],
        "one phase has none",
    ),
    (no_go_live, _phases("name: Pilot", "name: Rest"), [], "phases inherit that of the calendar"),
    (
        no_go_live,
        _phases("name: Pilot", "name: Rest") + _NO_DATES,
        [_CALENDAR],
        "none at all, told once",
    ),
    (no_backup, _NO_DATES, [_BACKUP], "no calendar at all"),
    (busy_month, _dates("2027-09-06", "2027-09-20"), [], "average month"),
    (busy_month, "calendar:\n  season: {feb: 1.1, dec: 1.4}", [_CALENDAR], "above 12.0 / 12 = 1"),
    (
        busy_month,
        "calendar:\n  season: {feb: 1.05, dec: 2.05}",
        [],
        "above 1, the average of the year is 1.05",
    ),
    (busy_month, "calendar:\n  backup_go_live: 2027-10-04", [_BACKUP], "the backup alone"),
    (busy_month, "calendar:\n  season:\n  go_live: 2027-12-01\n  backup_go_live:", [], "no season"),
    (
        busy_month,
        _phases(_PILOT, "name: Rest, go_live: 2027-11-08"),
        [("phases", 1, "go_live")],
        "the second phase",
    ),
    (
        busy_month,
        _dates("2027-10-04") + _phases("name: Pilot", "name: Rest"),
        [_CALENDAR],
        "phases that inherit it, told once",
    ),
    (busy_month, _modified(230), [_CALENDAR], "2027-10-03 as postponed, stated in a slow month"),
    (
        rank_of_month,
        _phases(_PILOT, _REST),
        [("phases", 0, "go_live"), ("phases", 1, "go_live")],
        "two",
    ),
    (rank_of_month, _NO_DATES, [], "no go-live to rank"),
    (stabilisation_in_peak, _dates("2027-10-18"), [_CALENDAR], "its last of 45 days is 2027-12-01"),
    (stabilisation_in_peak, _dates("2027-10-17"), [], "its last of 45 days is the eve of the peak"),
    (
        stabilisation_in_peak,
        _dates("2027-10-17") + "stabilisation:\n  duration_days: 45.5",
        [_CALENDAR],
        "half a day of the peak",
    ),
    (stabilisation_in_peak, _dates("2027-12-31"), [_CALENDAR], "begins on the last day of the peak"),
    (stabilisation_in_peak, _dates("2028-01-01"), [], "begins on the day after the peak"),
    (stabilisation_in_peak, "calendar:\n  season: {" + _FLAT + "}", [], "a year without a peak"),
    (
        stabilisation_in_peak,
        "stabilisation:\n  duration_days: 999999999999999999",
        [_CALENDAR],
        "longer than any calendar",
    ),
    (
        stabilisation_in_peak,
        _phases(_PILOT, "name: Rest, go_live: 2027-09-06, stabilisation: {duration_days: 87}"),
        [("phases", 1, "go_live")],
        "its own duration ends on 2027-12-01",
    ),
    (
        stabilisation_in_peak,
        _phases(_PILOT, "name: Rest, go_live: 2027-09-06, stabilisation: {duration_days: 86}"),
        [],
        "its own duration ends on the eve of the peak",
    ),
    (stabilisation_in_peak, "calendar:\n  go_live: 2027-02-15\n  season:", [], "no season"),
    (backup_too_near, _behind("56"), [], "exactly as far as the days behind"),
    (backup_too_near, _behind("56.5"), [_BACKUP], "half a day too near"),
    (backup_too_near, _behind("30", "57", "1"), [_BACKUP], "the largest counts"),
    (backup_too_near, _behind("30", "30"), [], "days behind are not added up"),
    (backup_too_near, _modified(56), [], "exactly as far as the postponement"),
    (backup_too_near, _modified(57), [_BACKUP], "a day nearer than the postponement"),
    (backup_too_near, _behind("57") + "calendar:\n  backup_go_live:", [], "no backup to judge"),
    (backup_too_near, _behind("57") + _NO_DATES, [], "no dates to judge"),
    (backup_too_near, "status:\n", [], "no status report"),
    (behind_without_impact, "status:\n  behind:\n    - {item: A, days: 0}", [], "not behind"),
    (
        behind_without_impact,
        'status:\n  behind:\n    - {item: A, days: 1}\n    - {item: B, impact: " "}',
        [("status", "behind", 0, "impact"), ("status", "behind", 1, "impact")],
        "one for each, also where the days are not said",
    ),
    (behind_without_impact, "status:\n", [], "no status report"),
    (paid_before_go_live, "capital:\n  paid_before_go_live: 84.99%", [], "just below"),
    (
        paid_before_go_live,
        "capital:\n  paid_before_go_live: 85%",
        [("capital", "paid_before_go_live")],
        "exactly the source's share",
    ),
    (paid_before_go_live, "capital:\n  system_cost: 0", [], "no cost, no share"),
    (paid_before_go_live, "capital:\n", [], "not assessed"),
    (
        paid_before_go_live,
        _capital(
            "",
            "item: Licences, amount: 700, paid_before_go_live: 100%",
            "item: Services, amount: 300, paid_before_go_live: 50%",
        ),
        [("capital", "items")],
        "850 of 1,000 by items",
    ),
    (
        paid_before_go_live,
        _capital(
            "50%",
            "item: Licences, amount: 699, paid_before_go_live: 100%",
            "item: Services, amount: 301",
        ),
        [],
        "849.50 of 1,000 by items",
    ),
    (due_after_go_live, "checklist:\n  training:\n    due: 2027-02-15", [], "on the go-live day"),
    (
        due_after_go_live,
        "checklist:\n  training:\n    due: 2027-02-16\n  migration:\n    due: 2027-02-16",
        [("checklist", "migration", "due"), ("checklist", "training", "due")],
        "the day after, one for each step",
    ),
    (due_after_go_live, "checklist:\n  monitoring:\n    due: 2028-02-16", [], "monitoring goes on"),
    (due_after_go_live, "checklist:\n  training:\n    due:", [], "no day is stated"),
    (
        due_after_go_live,
        "checklist:\n  training:\n    due: 2027-03-01\n" + _modified(14),
        [],
        "the go-live as postponed",
    ),
    (due_after_go_live, _NO_DATES, [], "no go-live to be late for"),
    (
        phase_before_stable,
        _phases(_PILOT, "name: Rest, go_live: 2027-04-01"),
        [],
        "on the day on which the one before is stable",
    ),
    (
        phase_before_stable,
        _phases(_PILOT, "name: Rest, go_live: 2027-03-31"),
        [("phases", 1, "go_live")],
        "a day before it is stable",
    ),
    (
        phase_before_stable,
        _phases(
            "name: Pilot, go_live: 2027-02-15, stabilisation: {duration_days: 60}",
            "name: Rest, go_live: 2027-04-15",
            "name: Last, go_live: 2027-05-30",
        ),
        [("phases", 1, "go_live")],
        "the duration of the phase before, where restated",
    ),
    (
        phase_before_stable,
        _phases(_PILOT, "name: Rest, go_live: 2027-02-08")
        + "calendar:\n  go_live: 2027-02-15\n  earliest_go_live: 2027-02-01",
        [("phases", 1, "go_live")],
        "before the one before it",
    ),
    (phase_before_stable, _phases(_PILOT, "name: Rest") + _NO_DATES, [], "no day to compare"),
    (
        phase_before_stable,
        _phases(_PILOT, "name: Rest, go_live: 2027-02-22") + "stabilisation:",
        [],
        "no stabilisation to wait for",
    ),
    (department_not_trained, _departments("it", "fulfilment"), [], "small letters"),
    (
        department_not_trained,
        _departments("Information Technology", "Warehouse night shift"),
        [],
        "other words for both",
    ),
    (
        department_not_trained,
        _departments("Sales until it works"),
        [("training_deficit", "departments")] * 2,
        "neither, told one by one; `it` within a sentence is a word",
    ),
    (
        department_not_trained,
        "training_deficit:\n  departments: []\n  hours: 400",
        [("training_deficit", "departments")],
        "not told apart, told once",
    ),
    (department_not_trained, "training_deficit:\n", [], "not assessed, so there is nothing to tell"),
    (
        department_not_trained,
        "training_deficit:\n"
        + _phases(
            "name: Pilot, training_deficit: {hours: 9, cost_per_hour: 9, incompletion_rate: 9%}",
            "name: Rest",
        ),
        [("phases", 0, "training_deficit", "departments")],
        "assessed in a phase alone",
    ),
    (
        department_not_trained,
        _departments("Operations")
        + _phases(
            "name: Pilot, training_deficit: {departments: [{name: IT, hours: 1}]}", "name: Rest"
        ),
        [],
        "a phase trains the other",
    ),
    (backup_before_go_live, _modified(56), [], "the backup is the postponed go-live"),
    (backup_before_go_live, _modified(57), [_BACKUP], "a day before the postponed go-live"),
    (backup_before_go_live, _modified(57) + "calendar:\n  backup_go_live:", [], "no backup"),
    (
        backup_before_go_live,
        _modified(57) + _phases(_PILOT, _REST),
        [_BACKUP],
        "the first go-live of the phases",
    ),
]


def test_there_are_rows_for_each_rule() -> None:
    """No rule of the family goes without its edges; PLN009 has a table of its own."""
    codes = {rule.code for rule, *_ in ROWS} | {gone_live_unprepared.code}
    assert codes == {f"PLN{number:03}" for number in range(1, 14)}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0].code} {row[-1]}")
def test_edge(row: Row, tmp_path: Path) -> None:
    """Each row breaks its rule in the places it says, or keeps it."""
    rule, piece, places, _ = row
    assert [one.location for one in problems_of(rule, piece, tmp_path)] == places


_LIVE = "calendar:\n  earliest_go_live: 2026-11-02\n  go_live: 2026-11-30\nchecklist:\n"
_DONE = "".join(f"  {one}: {{status: done}}\n" for one in ("integration", "migration", "monitoring"))

CLOCK = [  # piece, today, message, why the row is there
    (_LIVE + _DONE, date(2026, 11, 30), "", "the go-live is today"),
    (
        _LIVE + _DONE,
        date(2026, 12, 1),
        "the go-live, 2026-11-30, is 1 day past; not done: `training`",
        "the go-live was yesterday",
    ),
    (_LIVE + _DONE + "  training: {status: done}", date(2026, 12, 1), "", "all is done"),
    (
        _LIVE + _DONE.replace("migration: {status: done}", "migration: {status:}") + "  vendor:",
        date(2026, 12, 31),
        (
            "the go-live, 2026-11-30, is 31 days past; not done: `migration`, `training`; "
            "not on the checklist: `vendor`"
        ),
        "one without a status, one open, one missing",
    ),
    (_LIVE + _DONE + _modified(1), date(2026, 12, 1), "", "postponed to today"),
    (_NO_DATES, date(9000, 1, 1), "", "no go-live that could be past"),
]


@pytest.mark.parametrize("row", CLOCK, ids=lambda row: row[-1])
def test_gone_live_unprepared(row: tuple[str, date, str, str], tmp_path: Path) -> None:
    """From the day after the go-live, what is not done is told in one finding."""
    piece, today, message, _ = row
    found = problems_of(gone_live_unprepared, piece, tmp_path, today)
    assert [one.message for one in found] == ([message] if message else [])


MESSAGES = [  # rule, piece, message
    (
        busy_month,
        "calendar:\n  season: {feb: 1.40, dec: 1.4}",
        (
            "the go-live, 2027-02-15, lies in February: index 1.4, rank 10 of 12 from the slowest, "
            "and the year averages 1.025"
        ),
    ),
    (
        rank_of_month,
        _phases("name: Pilot, go_live: 2027-08-16", "name: Rest"),
        "go-live of `Pilot` in August: rank 2 of 12, 1 is the slowest",
    ),
    (
        backup_too_near,
        _behind("60") + _modified(57),
        (
            "the backup lies 56 days after the go-live, 2027-02-15, and `Item 0` is 60 days behind "
            "and modifications postpone the go-live by 57 days"
        ),
    ),
    (
        paid_before_go_live,
        "capital:\n  system_cost: 1000\n  paid_before_go_live: 99.5%",
        "995.00 USD, 99.5 % of the system's cost of 1,000.00 USD, are paid before the go-live",
    ),
    (
        phase_before_stable,
        _phases(_PILOT, "name: Rest, go_live: 2027-02-16"),
        "`Rest` goes live on 2027-02-16, 1 day after `Pilot`, which takes 45 days to be stable",
    ),
    (
        phase_before_stable,
        _phases("name: Pilot", "name: Rest, go_live: 2027-02-15"),
        "`Rest` goes live on 2027-02-15, as does `Pilot`, which takes 45 days to be stable",
    ),
]


@pytest.mark.parametrize("row", MESSAGES, ids=lambda row: row[-1])
def test_message_says_the_numbers(row: tuple[Rule, str, str], tmp_path: Path) -> None:
    """A message names the day, the month, the days or the money that are meant."""
    rule, piece, message = row
    assert problems_of(rule, piece, tmp_path)[0].message == message


def test_what_is_in_force_is_judged(tmp_path: Path) -> None:
    """A value of the command line counts here as it does in the total."""
    subject_of(_dates("2027-10-18"), tmp_path)
    scenario = load(tmp_path / "case.yaml", {"stabilisation.duration_days": "44"})
    assert list(stabilisation_in_peak.find(Subject(assess(scenario), TODAY))) == []
