"""GOV: the people behind the roles and boards, and those whose work changes."""

from collections.abc import Iterator
from datetime import date, timedelta

from omsrisk.checks.rule import Problem, Rule, rule
from omsrisk.checks.rules.governance import members_of, owner_of
from omsrisk.checks.subject import Subject, is_from, person
from omsrisk.scenario.documents.findings import Severity
from omsrisk.scenario.schema.governance import AffectedGroup, Board, GovernanceRole
from omsrisk.text import slug_of

_DAYS_OF_CLARITY = 90


@rule(
    "GOV016",
    "a one-sided change control board",
    Severity.WARNING,
    reason="A board in which IT or operations are missing takes the isolated decisions that it is "
    "there to prevent.",
    source="[C] 7, change control board; [C] 4, shared by IT and operations",
    hint="add a member with the department, such as `Jo Park, operations`",
    wrong="governance:\n  change_control_board:\n    members: ['Dan Ives, IT']",
    right="governance:\n  change_control_board:\n"
    "    members: ['Dan Ives, IT', 'Jo Park, operations']",
    about=("governance",),
)
def one_sided_change_control(subject: Subject) -> Iterator[Problem]:
    """Look for IT and operations among those who decide on changes."""
    missing = _missing(subject.governance.change_control_board, "IT", "operations")
    if missing:
        message = f"the change control board has nobody from {missing}"
        yield Problem(("governance", "change_control_board", "members"), message)


@rule(
    "GOV017",
    "a one-sided mediating body",
    Severity.WARNING,
    reason="The incentives of sales and operations collide, and they cannot be aligned by one of "
    "the two alone.",
    source="[C] 4, mediating body",
    hint="add a member with the department, such as `Kim Sato, sales`",
    wrong="governance:\n  mediating_body:\n    members: ['Lee Brandt, operations']",
    right="governance:\n  mediating_body:\n"
    "    members: ['Kim Sato, sales', 'Lee Brandt, operations']",
    about=("governance",),
)
def one_sided_mediation(subject: Subject) -> Iterator[Problem]:
    """Look for sales and operations among those who mediate."""
    missing = _missing(subject.governance.mediating_body, "sales", "operations")
    if missing:
        message = f"the mediating body has nobody from {missing}"
        yield Problem(("governance", "mediating_body", "members"), message)


@rule(
    "GOV018",
    "a role that ends too early",
    Severity.WARNING,
    reason="Role clarity matters most in the first 90 days after go-live, when most of what was not "
    "foreseen has to be decided.",
    source="[C] 4, role clarity",
    hint="let it last until 90 days after the last go-live",
    wrong="calendar:\n  go_live: 2027-02-15\n"
    "governance:\n  integration_owner:\n    owner: Eve Marlow\n    until: 2027-03-31",
    right="calendar:\n  go_live: 2027-02-15\n"
    "governance:\n  integration_owner:\n    owner: Eve Marlow\n    until: 2027-06-30",
    about=("governance",),
)
def ends_early(subject: Subject) -> Iterator[Problem]:
    """Look for roles and boards that end in the first 90 days, counted from the last go-live."""
    first = subject.case.first_go_live
    if first is None:
        return
    go_live = first + timedelta(days=subject.case.days_between_go_lives)
    enough = go_live + timedelta(days=_DAYS_OF_CLARITY)
    for key, who, until in _ends(subject):
        if until < enough:
            message = f"{who} ends on {until}, {_distance(until, go_live)}"
            hint = f"let it last until {enough}, {_DAYS_OF_CLARITY} days after the last go-live"
            yield Problem(("governance", key, "until"), message, hint)


@rule(
    "GOV019",
    "one person in two roles that control each other",
    Severity.WARNING,
    reason="Work that is controlled by who does it is not controlled, and an exception that climbs "
    "to the same person again has not climbed.",
    source="practice; the roles themselves are those of [C] 7 and [P]",
    hint="give one of the two to somebody else",
    wrong="governance:\n  master_data_owner:\n    owner: Cleo Marsh\n"
    "  integration_owner:\n    owner: Cleo Marsh",
    right="governance:\n  master_data_owner:\n    owner: Cleo Marsh\n"
    "  integration_owner:\n    owner: Eve Marlow",
    about=("governance",),
)
def two_roles(subject: Subject) -> Iterator[Problem]:
    """Look for the project manager in the committee, one owner of two, one person on two rungs."""
    governance = subject.governance
    manager = person(owner_of(governance.project_manager))
    committee = governance.steering_committee
    for index, member in enumerate((committee.members if committee is not None else None) or ()):
        if manager and person(member) == manager:
            where = ("governance", "steering_committee", "members", index)
            message = f"`{member}` leads the project and sits in the committee that controls it"
            yield Problem(where, message)
    owner = owner_of(governance.integration_owner)
    if person(owner) and person(owner) == person(owner_of(governance.master_data_owner)):
        message = f"`{owner}` answers both for the master data and for the integration"
        yield Problem(("governance", "integration_owner", "owner"), message)
    yield from _on_two_rungs(subject)


