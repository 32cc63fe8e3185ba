"""GOV: how fast an exception is answered, and who decides on which process."""

from collections.abc import Iterator
from decimal import Decimal

from omsrisk.checks.rule import Problem, Rule, rule
from omsrisk.checks.rules.governance import owner_of
from omsrisk.checks.subject import Subject
from omsrisk.scenario.documents.findings import Severity
from omsrisk.text import slug_of

_RESPONSE_HOURS = 24
_LADDER_HOURS = (24, 48, 72)


@rule(
    "GOV008",
    "slow response to a breach of SKU accuracy",
    Severity.ERROR,
    reason="Each hour in which a wrong item master stays wrong, more orders are taken on it.",
    source="[C] 7, master data owner: corrective measures within 24 hours",
    hint="state at most 24: `governance.master_data_owner.response_hours`",
    wrong="governance:\n  master_data_owner:\n    owner: Cleo Marsh\n    response_hours: 48",
    right="governance:\n  master_data_owner:\n    owner: Cleo Marsh\n    response_hours: 24",
    about=("governance",),
)
def slow_response(subject: Subject) -> Iterator[Problem]:
    """Ask how soon corrective measures start."""
    role = subject.governance.master_data_owner
    owner = owner_of(role)
    if role is None or not owner:
        return
    where = ("governance", "master_data_owner", "response_hours")
    if role.response_hours is None:
        message = f"`{owner}` has no time by which to answer a breach of SKU accuracy"
        yield Problem(where, f"{message}: {_RESPONSE_HOURS} h is the most")
    elif role.response_hours > _RESPONSE_HOURS:
        message = f"`{owner}` answers a breach of SKU accuracy within {role.response_hours:f} h"
        yield Problem(where, f"{message}, {_RESPONSE_HOURS} h is the most")


@rule(
    "GOV009",
    "slow escalation ladder",
    Severity.ERROR,
    reason="A rung that takes longer, or comes before the one below it, keeps an exception open "
    "while the orders behind it run late.",
    source="[C] 7, exception escalation ladder: 24 / 48 / 72 hours",
    hint="the first three rungs decide within 24, 48 and 72 hours, and none before the one below it",
    wrong="governance:\n  escalation_ladder:\n"
    "    - {authority: Shift lead, within_hours: 24}\n"
    "    - {authority: Head of operations, within_hours: 48}\n"
    "    - {authority: Managing director, within_hours: 96}",
    right="governance:\n  escalation_ladder:\n"
    "    - {authority: Shift lead, within_hours: 24}\n"
    "    - {authority: Head of operations, within_hours: 48}\n"
    "    - {authority: Managing director, within_hours: 72}",
    about=("governance",),
)
def slow_ladder(subject: Subject) -> Iterator[Problem]:
    """
    Hold each rung to its hours, and to the rungs below it that are right themselves.

    A rung that is wrong does not make those above it wrong: two rungs that changed places are one
    finding.
    """
    below = Decimal(0)
    for index, rung in enumerate(subject.governance.escalation_ladder or ()):
        most = _LADDER_HOURS[index] if index < len(_LADDER_HOURS) else None
        hours, which = rung.within_hours, f"rung {index + 1} of the ladder, `{rung.authority}`,"
        where = ("governance", "escalation_ladder", index, "within_hours")
        if hours is None:
            limit = f": {most} h is the most" if most else ""
            yield Problem(where, f"{which} has no time by which to decide{limit}")
        elif most is not None and hours > most:
            yield Problem(where, f"{which} decides within {hours:f} h, {most} h is the most")
        elif hours < below:
            message = f"{which} decides within {hours:f} h, before a rung below it: {below:f} h"
            yield Problem(where, message)
        else:
            below = hours


@rule(
    "GOV010",
    "a process with two owners",
    Severity.ERROR,
    reason="Where IT and operations both decide on a process, each configures it for itself and the "
    "configuration drifts.",
    source="[C] 7, decision rights",
    hint="take it out of one side: `governance.decision_rights.it` or `.operations`",
    wrong="governance:\n  decision_rights:\n    it: [Order entry, Returns]\n"
    "    operations: [Returns, Stock count]",
    right="governance:\n  decision_rights:\n    it: [Order entry]\n"
    "    operations: [Returns, Stock count]",
    about=("governance",),
)
def two_owners(subject: Subject) -> Iterator[Problem]:
    """Look for processes on which both sides decide."""
    rights = subject.governance.decision_rights
    if rights is None:
        return
    of_it = {_known_as(process): process for process in reversed(rights.it or ())}
    for index, process in enumerate(rights.operations or ()):
        other = of_it.pop(_known_as(process), None)
        if other is not None:
            spelt = "" if other == process else f", which IT calls `{other}`"
            message = f"IT and operations both decide on `{process}`{spelt}"
            yield Problem(("governance", "decision_rights", "operations", index), message)


@rule(
    "GOV011",
    "a process without an owner",
    Severity.WARNING,
    reason="A process on which nobody decides is configured by whoever comes by, and the "
    "configuration drifts.",
    source="[C] 7, decision rights: against configuration drift",
    hint="give it to one side: `governance.decision_rights.it` or `.operations`",
    wrong="governance:\n  processes: [Order entry, Returns]\n  decision_rights:\n"
    "    it: [Order entry]\n    operations: []",
    right="governance:\n  processes: [Order entry, Returns]\n  decision_rights:\n"
    "    it: [Order entry]\n    operations: [Returns]",
    about=("governance",),
)
def no_owner(subject: Subject) -> Iterator[Problem]:
    """Look for processes on which neither side decides."""
    rights = subject.governance.decision_rights
    decided = (*(rights.it or ()), *(rights.operations or ())) if rights is not None else ()
    known = {_known_as(process) for process in decided}
    for index, process in enumerate(subject.governance.processes or ()):
        if _known_as(process) not in known:
            known.add(_known_as(process))
            message = f"neither IT nor operations decide on `{process}`"
            yield Problem(("governance", "processes", index), message)


def _known_as(process: str) -> str:
    return slug_of(process) or process


RULES: tuple[Rule, ...] = (slow_response, slow_ladder, two_owners, no_owner)
