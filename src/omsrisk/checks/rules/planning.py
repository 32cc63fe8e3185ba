"""PLN: whether the dates can be kept, and what happens on the days around the go-live."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from omsrisk.checks.rule import Problem, Rule, rule
from omsrisk.checks.rules.checklist import in_backticks, missing_steps, steps_of
from omsrisk.checks.subject import DEPARTMENTS, Subject, is_from
from omsrisk.core.calendar import MONTHS, Season, add_months
from omsrisk.core.money import add, exact, share_of
from omsrisk.core.pricing.case import Input
from omsrisk.core.pricing.catalogue import (
    BACKUP_GO_LIVE,
    CAPITAL,
    CAPITAL_ITEMS,
    GO_LIVE,
    LIKELIHOOD,
    PAID_BEFORE_GO_LIVE,
    STABILISATION_DAYS,
)
from omsrisk.scenario.documents.findings import Severity
from omsrisk.scenario.documents.places import Location
from omsrisk.scenario.schema.checklist import DONE, IN_PROGRESS
from omsrisk.scenario.schema.priced.cost_items import INTERIM_INTERFACE

MOST_PAID_BEFORE_GO_LIVE = Decimal("0.85")
"""The share of the system's cost from which the source speaks of money that is gone."""

_SEVERAL = 2

CONTINUOUS = "monitoring"
"""The step that goes on after the go-live."""

_GO_LIVE: Location = tuple(GO_LIVE.split("."))
_BACKUP: Location = tuple(BACKUP_GO_LIVE.split("."))
_SLOWEST = "[P], go live in the slowest selling part of the year"
_HOLD_A_BACKUP = "[P], hold a backup date that the business can move to comfortably"


class _GoLive(NamedTuple):
    """
    A go-live in force.

    Attributes:
        day: Its day, moved by what postpones it.
        where: Where the file states it.
        name: What a message calls it.
        stable_after: Days until the business is stable; None where nothing is said of it.
    """

    day: date
    where: Location
    name: str
    stable_after: Decimal | None


def _go_lives(subject: Subject) -> list[_GoLive]:
    """List the go-lives in force, each once: that of the calendar, or those of the phases."""
    case = subject.case
    if not case.phases:
        days = case.inputs.get(STABILISATION_DAYS)
        after = None if days is None else days.value
        day = case.calendar.go_live
        return [] if day is None else [_GoLive(day, _GO_LIVE, "the go-live", after)]
    found = []
    for index, (phase, model) in enumerate(
        zip(case.phases, subject.content.phases or (), strict=True)
    ):
        if phase.go_live is not None:
            inherited = model.go_live is None
            where = _GO_LIVE if inherited else ("phases", index, "go_live")
            name = "the go-live" if inherited else f"the go-live of `{phase.name}`"
            days = phase.inputs.get(STABILISATION_DAYS)
            after = None if days is None else days.value
            found.append(_GoLive(phase.go_live, where, name, after))
    return list(dict.fromkeys(found))


def _dates(subject: Subject) -> list[_GoLive]:
    """List the go-lives in force, each place of the file once."""
    return list({one.where: one for one in _go_lives(subject)}.values())


@rule(
    "PLN001",
    "no go-live",
    Severity.WARNING,
    reason="Without a day nothing can be weighed against the season, and nobody knows what is late.",
    source="[P], the go-live date is a target",
    hint="state the target: `calendar.go_live`, or `go_live` of each phase",
    wrong="calendar:",
    right="calendar:\n  go_live: 2027-02-15\n  backup_go_live: 2027-04-12",
)
def no_go_live(subject: Subject) -> Iterator[Problem]:
    """Ask for the day on which the new system takes orders."""
    if subject.case.first_go_live is None:
        yield Problem(_GO_LIVE, "there is no go-live")
        return
    for index, phase in enumerate(subject.case.phases):
        if phase.go_live is None:
            yield Problem(("phases", index, "go_live"), f"the phase `{phase.name}` has no go-live")