@rule(
    "GOV020",
    "an affected group that nobody represents",
    Severity.WARNING,
    reason="Success takes the commitment of all users affected, and nobody commits to what was "
    "decided without them.",
    source="[P]",
    hint="name who speaks for them: `represented_by`",
    wrong="governance:\n  affected:\n    - {group: Order desk, people: 24, informed: true}",
    right="governance:\n  affected:\n"
    "    - {group: Order desk, people: 24, informed: true, represented_by: Mia Falk}",
)
def not_represented(subject: Subject) -> Iterator[Problem]:
    """Ask who speaks for each group whose work changes."""
    groups = subject.governance.affected
    if not groups:
        message = "nothing says whose work changes, nor who speaks for them"
        yield Problem(("governance", "affected"), message, "list the groups: `governance.affected`")
    for index, group in enumerate(groups or ()):
        if not slug_of(group.represented_by or ""):
            where = ("governance", "affected", index, "represented_by")
            yield Problem(where, f"nobody speaks for {_called(group)}")


@rule(
    "GOV021",
    "an affected group that has not been told",
    Severity.WARNING,
    reason="People who learn at go-live that their work changes resist, and go back to their old "
    "work-arounds.",
    source="[P]; [C] 6, employee resistance",
    hint="tell them what changes, and then write `informed: true`",
    wrong="governance:\n  affected:\n"
    "    - {group: Order desk, people: 24, represented_by: Mia Falk, informed: false}",
    right="governance:\n  affected:\n"
    "    - {group: Order desk, people: 24, represented_by: Mia Falk, informed: true}",
    about=("governance",),
)
def not_told(subject: Subject) -> Iterator[Problem]:
    """Ask whether each group knows what changes."""
    for index, group in enumerate(subject.governance.affected or ()):
        if group.informed is False:
            where = ("governance", "affected", index, "informed")
            yield Problem(where, f"{_called(group)} has not been told what changes")


def _missing(board: Board | None, *departments: str) -> str:
    members = members_of(board)
    lacking = [
        department
        for department in departments
        if members and not any(is_from(member, department) for member in members)
    ]
    return " or ".join(lacking)


def _ends(subject: Subject) -> Iterator[tuple[str, str, date]]:
    """Return the key of each role and board that somebody fills, what it is called, when it ends."""
    governance = subject.governance
    roles: dict[str, GovernanceRole | Board | None] = {
        "project_manager": governance.project_manager,
        "steering_committee": governance.steering_committee,
        "master_data_owner": governance.master_data_owner,
        "change_control_board": governance.change_control_board,
        "integration_owner": governance.integration_owner,
        "mediating_body": governance.mediating_body,
    }
    for key, role in roles.items():
        if role is None or role.until is None:
            continue
        name = f"the {key.replace('_', ' ')}"
        if isinstance(role, Board) and members_of(role):
            yield key, name, role.until
        elif isinstance(role, GovernanceRole) and owner_of(role):
            yield key, f"the task of {name}, `{role.owner}`,", role.until


def _distance(until: date, go_live: date) -> str:
    days = (until - go_live).days
    if days == 0:
        return f"on the day of the go-live, {go_live}"
    count = "1 day" if abs(days) == 1 else f"{abs(days)} days"
    return f"{count} {'after' if days > 0 else 'before'} the go-live, {go_live}"


def _on_two_rungs(subject: Subject) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for index, rung in enumerate(subject.governance.escalation_ladder or ()):
        who = person(rung.authority)
        if who and first.setdefault(who, index) != index:
            message = f"`{rung.authority}` stands on rung {first[who] + 1} of the ladder already"
            yield Problem(("governance", "escalation_ladder", index, "authority"), message)


def _called(group: AffectedGroup) -> str:
    if group.people is None:
        return f"`{group.group}`"
    return f"`{group.group}`, {group.people:f} {'person' if group.people == 1 else 'people'}"


RULES: tuple[Rule, ...] = (
    one_sided_change_control,
    one_sided_mediation,
    ends_early,
    two_roles,
    not_represented,
    not_told,
)
