"""The edges of the rules on what else goes live, and on what waiting for the backup buys."""

from pathlib import Path

import pytest

from omsrisk.checks.rules.planning import (
    concurrent_not_said,
    likelihood_the_same_at_the_backup,
    no_interim_interface,
)
from tests.support.rule_texts import problems_of


@pytest.mark.parametrize(
    ("piece", "told"),
    [
        ("concurrent:", 1),
        ("concurrent: ['']", 1),
        ("concurrent: [Warehouse, ' ']", 1),
        ("concurrent: []", 0),
        ("concurrent: Warehouse", 0),
    ],
    ids=["left out", "nobody", "one of two is nobody", "none, and said so", "one"],
)
def test_which_systems_go_live_at_the_same_time(piece: str, told: int, tmp_path: Path) -> None:
    """An empty list says that there are none; an empty name says nothing."""
    found = [one.location for one in problems_of(concurrent_not_said, piece, tmp_path)]
    assert found == [("concurrent",)] * told


def dated(*entries: str, backup: str = "2027-04-12", likelihood: str = "60%") -> str:
    """Write a go-live on 15 February with what holds from other days on."""
    listed = "".join(f"\n    - {one}" for one in entries)
    return (
        f"likelihood: {likelihood}\ncalendar:\n  go_live: 2027-02-15\n"
        f"  backup_go_live: {backup}\n  if_live_from:{listed}"
    )


PHASES = "\nphases:\n  - {name: A, share_of_orders: 40%}\n  - {name: B, share_of_orders: 60%"
OWN = ", likelihood: 30%}"

BACKUPS = [
    (dated(), 1, "nothing changes"),
    (dated("{date: 2027-04-12, set: {likelihood: 30%}}"), 0, "on the very day of the backup"),
    (dated("{date: 2027-04-13, set: {likelihood: 30%}}"), 1, "a day too late"),
    (dated("{date: 2027-02-16, set: {likelihood: 30%}}"), 0, "the day after the go-live"),
    (dated("{date: 2027-02-15, set: {likelihood: 30%}}"), 1, "from the go-live on: it holds of both"),
    (dated("{date: 2027-01-01, set: {likelihood: 30%}}"), 1, "before the go-live: it holds of both"),
    (dated("{date: 2027-03-01, set: {likelihood: 60%}}"), 1, "it says what holds already"),
    (dated("{date: 2027-03-01, set: {likelihood: 90%}}"), 0, "likelier to fail is another, too"),
    (dated(*(f"{{date: 2027-0{month}-01, set: {{likelihood: {month}0%}}}}" for month in (3, 4))), 0,
     "the last of several"),
    (dated(*(f"{{date: {day}, set: {{likelihood: {share}%}}}}"
             for day, share in (("2027-03-01", 30), ("2027-04-01", 60)))), 1,
     "by the backup it is back where it was"),
    (dated("{date: 2027-03-01, set: {stabilisation.duration_days: 20}}"), 1, "of something else"),
    (dated("{date: 2027-03-01, set: {likelihood: {low: 50%, likely: 60%, high: 70%}}}"), 0,
     "what is known of it is another"),
    (dated(likelihood="100%"), 0, "a sure failure is no question"),
    (dated(likelihood="0%"), 0, "nor is one that cannot be"),
    (dated(likelihood=""), 0, "nor one that nobody has stated"),
    (dated().replace("backup_go_live: 2027-04-12", "backup_go_live:"), 0, "without a backup"),
    (dated("{date: 2027-03-01, set: {likelihood: 30%}}") + PHASES + OWN, 0,
     "in one phase it is another, in one it is not"),
]  # fmt: skip


@pytest.mark.parametrize(("piece", "told", "why"), BACKUPS, ids=[row[-1] for row in BACKUPS])
def test_what_waiting_for_the_backup_buys(piece: str, told: int, why: str, tmp_path: Path) -> None:
    """The likelihood in force at the go-live is held against that in force on the backup date."""
    found = [one.location for one in problems_of(likelihood_the_same_at_the_backup, piece, tmp_path)]
    assert found == [("calendar", "backup_go_live")] * told, why


def phased(*go_lives: str, more: str = "") -> str:
    """Write phases, with a go-live of their own or without one."""
    share = 100 // len(go_lives)
    rows = "".join(
        f"\n  - {{name: P{at}, share_of_orders: {share}%{f', go_live: {day}' if day else ''}}}"
        for at, day in enumerate(go_lives)
    )
    return f"phases:{rows}{more}"


ITEM = "{item: Bridge, kind: interim_interface, amount: 0}"

INTERIM = [
    (phased("2027-02-15", "2027-04-05"), 1, "two steps"),
    (phased("2027-02-15", "2027-02-15"), 0, "two that go live on one day"),
    (phased("2027-02-15"), 0, "one phase"),
    (phased("", ""), 0, "two that go live with the calendar"),
    (phased("", "", more="\ncalendar:"), 1, "two without days are two steps"),
    ("approach: phased", 0, "the word alone is no phase"),
    (phased("2027-02-15", "2027-04-05", more=f"\nprogramme: {{items: [{ITEM}]}}"), 0,
     "one of nothing says that there is none to build"),
    (phased("2027-02-15", "2027-04-05", more=f"\nhidden_costs: {{brand_damage: [{ITEM}]}}"), 0,
     "in any list"),
    (phased("2027-02-15", "2027-04-05")[:-1] + f", programme: {{items: [{ITEM}]}}}}", 0,
     "of one phase"),
    (phased("2027-02-15", "2027-04-05", more="\nprogramme: {items: [{item: Bridge, amount: 5}]}"), 1,
     "an item that is called so and does not say what it is"),
]  # fmt: skip


@pytest.mark.parametrize(("piece", "told", "why"), INTERIM, ids=[row[-1] for row in INTERIM])
def test_what_connects_two_systems(piece: str, told: int, why: str, tmp_path: Path) -> None:
    """Two go-lives have an interface between them, if it costs nothing."""
    found = [one.location for one in problems_of(no_interim_interface, piece, tmp_path)]
    assert found == [("phases",)] * told, why
