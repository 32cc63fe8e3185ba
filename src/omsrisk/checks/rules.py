"""Every rule, in the order in which a reader goes through them."""

from omsrisk.checks import governance
from omsrisk.checks.rule import Rule

RULES: tuple[Rule, ...] = (*governance.RULES,)

BY_CODE = {one.code: one for one in RULES}
