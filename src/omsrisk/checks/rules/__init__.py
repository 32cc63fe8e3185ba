"""Every rule, in the order in which a reader goes through them."""

from omsrisk.checks.rule import Rule
from omsrisk.checks.rules import (
    checklist,
    escalation,
    exposure,
    governance,
    limits,
    people,
    planning,
    plans,
    steering,
)

RULES: tuple[Rule, ...] = (
    *exposure.RULES,
    *governance.RULES,
    *escalation.RULES,
    *steering.RULES,
    *people.RULES,
    *planning.RULES,
    *checklist.RULES,
    *plans.RULES,
    *limits.LIMITS,
    *limits.WAIVERS,
)

BY_CODE = {one.code: one for one in RULES}
