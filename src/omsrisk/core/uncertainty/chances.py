"""The chances a board asks for: that a go-live fails, that the roll-out stops, that it completes."""

from decimal import Decimal
from typing import Generic, NamedTuple

from omsrisk.core.algebra.symbols import Symbol
from omsrisk.core.formulas.formula import N
from omsrisk.core.money import ENOUGH_DIGITS, exact
from omsrisk.core.phasing.go_live_chances import (
    chance_of,
    follows_failures,
    go_live_chances,
    has_told_order,
    shares_its_cause,
    stated_likelihoods,
)
from omsrisk.core.pricing.case import Case, Phase
from omsrisk.core.pricing.catalogue import (
    COMMON_CAUSE,
    LIKELIHOOD,
    LIKELIHOOD_AFTER_FAILURE,
    STOPPING_ITEMS,
    STOPPING_LIKELIHOOD,
)
from omsrisk.core.pricing.exposure import traced_value
from omsrisk.core.pricing.lines import NumberOf, total


class Stop(NamedTuple, Generic[N]):
    """
    That a roll-out stops after a phase, as the stop rule has it.

    Attributes:
        phase: The phase that went live and failed; never the last, after which nothing is left.
        chance: Chance of it, 0 to 1.
    """

    phase: Phase
    chance: N | int | None


class Chances(NamedTuple, Generic[N]):
    """
    How likely it is that go-lives fail, in numbers of one kind, 0 to 1.

    Under the stop rule the phases exclude each other's failures: `every_phase_holds`, the `stops` and
    `only_the_last_fails` add up to 1. Without it they are independent, but for what the file says of
    how they depend on each other.

    Attributes:
        at_least_one_fails: At least one go-live fails.
        every_phase_holds: None fails: what is left of it.
        all_fail: Each fails; 0 where the first failure stops the rest.
        every_phase_goes_live: The roll-out completes, whether its last go-live holds or fails; None
            where the file has it abandoned with a likelihood of its own, and so does not say when.
        abandoned: Likelihood that it is abandoned; None where the stop rule decides, or no
            stopping is stated.
        stops: The stops after each phase but the last, in order; empty without the stop rule.
        only_the_last_fails: All before it held; None without the stop rule.
        expected_share_of_orders: Share of orders that is reached in the mean; a phase that went live
            and failed counts as reached.
    """

    at_least_one_fails: N | int | None
    every_phase_holds: N | int | None
    all_fail: N | int | None
    every_phase_goes_live: N | int | None
    abandoned: N | int | None
    stops: tuple[Stop[N], ...]
    only_the_last_fails: N | int | None
    expected_share_of_orders: N | int | None


def chances_of(case: Case, number_of: NumberOf[N]) -> Chances[N]:
    """
    Multiply the likelihoods of a case out.

    Args:
        case: Complete inputs.
        number_of: What to compute with: the exact decimal of an input, or a symbol, float, array.

    Returns:
        Chances in numbers of that kind; products alone, so that decimals stay exact.

    Decimals must be computed inside `money.exact()`, as the caller decides how many digits.
    """
    likelihoods = stated_likelihoods(case)
    go_lives = len(likelihoods)
    stops_at_failure = case.stops_if_a_phase_fails and go_lives > 1
    abandoned = None if case.stops_if_a_phase_fails else _abandoned(case, number_of)
    holds = chance_of(case, (False,) * go_lives, number_of, likelihoods)
    each = go_live_chances(case, number_of)
    failures, weights = [one.fails for one in each], [one.reached for one in each]
    all_fail = 0 if stops_at_failure else chance_of(case, (True,) * go_lives, number_of, likelihoods)
    completes: N | int | None = (
        weights[-1] if stops_at_failure else (1 if abandoned is None else None)
    )
    return Chances(
        at_least_one_fails=1 - holds,
        every_phase_holds=holds,
        all_fail=all_fail,
        every_phase_goes_live=completes,
        abandoned=abandoned,
        stops=_stops(case, failures) if stops_at_failure else (),
        only_the_last_fails=failures[-1] if stops_at_failure else None,
        expected_share_of_orders=_share_reached(case, weights, number_of) if stops_at_failure else 1,
    )


def has_uncertain_chances(case: Case) -> bool:
    """Whether a likelihood, or a share of orders, has a range, so that chances are means."""
    slices = (case.inputs, *(phase.inputs for phase in case.phases))
    stated = [inputs.get(path) for inputs in slices for path in _CHANCES]
    stated += [phase.share for phase in case.phases]
    return any(one is not None and one.spread is not None for one in stated)


_CHANCES = (LIKELIHOOD, LIKELIHOOD_AFTER_FAILURE, COMMON_CAUSE, STOPPING_LIKELIHOOD)


def mean_chances(case: Case) -> Chances[Decimal]:
    """
    Multiply the likelihoods of a case out, and take means where they have ranges.

    A likelihood that phases share counts with its powers, a correlated one through the copula: the
    chances are those of `outcomes_of`.

    Args:
        case: Complete inputs.

    Returns:
        Chances to 50 digits where they are rational; None for one that has no closed form.
    """
    with exact(ENOUGH_DIGITS):
        traced = chances_of(case, traced_value)
    from omsrisk.core.uncertainty.expectation import Expectation  # most files have no ranges

    expectation = Expectation(case)
    is_told = has_told_order(case)

    def mean(chance: Symbol | int | None) -> Decimal | None:
        found = None if chance is None or not is_told else expectation.mean(chance).value
        # a sum of floats that cancels out is no chance
        return found if found is not None and 0 <= found <= 1 else None

    stops = tuple(Stop(one.phase, mean(one.chance)) for one in traced.stops)
    told = {name: mean(getattr(traced, name)) for name in Chances._fields if name not in _OWN}
    # one power of a likelihood that is shared, where what is left of 1 would be a sum of hundreds
    all_fail: Decimal | None = Decimal(0)
    if not traced.stops and (shares_its_cause(case) or follows_failures(case)):
        all_fail = mean(traced.all_fail)
    elif not traced.stops:
        stated = [one.inputs.get(LIKELIHOOD) for one in case.phases or (case,)]
        paths = [one.path for one in stated if one is not None]
        all_fail = expectation.mean_of_product(paths).value
    return Chances(**told, stops=stops, all_fail=all_fail)


_OWN = {"stops", "all_fail"}
"""The chances that are not the mean of one figure in terms of what holds."""


def _abandoned(case: Case, number_of: NumberOf[N]) -> N | int | None:
    """Take the likelihood that the roll-out is abandoned; None where no stopping is priced."""
    if not case.rows.get(STOPPING_ITEMS.path):
        return None
    stated = case.inputs.get(STOPPING_LIKELIHOOD)
    return 1 if stated is None else number_of(stated)


def _stops(case: Case, failures: list[N | int]) -> tuple[Stop[N], ...]:
    before_the_last = zip(case.phases[:-1], failures[:-1], strict=True)
    return tuple(Stop(phase, chance) for phase, chance in before_the_last)


def _share_reached(case: Case, weights: list[N | int], number_of: NumberOf[N]) -> N | int:
    phases = zip(case.phases, weights, strict=True)
    return total(weight * number_of(phase.share) for phase, weight in phases)
