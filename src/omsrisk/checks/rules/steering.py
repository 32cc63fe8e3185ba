"""GOV: whom the project manager reports to, how often, and whether the last report is fresh."""

import re
from collections.abc import Iterator

from omsrisk.checks.rule import Problem, Rule, rule
from omsrisk.checks.rules.governance import members_of, owner_of
from omsrisk.checks.subject import Subject, person
from omsrisk.scenario.documents.findings import Severity
from omsrisk.text import slug_of

_AUTHORITY = re.compile(
    r"\b(committee|steering|board|senior|managing|executive|director|head|chief|owner|"
    r"president|[es]?vp|c-level|c-suite|c[defimoprst]o)s?\b"
)
"""How a committee or a senior manager is known in a slug."""


@rule(
    "GOV012",
    "a project manager without authority above",
    Severity.WARNING,
    reason="The steering committee or the responsible senior manager holds the authority; a project "
    "manager who reports to neither cannot make a department move.",
    source="[P]",
    hint="name the committee, or the senior manager with the office: "
    "`governance.project_manager.reports_to`",
    wrong="governance:\n  project_manager:\n    owner: Ada Kern\n"
    "    reports_to: Team lead of support",
    right="governance:\n  project_manager:\n    owner: Ada Kern\n    reports_to: Steering committee",
    about=("governance",),
)
def no_authority_above(subject: Subject) -> Iterator[Problem]:
    """Ask whom the project manager reports to."""
    governance = subject.governance
    role = governance.project_manager
    owner = owner_of(role)
    if role is None or not owner:
        return
    superior = role.reports_to or ""
    committee = {person(member) for member in members_of(governance.steering_committee)}
    where = ("governance", "project_manager", "reports_to")
    if not slug_of(superior):
        yield Problem(where, f"the project manager `{owner}` reports to nobody")
    elif not _AUTHORITY.search(slug_of(superior)) and person(superior) not in committee:
        message = f"the project manager `{owner}` reports to `{superior}`"
        yield Problem(where, f"{message}, neither the steering committee nor a senior manager")


@rule(
    "GOV013",
    "a committee that does not meet",
    Severity.WARNING,
    reason="A committee without a regular meeting hears of trouble when it is too late to use its "
    "authority.",
    source="[P]",
    hint="state the days between two meetings: `governance.steering_committee.meets_every_days`",
    wrong="governance:\n  steering_committee:\n    members: ['Gil Ormond, managing director']\n"
    "    meets_every_days: 0",
    right="governance:\n  steering_committee:\n    members: ['Gil Ormond, managing director']\n"
    "    meets_every_days: 14",
    about=("governance",),
)
def no_meetings(subject: Subject) -> Iterator[Problem]:
    """Ask how often the steering committee meets."""
    committee = subject.governance.steering_committee
    size = len(members_of(committee))
    if committee is not None and size and not committee.meets_every_days:
        message = f"the steering committee of {size} has no regular meeting"
        yield Problem(("governance", "steering_committee", "meets_every_days"), message)


@rule(
    "GOV014",
    "no regular status report",
    Severity.WARNING,
    reason="Without regular reports against the plan, nobody with authority sees what is behind and "
    "what it does to the whole.",
    source="[P]",
    hint="state `governance.status_report_every_days`, and the last report: `status.as_of`",
    wrong="governance:\n  status_report_every_days: 0\nstatus:\n  as_of: 2026-11-27",
    right="governance:\n  status_report_every_days: 7\nstatus:\n  as_of: 2026-11-27",
)
def no_status_report(subject: Subject) -> Iterator[Problem]:
    """Ask how often is reported, and for the last report."""
    if not subject.governance.status_report_every_days:
        where = ("governance", "status_report_every_days")
        hint = "state the days between two reports, such as 7"
        yield Problem(where, "nothing says how often the project manager reports", hint)
    if subject.status is None:
        yield Problem(("status",), "no status report against the plan", "add `status.as_of`")
    elif subject.status.as_of is None:
        message = "the last status report has no day"
        yield Problem(("status", "as_of"), message, "state the day of the report: `status.as_of`")


@rule(
    "GOV015",
    "an overdue status report",
    Severity.WARNING,
    reason="A plan that was last compared with the work longer ago than agreed may be behind without "
    "anybody knowing.",
    source="[P]",
    hint="report against the plan, and move `status.as_of` on",
    wrong="governance:\n  status_report_every_days: 7\nstatus:\n  as_of: 2026-11-20",
    right="governance:\n  status_report_every_days: 7\nstatus:\n  as_of: 2026-11-27",
    reads_clock=True,
    about=("status",),
)
def overdue_report(subject: Subject) -> Iterator[Problem]:
    """Ask whether the last report is older than its rhythm."""
    every, status = subject.governance.status_report_every_days, subject.status
    if not every or status is None or status.as_of is None:
        return
    age = (subject.today - status.as_of).days
    if age > every:
        rhythm = "day" if every == 1 else f"{every:f} days"
        days = "1 day" if age == 1 else f"{age} days"
        message = f"the last status report is {days} old, one is due every {rhythm}"
        yield Problem(("status", "as_of"), message)


RULES: tuple[Rule, ...] = (no_authority_above, no_meetings, no_status_report, overdue_report)
