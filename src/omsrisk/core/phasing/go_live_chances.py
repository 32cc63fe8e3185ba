"""
How likely the phases of a roll-out are reached and fail, each by itself or not.

Three things make one depend on the others. Under the stop rule a phase is reached only if all before
it held. Without it, a phase may have another likelihood where the one before failed: a chain. And a
common cause decides, with its chance, whether all phases hold one shared uniform number against their
likelihoods, so that the likeliest fails wherever any does, or each its own. The largest and the least
of some likelihoods are no formula of `+ - *`: which of them it is follows from what the inputs may
come to, and is fixed where their ranges do not overlap.
"""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Generic, NamedTuple

from omsrisk.core.formulas.dependence import likelihood_in_chain, with_common_cause
from omsrisk.core.formulas.formula import N
from omsrisk.core.pricing.case import Case, Input, Phase
from omsrisk.core.pricing.catalogue import (
    COMMON_CAUSE,
    LIKELIHOOD,
    LIKELIHOOD_AFTER_FAILURE,
    LIKELIHOOD_BY_COMMON_CAUSE,
)
from omsrisk.core.pricing.lines import NumberOf

CERTAIN = Input(LIKELIHOOD, Decimal(1), "1")
"""The likelihood of a go-live that states none."""


class GoLiveChance(NamedTuple, Generic[N]):
    """
    How likely one go-live is, in numbers of one kind, 0 to 1.

    Attributes:
        reached: Chance that it happens.
        likelihood: Likelihood that it fails: the one that counts for its phase alone.
        fails: Chance that it happens and fails.
    """

    reached: N | int
    likelihood: N | int
    fails: N | int


def go_live_chances(case: Case, number_of: NumberOf[N]) -> tuple[GoLiveChance[N], ...]:
    """
    Multiply the likelihoods of a case out, phase by phase; of a roll-out in one piece, of that.

    Args:
        case: Complete inputs.
        number_of: What to compute with: the exact decimal of an input, or a symbol, float, array.
    """
    if shares_its_cause(case) and case.stops_if_a_phase_fails:
        return tuple(_reached_together(case, number_of))
    found: list[GoLiveChance[N]] = []
    reached: N | int = 1
    before: N | int | None = None
    for one in case.phases or (case,):
        before = _likelihood(case, one, number_of, before)
        found.append(GoLiveChance(reached, before, reached * before))
        if case.stops_if_a_phase_fails:
            reached = reached * (1 - before)
    return tuple(found)


def shares_its_cause(case: Case) -> bool:
    """Whether a common cause makes phases fail together, and no draw has decided that yet."""
    return (
        COMMON_CAUSE in case.inputs
        and len(case.phases) > 1
        and not any(LIKELIHOOD_BY_COMMON_CAUSE in one.inputs for one in case.phases)
    )


def follows_failures(case: Case) -> bool:
    """Whether a phase has another likelihood where the one before it failed."""
    return any(LIKELIHOOD_AFTER_FAILURE in one.inputs for one in case.phases[1:])


def stated_likelihoods(case: Case) -> list[Input]:
    """List the likelihoods in force, one for each phase; one that is left out is certain."""
    return [one.inputs.get(LIKELIHOOD, CERTAIN) for one in case.phases or (case,)]


def chance_of(
    case: Case, fails: Sequence[bool], number_of: NumberOf[N], likelihoods: Sequence[Input]
) -> N | int:
    """
    Return the chance that the first go-lives end so, whatever the others do.

    Args:
        case: In which phases depend on each other, or do not.
        fails: Whether each fails, in the order of the phases.
        number_of: What to compute with.
        likelihoods: That of each phase where the one before it held.
    """
    apart: N | int = 1
    before = False
    for (at, failed), stated in zip(enumerate(fails), likelihoods, strict=False):
        own = _number(stated, number_of)
        after = case.phases[at].inputs.get(LIKELIHOOD_AFTER_FAILURE) if case.phases else None
        if before and after is not None:
            own = number_of(after)
        apart = apart * (own if failed else 1 - own)
        before = failed
    if not shares_its_cause(case):
        return apart
    failing = [one for one, failed in zip(likelihoods, fails, strict=False) if failed]
    holding = [one for one, failed in zip(likelihoods, fails, strict=False) if not failed]
    together = _share_between(failing, holding, number_of)
    cause = number_of(case.inputs[COMMON_CAUSE])
    return with_common_cause(common_cause=cause, together=together, apart=apart)


