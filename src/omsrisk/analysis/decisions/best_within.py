"""Roll-outs at their best: each with the set of its mitigations that pays most within a budget."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_FLOOR, Context, Decimal
from typing import NamedTuple

from omsrisk.analysis.assess import Assessment, assess
from omsrisk.analysis.decisions.mitigate import MitigationPlan, mitigate
from omsrisk.analysis.uncertainty.means import At
from omsrisk.core.phasing.on_dates import with_taken
from omsrisk.errors import UsageError

_DIGITS = 50
"""Of a budget in another currency; it is rounded down, so that no more is spent than may be."""


class BestWithin(NamedTuple):
    """
    A roll-out with the mitigations that pay most for it.

    Attributes:
        assessment: The roll-out, those mitigations taken.
        plan: What its mitigations are worth, and the best set; None where it has none.
    """

    assessment: Assessment
    plan: MitigationPlan | None


def best_within(
    assessments: Sequence[Assessment],
    budget: Decimal,
    *,
    base: int = 0,
    rates: Mapping[str, Decimal] | None = None,
    at: At = At.MEAN,
) -> tuple[BestWithin, ...]:
    """
    Put each roll-out at its best: the set of its mitigations with the least net exposure.

    Args:
        assessments: From `assess`, with no mitigation taken.
        budget: What may be spent on each [money of the base].
        base: Whose currency the budget is in.
        rates: What one unit of a foreign currency is worth in that of the base.
        at: What ranges count with.

    Raises:
        UsageError: Mitigations are taken already, or no roll-out has any.
    """
    for one in assessments:
        if one.scenario.case.taken != one.scenario.case.decided:
            message = f"--budget chooses the mitigations of {one.scenario.file}, and some are taken"
            raise UsageError(message, "leave out --with")
    if not any(one.scenario.case.mitigations for one in assessments):
        files = ", ".join(one.scenario.file for one in assessments)
        raise UsageError(
            f"--budget: none of {files} has `mitigations`", "omsrisk explain mitigations"
        )
    known = {assessments[base].scenario.currency: Decimal(1), **(rates or {})}
    return tuple(_at_best(one, _in_own(budget, known, one), at) for one in assessments)


def _in_own(budget: Decimal, rates: Mapping[str, Decimal], one: Assessment) -> Decimal:
    """Convert the budget; where there is no rate, `compare` refuses."""
    rate = rates.get(one.scenario.currency, Decimal(1))
    return budget if rate == 1 else Context(prec=_DIGITS, rounding=ROUND_FLOOR).divide(budget, rate)


def _at_best(one: Assessment, budget: Decimal, at: At) -> BestWithin:
    scenario = one.scenario
    if not scenario.case.mitigations:
        return BestWithin(one, None)
    plan = mitigate(one, budget=budget, at=at)
    chosen = plan.best.mitigations
    if not chosen:
        return BestWithin(one, plan)
    case = with_taken(scenario.case, chosen)
    return BestWithin(assess(scenario._replace(case=case)), plan)
