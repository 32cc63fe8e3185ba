"""GOV: the roles, the boards and the ladder that a roll-out cannot do without."""

from collections.abc import Iterator
from decimal import Decimal

from omsrisk.checks.rule import Problem, Rule, rule
from omsrisk.checks.subject import Subject
from omsrisk.scenario.documents.findings import Severity
from omsrisk.scenario.schema.governance import Board, GovernanceRole
from omsrisk.text import slug_of


def owner_of(role: GovernanceRole | None) -> str:
    """Return who has a role; empty where nobody does, or where ` - ` stands for a name."""
    owner = role.owner if role is not None else None
    return owner if owner and slug_of(owner) else ""


def members_of(board: Board | None) -> tuple[str, ...]:
    """Return who sits in a board; nobody where there is none, or where it has no names."""
    members = board.members if board is not None else None
    return tuple(member for member in members or () if slug_of(member))


@rule(
    "GOV001",
    "no master data owner",
    Severity.ERROR,
    reason="Nobody answers for the accuracy of SKU and item masters, so a breach of it is found by "
    "customers and mended by nobody.",
    source="[C] 7, master data owner",
    hint="name one: `governance.master_data_owner.owner`",
    wrong="governance:\n  master_data_owner:\n    owner:\n    response_hours: 24",
    right="governance:\n  master_data_owner:\n    owner: Ada Kern\n    response_hours: 24",
)
def no_master_data_owner(subject: Subject) -> Iterator[Problem]:
    """Ask who answers for the item masters."""
    if not owner_of(subject.governance.master_data_owner):
        cost = _amount_of(subject, "data_misalignment")
        price = f": {subject.money(cost)} of data misalignment are nobody's" if cost else ""
        where = ("governance", "master_data_owner")
        yield Problem(where, f"no master data owner{price}", money=_priced(cost))


@rule(
    "GOV002",
    "no change control board",
    Severity.ERROR,
    reason="Each department changes its work flows by itself, and what one of them decides breaks "
    "the integration of the others.",
    source="[C] 7, change control board; [C] 4, role clarity",
    hint="name its members, IT and operations both: `governance.change_control_board.members`",
    wrong="governance:\n  change_control_board:\n    members: []",
    right="governance:\n  change_control_board:\n"
    "    members: ['Dan Ives, IT', 'Jo Park, operations']",
)
def no_change_control_board(subject: Subject) -> Iterator[Problem]:
    """Ask who decides on changes of work flows."""
    if not members_of(subject.governance.change_control_board):
        message = "no change control board: any department can change a work flow by itself"
        yield Problem(("governance", "change_control_board"), message)


@rule(
    "GOV003",
    "no integration owner",
    Severity.ERROR,
    reason="What breaks first is the integration between systems, and nobody answers for the "
    "stability of APIs and data streams.",
    source="[C] 7, integration owner; [C] 1",
    hint="name one: `governance.integration_owner.owner`",
    wrong="governance:\n  integration_owner:\n    owner:",
    right="governance:\n  integration_owner:\n    owner: Eve Marlow",
)
def no_integration_owner(subject: Subject) -> Iterator[Problem]:
    """Ask who answers for the interfaces."""
    if not owner_of(subject.governance.integration_owner):
        cost = _amount_of(subject, "delay")
        price = f": {subject.money(cost)} of delay are nobody's to prevent" if cost else ""
        where = ("governance", "integration_owner")
        yield Problem(where, f"no integration owner{price}", money=_priced(cost))


@rule(
    "GOV004",
    "no mediating body",
    Severity.ERROR,
    reason="Sales want speed of acquisition over clean entry, operations want speed of fulfilment, "
    "and nobody aligns the two.",
    source="[C] 4, mediating body",
    hint="name its members, sales and operations both: `governance.mediating_body.members`",
    wrong="governance:\n  mediating_body:\n    members: []",
    right="governance:\n  mediating_body:\n"
    "    members: ['Kim Sato, sales', 'Lee Brandt, operations']",
)
def no_mediating_body(subject: Subject) -> Iterator[Problem]:
    """Ask who aligns sales and operations."""
    if not members_of(subject.governance.mediating_body):
        message = (
            "no mediating body: nobody settles what sales and operations want against each other"
        )
        yield Problem(("governance", "mediating_body"), message)


@rule(
    "GOV005",
    "no project manager",
    Severity.ERROR,
    reason="Without a strong project manager who knows the daily business, most of the licence money "
    "is spent and the implementation does not succeed.",
    source="[P]",
    hint="name one before anything is paid: `governance.project_manager.owner`",
    wrong="governance:\n  project_manager:\n    owner:",
    right="governance:\n  project_manager:\n    owner: Ada Kern\n    reports_to: Steering committee",
)
def no_project_manager(subject: Subject) -> Iterator[Problem]:
    """Ask who leads the project day by day."""
    if not owner_of(subject.governance.project_manager):
        paid = subject.assessment.memos["capital_at_risk"]
        price = f": {subject.money(paid)} would be paid before go-live" if paid else ""
        where = ("governance", "project_manager")
        yield Problem(where, f"no project manager{price}", money=_priced(paid))


@rule(
    "GOV006",
    "no steering committee",
    Severity.ERROR,
    reason="Nobody holds the authority that the project manager lacks, so what is behind "
    "stays behind.",
    source="[P]",
    hint="name its members: `governance.steering_committee.members`",
    wrong="governance:\n  steering_committee:\n    members: []",
    right="governance:\n  steering_committee:\n    members: ['Gil Ormond, managing director']\n"
    "    meets_every_days: 14",
)
def no_steering_committee(subject: Subject) -> Iterator[Problem]:
    """Ask who holds the authority."""
    if not members_of(subject.governance.steering_committee):
        net = subject.net_exposure
        price = f" over a net exposure of {subject.money(net)}" if net > 0 else ""
        message = f"no steering committee: nobody holds the authority{price}"
        money = net if net > 0 else None
        yield Problem(("governance", "steering_committee"), message, money=money)


@rule(
    "GOV007",
    "no escalation ladder",
    Severity.ERROR,
    reason="Whoever meets an exception does not know who decides on it, nor by when, and "
    "orders wait.",
    source="[C] 7, exception escalation ladder",
    hint="list who decides within 24, 48 and 72 hours: `governance.escalation_ladder`",
    wrong="governance:\n  escalation_ladder: []",
    right="governance:\n  escalation_ladder:\n"
    "    - {authority: Shift lead, within_hours: 24}\n"
    "    - {authority: Head of operations, within_hours: 48}\n"
    "    - {authority: Managing director, within_hours: 72}",
)
def no_escalation_ladder(subject: Subject) -> Iterator[Problem]:
    """Ask who decides on exceptions, and by when."""
    if not subject.governance.escalation_ladder:
        late = subject.assessment.memos["order_value_delayed"]
        price = f" while orders worth {subject.money(late)} run late" if late else ""
        message = f"no escalation ladder: nobody has to decide on an exception{price}"
        yield Problem(("governance", "escalation_ladder"), message, money=_priced(late))


def _amount_of(subject: Subject, line_id: str) -> Decimal | int | None:
    lines = subject.assessment.exposure.lines
    for line in lines:
        if line.id == line_id:
            return line.amount
    raise LookupError(line_id)


def _priced(amount: Decimal | int | None) -> Decimal | None:
    return Decimal(amount) if amount else None


RULES: tuple[Rule, ...] = (
    no_master_data_owner,
    no_change_control_board,
    no_integration_owner,
    no_mediating_body,
    no_project_manager,
    no_steering_committee,
    no_escalation_ladder,
)
