"""GOV: who answers for what, who decides, and how fast."""

from collections.abc import Iterator

from omsrisk.checks.rule import Problem, Rule, rule
from omsrisk.checks.subject import Subject
from omsrisk.scenario.findings import Severity


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
    owner = subject.governance.master_data_owner
    if owner is None or not owner.owner:
        cost = next(
            line.amount
            for line in subject.assessment.exposure.lines
            if line.id == "data_misalignment"
        )
        price = f": {subject.money(cost)} of data misalignment are nobody's" if cost else ""
        yield Problem(("governance", "master_data_owner"), f"no master data owner{price}")


RULES: tuple[Rule, ...] = (no_master_data_owner,)