def has_told_order(case: Case) -> bool:
    """
    Whether what its chances rest on is known beforehand, in a case with a common cause.

    It is not where the ranges of likelihoods overlap: which is the largest, each trial says.
    """
    return not shares_its_cause(case) or _has_fixed_order(stated_likelihoods(case))


def _has_fixed_order(inputs: Sequence[Input]) -> bool:
    distinct = list({one.path: one for one in inputs}.values())
    distinct.sort(key=lambda one: (one.value, *_ends(one)))
    return all(_is_at_least(larger, one) for one, larger in pairwise(distinct))


def takes_the_largest(case: Case) -> bool:
    """Whether figures rest on the largest of several likelihoods, which no formula can vary."""
    if not (shares_its_cause(case) and case.stops_if_a_phase_fails):
        return False
    return len({one.path for one in stated_likelihoods(case)}) > 1


def _number(stated: Input, number_of: NumberOf[N]) -> N | int:
    return 1 if stated is CERTAIN else number_of(stated)


def _likelihood(
    case: Case, one: Case | Phase, number_of: NumberOf[N], before: N | int | None
) -> N | int:
    """Take the likelihood of a phase, given how likely the one before failed."""
    own = _number(one.inputs.get(LIKELIHOOD, CERTAIN), number_of)
    together = one.inputs.get(LIKELIHOOD_BY_COMMON_CAUSE)
    if together is not None:
        cause = number_of(case.inputs[COMMON_CAUSE])
        return with_common_cause(common_cause=cause, together=number_of(together), apart=own)
    after = one.inputs.get(LIKELIHOOD_AFTER_FAILURE)
    if after is None or before is None or case.stops_if_a_phase_fails:
        return own
    return likelihood_in_chain(
        likelihood_before=before, likelihood=own, likelihood_after_failure=number_of(after)
    )


def _reached_together(case: Case, number_of: NumberOf[N]) -> list[GoLiveChance[N]]:
    """Weigh the phases of a roll-out that stops at a failure, and whose phases may fail together."""
    likelihoods = stated_likelihoods(case)
    found: list[GoLiveChance[N]] = []
    for at, one in enumerate(likelihoods):
        held = (False,) * at
        reached = 1 if at == 0 else chance_of(case, held, number_of, likelihoods)
        fails = chance_of(case, (*held, True), number_of, likelihoods)
        found.append(GoLiveChance(reached, _number(one, number_of), fails))
    return found


def _share_between(failing: list[Input], holding: list[Input], number_of: NumberOf[N]) -> N | int:
    """Return what of the shared uniform number makes some fail, and leaves the others."""
    most = max(holding, key=_rank, default=None)
    least = min(failing, key=_rank, default=None)
    above = 0 if most is None else _number(most, number_of)
    if least is None:
        return 1 - above
    if most is not None and (least.path == most.path or _rank(least) <= _rank(most)):
        return 0
    return _number(least, number_of) - above


def _rank(one: Input) -> tuple[Decimal, ...]:
    return (one.value, *_ends(one))


def _is_at_least(larger: Input, one: Input) -> bool:
    same = larger.quantile_source == one.quantile_source and larger.spread == one.spread
    return same or _ends(larger)[0] >= _ends(one)[1]


def _ends(one: Input) -> tuple[Decimal, Decimal]:
    """Return between what an input lies for certain; an interval of quantiles leaves 0 to 1."""
    if one.spread is None:
        return one.value, one.value
    if one.spread.share is None:
        return one.spread.low, one.spread.high
    return one.spread.ends or (Decimal(0), Decimal(1))