@rule(
    "PLN002",
    "no backup go-live",
    Severity.WARNING,
    reason="The go-live is a target; without a day to fall back to, a roll-out that is not ready "
    "goes live all the same.",
    source=_HOLD_A_BACKUP,
    hint="agree on a day with the business: `calendar.backup_go_live`",
    wrong="calendar:\n  go_live: 2027-02-15\n  backup_go_live:",
    right="calendar:\n  go_live: 2027-02-15\n  backup_go_live: 2027-04-12",
)
def no_backup(subject: Subject) -> Iterator[Problem]:
    """Ask for the day to fall back to."""
    if subject.case.calendar.backup_go_live is None:
        first = subject.case.first_go_live
        beside = "" if first is None else f" if {first} cannot be kept"
        yield Problem(_BACKUP, f"there is no backup go-live to fall back to{beside}")


@rule(
    "PLN003",
    "a go-live in a busy month",
    Severity.WARNING,
    reason="What goes wrong goes wrong for more orders, and nobody has time to get familiar with the "
    "new system.",
    source=_SLOWEST,
    hint="move it to a month whose index is not above the average of the year",
    wrong="calendar:\n  go_live: 2027-11-08\n  backup_go_live: 2028-02-07",
    right="calendar:\n  go_live: 2027-02-15\n  backup_go_live: 2027-04-12",
    about=("calendar",),
)
def busy_month(subject: Subject) -> Iterator[Problem]:
    """Hold the months of the go-lives, and of the backup, to the average of the year."""
    season, backup = subject.case.calendar.season, subject.case.calendar.backup_go_live
    if season is None:
        return
    dates = [(one.name, one.day, one.where) for one in _dates(subject)]
    if backup is not None:
        dates.append(("the backup go-live", backup, _BACKUP))
    for name, day, where in dates:
        index = season.index_of(day)
        if _is_above_average(index, season):
            average = _plain(round(season.total / len(MONTHS), 4))
            message = f"{name}, {day}, lies in {_month(day)}: index {_plain(index)}, "
            message += f"rank {_rank(index, season)} of 12 from the slowest"
            yield Problem(where, f"{message}, and the year averages {average}")


def _is_above_average(index: Decimal, season: Season) -> bool:
    with exact():
        return index * len(MONTHS) > season.total


def _rank(index: Decimal, season: Season) -> int:
    """Count from the slowest month; months with the same index share a rank."""
    return 1 + sum(other < index for other in season.indices)


_NAMES = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def _month(day: date) -> str:
    return _NAMES[day.month - 1]


def _plain(number: Decimal | int) -> str:
    """Write a number without the zeros that end it."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _days(number: Decimal | int) -> str:
    return f"{_plain(number)} {'day' if number == 1 else 'days'}"


@rule(
    "PLN004",
    "the rank of the go-live's month",
    Severity.INFO,
    reason="The source asks for the slowest selling part of the year; the rank says how near the "
    "plan comes to it.",
    source=_SLOWEST,
    hint="nothing, if nothing speaks for a slower month",
    wrong="calendar:\n  go_live: 2027-02-15\n  season: {feb: 0.7, dec: 1.8}",
    right="calendar:\n  go_live: 2027-02-15\n  season:",
    about=("calendar",),
)
def rank_of_month(subject: Subject) -> Iterator[Problem]:
    """Tell how slow the months of the go-lives are."""
    season = subject.case.calendar.season
    if season is None:
        return
    for one in _dates(subject):
        rank = _rank(season.index_of(one.day), season)
        name = one.name.removeprefix("the ")
        yield Problem(one.where, f"{name} in {_month(one.day)}: rank {rank} of 12, 1 is the slowest")


@rule(
    "PLN005",
    "a stabilisation that runs into the peak",
    Severity.WARNING,
    reason="The weeks after the go-live are those in which orders go wrong; in the peak month there "
    "are most of them, and no hands to spare.",
    source="[P], time to get familiar and without peak pressure; [C] 6, 30 to 60 days",
    hint="go live so early that the stabilisation is over before the peak, or after the peak",
    wrong="calendar:\n  go_live: 2027-10-25\n  backup_go_live: 2028-02-07",
    right="calendar:\n  go_live: 2027-08-30\n  backup_go_live: 2028-02-07",
    about=("calendar",),
)
def stabilisation_in_peak(subject: Subject) -> Iterator[Problem]:
    """Look for days of the peak month among those of the stabilisation."""
    season = subject.case.calendar.season
    if season is None:
        return
    peak = max(season.indices)
    for one in _go_lives(subject) if _is_above_average(peak, season) else ():
        first = next(day for day in _first_days_of_months(one.day) if season.index_of(day) == peak)
        if one.stable_after is not None and (first - one.day).days < one.stable_after:
            message = f"the {_days(one.stable_after)} of stabilisation after {one.name}, {one.day},"
            message += f" run into the peak: {_month(first)} has index {_plain(peak)}"
            yield Problem(one.where, f"{message}, and they reach it on {first}")


def _first_days_of_months(day: date) -> Iterator[date]:
    """Return a day, and the first days of the eleven months after its own."""
    yield day
    for months in range(1, len(MONTHS)):
        yield add_months(day.replace(day=1), months)


@rule(
    "PLN006",
    "a backup that is too near",
    Severity.WARNING,
    reason="A backup that the roll-out cannot be ready for either is not a day to fall back to.",
    source=_HOLD_A_BACKUP,
    hint="agree with the business on a `calendar.backup_go_live` that is as many days later",
    wrong="calendar:\n  backup_go_live: 2027-02-22\nstatus:\n  behind:\n"
    "    - {item: Test data, days: 10, impact: the rehearsal waits for it}",
    right="calendar:\n  backup_go_live: 2027-04-12\nstatus:\n  behind:\n"
    "    - {item: Test data, days: 10, impact: the rehearsal waits for it}",
    about=("calendar",),
)
def backup_too_near(subject: Subject) -> Iterator[Problem]:
    """Compare the days from the go-live to the backup with what moves the roll-out."""
    stated, backup = subject.case.stated_first_go_live, subject.case.calendar.backup_go_live
    if stated is None or backup is None:
        return
    distance, postponed = (backup - stated).days, subject.case.postponed_by
    behind = subject.status.behind if subject.status is not None else None
    most = max(behind or (), key=lambda one: one.days or 0, default=None)
    late = most.days or Decimal(0) if most is not None else Decimal(0)
    causes = []
    if most is not None and late > distance:
        causes.append(f"`{most.item}` is {_days(late)} behind")
    if postponed > distance:
        causes.append(f"modifications postpone the go-live by {_days(postponed)}")
    if causes:
        message = f"the backup lies {_days(distance)} after the go-live, {stated}"
        yield Problem(_BACKUP, f"{message}, and {' and '.join(causes)}")


@rule(
    "PLN007",
    "days behind without impact",
    Severity.WARNING,
    reason="A status report says what is behind and what that does to the whole; without the second "
    "nobody can decide anything.",
    source="[P], status reports with what is behind and what it does to the whole",
    hint="say what it does to the whole, also where that is nothing: `impact: none on the go-live`",
    wrong="status:\n  behind:\n    - {item: Test data, days: 5}",
    right="status:\n  behind:\n    - {item: Test data, days: 5, impact: none on the go-live}",
    about=("status",),
)
def behind_without_impact(subject: Subject) -> Iterator[Problem]:
    """Look for what is behind, and nobody says what follows."""
    status = subject.status
    for index, one in enumerate((status.behind if status is not None else None) or ()):
        if one.days != 0 and not (one.impact or "").strip():
            by = "" if one.days is None else f"{_days(one.days)} "
            message = f"`{one.item}` is {by}behind, and nothing says what it does to the whole"
            yield Problem(("status", "behind", index, "impact"), message)


@rule(
    "PLN008",
    "most of the system is paid before the go-live",
    Severity.INFO,
    reason="Licences are paid long before the go-live, and services as they are used: what is paid "
    "by then is gone if the roll-out fails, and no lever on the vendor is left.",
    source="[P], 85 % to 100 % of the system's cost is paid before go-live",
    hint="tie payments to the go-live and the weeks after it, while the contract can be changed",
    wrong="capital:\n  paid_before_go_live: 85%",
    right="capital:\n  paid_before_go_live: 60%",
    about=("capital",),
)
def paid_before_go_live(subject: Subject) -> Iterator[Problem]:
    """Tell how much money is gone by the go-live."""
    paid, inputs = subject.assessment.memos.get("capital_at_risk"), subject.case.inputs
    if paid is None:
        return
    rows = subject.case.rows.get(CAPITAL_ITEMS)
    paths = ["system_cost"] if rows is None else [f"items.{row.slug}.amount" for row in rows]
    cost = add(*(inputs[f"{CAPITAL}.{path}"].value for path in paths))
    share = share_of(paid, cost)
    if share is not None and share >= MOST_PAID_BEFORE_GO_LIVE:
        percent = f"{_plain(round(share.scaleb(2), 2))} %"
        message = f"{subject.money(paid)}, {percent} of the system's cost of {subject.money(cost)},"
        is_said = PAID_BEFORE_GO_LIVE in inputs
        where = (CAPITAL, "paid_before_go_live" if is_said else "items")
        yield Problem(where, f"{message} are paid before the go-live", money=paid)


@rule(
    "PLN009",
    "gone live with steps that are not done",
    Severity.ERROR,
    reason="Either the steps were skipped, and the exposure is that of a roll-out without them, or "
    "the file is not kept, and nothing in it can be relied on.",
    source="[C] 8, the seven steps",
    hint="bring the checklist up to date, or move the go-live",
    wrong="calendar:\n  earliest_go_live: 2026-11-02\n  go_live: 2026-11-02\nchecklist:\n"
    "  integration: {status: done}\n  migration: {status: done}\n"
    "  training: {status: in_progress}\n  monitoring: {status: done}",
    right="calendar:\n  earliest_go_live: 2026-11-02\n  go_live: 2026-11-02\nchecklist:\n"
    "  integration: {status: done}\n  migration: {status: done}\n"
    "  training: {status: done}\n  monitoring: {status: done}",
    reads_clock=True,
    about=("calendar", "phases"),
)
def gone_live_unprepared(subject: Subject) -> Iterator[Problem]:
    """Look for steps that are not done, or not there, after the go-live."""
    first = subject.case.first_go_live
    if first is None or first >= subject.today:
        return
    left = [
        name
        for name, step in steps_of(subject)
        if step.status != DONE and not (name == CONTINUOUS and step.status == IN_PROGRESS)
    ]
    missing = missing_steps(subject)
    what = [f"not done: {in_backticks(left)}"] if left else []
    what += [f"not on the checklist: {in_backticks(missing)}"] if missing else []
    if what:
        past = _days((subject.today - first).days)
        message = f"the go-live, {first}, is {past} past; {'; '.join(what)}"
        yield Problem(("checklist",), message)


@rule(
    "PLN010",
    "a step that is due after the go-live",
    Severity.WARNING,
    reason="All steps but the monitoring prepare the go-live: one that is due after it cannot.",
    source="[C] 8, the seven steps",
    hint="bring the step forward, or go live later",
    wrong="checklist:\n  training:\n    due: 2027-03-01",
    right="checklist:\n  training:\n    due: 2027-02-05",
    about=("checklist",),
)
def due_after_go_live(subject: Subject) -> Iterator[Problem]:
    """Compare the days by which steps are to be done with the go-live."""
    first = subject.case.first_go_live
    for name, step in steps_of(subject):
        if name == CONTINUOUS or step.status == DONE:
            continue
        if first is not None and step.due is not None and step.due > first:
            after = _days((step.due - first).days)
            message = f"`{name}` is due on {step.due}, {after} after the go-live, {first}"
            yield Problem(("checklist", name, "due"), message)


@rule(
    "PLN011",
    "a phase that starts before the one before it is stable",
    Severity.WARNING,
    reason="Phases lower the risk because each learns from the one before; two that are unstable at "
    "once are a big-bang with two dates.",
    source="[C] 5, phased: less risk, gradual adaptation; [C] 6, 30 to 60 days",
    hint="move the go-live of the later phase to the day on which the one before is stable",
    wrong="phases:\n  - {name: Pilot, share_of_orders: 10%, go_live: 2027-02-15}\n"
    "  - {name: Rest, share_of_orders: 90%, go_live: 2027-03-15}",
    right="phases:\n  - {name: Pilot, share_of_orders: 10%, go_live: 2027-02-15}\n"
    "  - {name: Rest, share_of_orders: 90%, go_live: 2027-04-05}",
    about=("phases",),
)
def phase_before_stable(subject: Subject) -> Iterator[Problem]:
    """Compare the days between two phases with the stabilisation of the first of them."""
    phases = subject.case.phases
    dated = [one.go_live is not None for one in subject.content.phases or ()]
    for index, (before, after) in enumerate(pairwise(phases), start=1):
        if not dated[index - 1] and not dated[index]:
            continue  # both go live with the calendar: they are one step, told apart
        needed = before.inputs.get(STABILISATION_DAYS)
        if before.go_live is None or after.go_live is None or needed is None:
            continue
        between = (after.go_live - before.go_live).days
        if between < needed.value:
            apart = f"{_days(abs(between))} {'before' if between < 0 else 'after'}"
            apart = apart if between else "as does"
            message = f"`{after.name}` goes live on {after.go_live}, {apart} `{before.name}`"
            message += f", which takes {_days(needed.value)} to be stable"
            yield Problem(("phases", index, "go_live"), message)


@rule(
    "PLN012",
    "no training of operations, or of IT",
    Severity.WARNING,
    reason="Training must be connected: where one side alone is trained, understanding stays in "
    "pieces, and the system is underused.",
    source="[C] 8 step 6, training; [C] 4, training must be consecutive and connected",
    hint="state the hours of each under `training_deficit.departments`",
    wrong="training_deficit:\n  departments:\n    - {name: Operations, hours: 300}",
    right="training_deficit:\n  departments:\n    - {name: Operations, hours: 300}\n"
    "    - {name: IT, hours: 100}",
    about=("training_deficit", "phases"),
)
def department_not_trained(subject: Subject) -> Iterator[Problem]:
    """Look for operations and IT among the departments, in the scenario and its phases."""
    phases = enumerate(subject.content.phases or ())
    sections = [
        (where, section)
        for where, section in (
            ((), subject.content.training_deficit),
            *((("phases", index), one.training_deficit) for index, one in phases),
        )
        if section is not None
    ]
    if not sections:
        return
    place: Location = (*sections[0][0], "training_deficit", "departments")
    names = [one.name or "" for _, section in sections for one in section.departments or ()]
    if not names:
        yield Problem(place, "the training is not told apart by department")
    for department in ("operations", "IT") if names else ():
        if not any(_is_department(name, department) for name in names):
            among = in_backticks(list(dict.fromkeys(names)))
            yield Problem(place, f"no training of {department} among the departments: {among}")


def _is_department(name: str, department: str) -> bool:
    """Tell whether a department is meant; a whole name says so in small letters, too."""
    pattern = DEPARTMENTS[department].pattern
    return is_from(name, department) or bool(re.fullmatch(pattern, name.strip(), re.IGNORECASE))


@rule(
    "PLN013",
    "a backup before the go-live",
    Severity.ERROR,
    reason="Modifications move the go-live and leave the backup where it is: nobody can fall back to "
    "a day that is over.",
    source=_HOLD_A_BACKUP,
    hint="move `calendar.backup_go_live` beyond the go-live, or change the process instead of the "
    "software",
    wrong="gaps:\n  - area: Returns\n    decision: modify\n    modification_cost: 12000\n"
    "    postpones_by_days: 63",
    right="gaps:\n  - area: Returns\n    decision: modify\n    modification_cost: 12000\n"
    "    postpones_by_days: 28",
    about=("calendar",),
)
def backup_before_go_live(subject: Subject) -> Iterator[Problem]:
    """Compare the backup with the go-live that modifications have postponed."""
    case = subject.case
    stated, backup = case.stated_first_go_live, case.calendar.backup_go_live
    if stated is None or backup is None:
        return
    first = stated + timedelta(days=case.postponed_by)
    if not stated <= backup < first:
        return
    before = _days((first - backup).days)
    moved = f"modifications postpone from {stated} by {_days(case.postponed_by)}"
    yield Problem(
        _BACKUP, f"the backup, {backup}, lies {before} before the go-live, {first}: {moved}"
    )


@rule(
    "PLN014",
    "a phased roll-out without an interim interface",
    Severity.WARNING,
    reason="Between two go-lives the old system and the new one both take orders, and what connects "
    "them for that time is built, tested and thrown away: it is what phasing costs.",
    source="[C] 5, phased: reliance on the legacy system; [P], the complexity of the integrations; "
    "question ours",
    hint="add a cost item of `kind: interim_interface`; of nothing, if there is none to build",
    wrong="phases:\n  - {name: Pilot, share_of_orders: 10%, go_live: 2027-02-15}\n"
    "  - {name: Rest, share_of_orders: 90%, go_live: 2027-04-05}",
    right="phases:\n  - {name: Pilot, share_of_orders: 10%, go_live: 2027-02-15}\n"
    "  - {name: Rest, share_of_orders: 90%, go_live: 2027-04-05}\n"
    "programme:\n  items:\n    - {item: Stock between the systems, kind: interim_interface, "
    "amount: 18000}",
    about=("phases",),
)
def no_interim_interface(subject: Subject) -> Iterator[Problem]:
    """Look for what connects the old system and the new one from one go-live to the next."""
    case = subject.case
    if len(case.phases) < _SEVERAL or len({phase.go_live for phase in case.phases} - {None}) == 1:
        return  # all at once
    lists = [case.rows, *(own for one in case.phases for own in (one.rows, one.own_rows))]
    rows = (row for own in lists for elements in own.values() for row in elements)
    if not any(row.kind == INTERIM_INTERFACE for row in rows):
        message = "no cost item is an interim interface between the old system and the new one"
        yield Problem(("phases",), message)


@rule(
    "PLN015",
    "nobody says which other systems go live at the same time",
    Severity.INFO,
    reason="Other systems that are implemented at the same time draw on the same people, and what "
    "goes wrong in one meets the other: a roll-out is then not the whole of what is at stake.",
    source="[P], other systems that are implemented at the same time; question ours",
    hint="name them in `concurrent`, an empty list if there are none; `omsrisk simulate A B "
    "--together` adds them up",
    wrong="calendar:\n  go_live: 2027-02-15\nconcurrent:",
    right="calendar:\n  go_live: 2027-02-15\nconcurrent: [Warehouse system]",
    about=("calendar", "phases"),
)
def concurrent_not_said(subject: Subject) -> Iterator[Problem]:
    """Look for an answer in a file that has a go-live."""
    case = subject.case
    named = subject.content.concurrent
    is_said = named is not None and all(name.strip() for name in named)  # "" names nobody
    if case.first_go_live is not None and not is_said:
        message = "nothing says which other systems go live at the same time, nor that there are none"
        yield Problem(("concurrent",), message)


@rule(
    "PLN016",
    "a likelihood that does not change by the backup date",
    Severity.INFO,
    reason="A backup date is held so that a roll-out that is not ready can become ready: where the "
    "go-live is as likely to fail by then, waiting costs and buys nothing, and `schedule` advises "
    "against it whatever is done in between.",
    source=f"{_HOLD_A_BACKUP}; question ours",
    hint="state in `calendar.if_live_from` what holds from a day on: `{date: 2027-04-12, set: "
    "{likelihood: 30%}}`",
    wrong="likelihood: 60%\ncalendar:\n  go_live: 2027-02-15\n  backup_go_live: 2027-04-12\n"
    "  if_live_from:",
    right="likelihood: 60%\ncalendar:\n  go_live: 2027-02-15\n  backup_go_live: 2027-04-12\n"
    "  if_live_from:\n    - date: 2027-04-12\n      set: {likelihood: 30%}",
    about=("calendar",),
)
def likelihood_the_same_at_the_backup(subject: Subject) -> Iterator[Problem]:
    """Look for a likelihood that is another when the roll-out goes live at the backup date."""
    case = subject.case
    backup = case.calendar.backup_go_live
    slices = [one.inputs for one in case.phases] or [case.inputs]
    stated = [inputs[LIKELIHOOD] for inputs in slices if LIKELIHOOD in inputs]
    if backup is None or case.first_go_live is None or not any(map(_is_open, stated)):
        return
    entries = [one for one in case.live_from if one.day <= backup and LIKELIHOOD in one.inputs]
    by_then = max(entries, key=lambda one: one.day).inputs[LIKELIHOOD] if entries else None
    if by_then is None or all(_are_alike(one, by_then) for one in stated):
        yield Problem(_BACKUP, f"`likelihood` is the same on {backup}, the backup, as today")


def _are_alike(now: Input, later: Input) -> bool:
    """Whether an entry brings what holds already: as much is known of it, and it is as likely."""
    return (now.value, now.spread) == (later.value, later.spread)


def _is_open(likelihood: Input) -> bool:
    """Whether a go-live may fail, and may hold."""
    return likelihood.spread is not None or 0 < likelihood.value < 1


RULES: tuple[Rule, ...] = (
    no_go_live,
    no_backup,
    busy_month,
    rank_of_month,
    stabilisation_in_peak,
    backup_too_near,
    behind_without_impact,
    paid_before_go_live,
    gone_live_unprepared,
    due_after_go_live,
    phase_before_stable,
    department_not_trained,
    backup_before_go_live,
    no_interim_interface,
    concurrent_not_said,
    likelihood_the_same_at_the_backup,
)
