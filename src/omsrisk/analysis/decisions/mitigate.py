"""What should one pay for first? Each mitigation alone, and the set with the most net benefit."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, partial
from math import inf
from typing import NamedTuple

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.decisions.best_set import Option, Search, SetProblem
from omsrisk.analysis.decisions.charged import Charges, changes_overruns, may_overrun
from omsrisk.analysis.decisions.exactly import Exactly
from omsrisk.analysis.decisions.greedy_sets import greedy_sets
from omsrisk.analysis.decisions.sets_to_try import MOST_TRIED, every_set
from omsrisk.analysis.metrics import DEFAULT
from omsrisk.analysis.result import Result
from omsrisk.analysis.uncertainty.asked_figures import check_uncertain
from omsrisk.analysis.uncertainty.distribution_finder import DistributionFinder
from omsrisk.analysis.uncertainty.means import At
from omsrisk.analysis.uncertainty.sampled import Method, Sampling, approach_of
from omsrisk.analysis.uncertainty.valued import Valuing, value_of
from omsrisk.core.algebra.polynomial import Polynomial
from omsrisk.core.money import ENOUGH_DIGITS, add, exact, share_of, to_minor_unit
from omsrisk.core.phasing.on_dates import acting_in, with_taken
from omsrisk.core.pricing.case import Case, Mitigation, Operation
from omsrisk.core.pricing.figures import Statistic, statistic_of
from omsrisk.core.pricing.mitigations import Bounds, acting, excluded, stating
from omsrisk.errors import UsageError


class Benefit(NamedTuple):
    """
    What one mitigation does.

    Attributes:
        mitigation: Which.
        cost: What it costs, exact [money].
        avoided: By how much it lowers the metric, its own cost aside, exact [money]. What its cost
            may overrun by is no part of that cost: it is taken off what is avoided.
    """

    mitigation: Mitigation
    cost: Decimal
    avoided: Decimal

    @property
    def net_benefit(self) -> Decimal:
        """What it avoids less what it costs [money]."""
        with exact(ENOUGH_DIGITS):
            return self.avoided - self.cost

    @property
    def returns(self) -> Decimal | None:
        """What it avoids for each unit of money spent; None where it costs nothing."""
        return share_of(self.avoided, self.cost)


class MitigationSet(NamedTuple):
    """
    Mitigations taken together.

    Attributes:
        mitigations: Which, in the order of the file.
        cost: What they cost, exact [money].
        avoided: By how much they lower the metric together, their cost aside, exact [money].
    """

    mitigations: tuple[Mitigation, ...]
    cost: Decimal
    avoided: Decimal

    @property
    def net_benefit(self) -> Decimal:
        """What they avoid less what they cost [money]."""
        with exact(ENOUGH_DIGITS):
            return self.avoided - self.cost


@dataclass(frozen=True, slots=True, repr=False)
class MitigationPlan(Result):
    """
    What the mitigations of a scenario are worth.

    Attributes:
        assessment: The scenario, none of them taken.
        metric: What they lower.
        at: What ranges count with, in a plain metric and in costs.
        base: Its value with none of them.
        alone: Each by itself, in the order of the file.
        budget: What may be spent [money]; None for any amount.
        best: The set with the most net benefit within the budget.
        order: Those of that set in the order to buy, each with what it adds to those before.
        frontier: From nothing upwards, each set with more net benefit than every cheaper one.
        is_proven: Whether it is certain that nothing better was missed.
        sampling: How the metric was simulated; None where it is exact.
        known_to: How far off the metric may be as it is, and at the most with others, where it was
            worked out [money].
        accuracy: How far off a percentile may be that was worked out, in standard deviations; None
            for what is sampled or has a closed form.
    """

    assessment: Assessment
    metric: str
    at: At
    base: Decimal
    alone: tuple[Benefit, ...]
    budget: Decimal | None
    best: MitigationSet
    order: tuple[Benefit, ...]
    frontier: tuple[MitigationSet, ...]
    is_proven: bool
    sampling: Sampling | None = None
    accuracy: float | None = None
    known_to: tuple[float, float] = (0.0, 0.0)


def mitigate(
    assessment: Assessment,
    *,
    budget: Decimal | None = None,
    metric: str = DEFAULT,
    trials: int | None = None,
    seed: int | None = None,
    method: Method | str | None = None,
    at: At = At.MEAN,
) -> MitigationPlan:
    """
    Price each mitigation alone, and find the best set.

    Args:
        assessment: From `assess`, with no mitigation taken.
        budget: What may be spent [money].
        metric: What is to be lowered; `p90:net_exposure` or `mean:net_exposure` for a statistic of
            what it may come to.
        trials: How many for each set of mitigations; asks for sampling of a statistic.
        seed: What their random numbers follow from, the same for each set; asks for sampling, too.
        method: `exact` or `sample`, for a statistic; exact where that can be if left out.
        at: What ranges count with in a plain metric.

    Returns:
        Amounts exact but for the rounding of means; sets are sought in floats, which tell all apart
        that differ by a cent. Those of a simulation are estimates.

    Raises:
        MissingExtraError: It takes a simulation, and numpy is not installed.
        UsageError: The scenario has no mitigations, or no such metric.
    """
    try:
        return _planned(assessment, budget, metric, trials, seed, method, at)
    except _NoMeanError:
        return _planned(assessment, budget, metric, trials, seed, method, At.LIKELY)


class _NoMeanError(Exception):
    """The mean under some mitigations has no closed form: all are judged by most likely values."""


def _planned(
    assessment: Assessment,
    budget: Decimal | None,
    metric: str,
    trials: int | None,
    seed: int | None,
    method: Method | str | None,
    at: At,
) -> MitigationPlan:
    case = _options_of(assessment)
    asked = statistic_of(metric)
    if asked is not None and asked.is_most_likely:
        metric, asked, at = asked.metric, None, At.LIKELY
    exactly = Exactly(case, metric if asked is None else asked.metric, at)
    told_at = at if asked is None and has_ranged_effects(case) else exactly.at
    costs = costs_of(case, told_at)
    charges = Charges(case, exactly.metric, told_at)
    excludes = _exclusions(case)
    finder = None
    if asked is not None:
        check_uncertain(assessment.scenario)
        finder = DistributionFinder(approach_of(method, trials, seed))
        priced = partial(_statistic, asked, finder, assessment.scenario.minor_digits)
        prices = _one_by_one(case, priced, costs, charges)
    else:
        prices = _prices(case, exactly, costs, charges, told_at)
    is_one_by_one = asked is not None or _is_one_by_one(case, exactly)
    alone = _alone(case, prices)
    in_floats = [float(add(one, charges.beyond[slug])) for slug, one in costs.items()]
    sets: Iterable[frozenset[int]]
    is_proven = False
    is_tried = is_one_by_one or (exactly.polynomial is None and exactly.has_caps)
    if is_tried and len(case.mitigations) <= MOST_TRIED:
        sets, is_proven = every_set(case), True
    elif is_one_by_one:
        in_floats = [float(one) for one in costs.values()]
        sets = greedy_sets(partial(_left_of, case, prices), in_floats, excludes)
    elif exactly.polynomial is None:
        sets = greedy_sets(exactly.in_floats(), in_floats, excludes)
    else:
        search = _search(case, exactly, exactly.polynomial, in_floats, excludes)
        sets = [found.chosen for found in search.frontier()]
        is_proven = search.is_proven
    tried = [tuple(case.mitigations[at] for at in sorted(chosen)) for chosen in sets]
    if is_one_by_one:
        tried.sort(key=lambda chosen: sum(costs[one.slug] for one in chosen))
    frontier: list[MitigationSet] = []
    for chosen in tried:
        one = prices.of(chosen)
        better = not frontier or one.net_benefit > frontier[-1].net_benefit
        if better and prices.is_possible(chosen):
            if frontier and frontier[-1].cost >= one.cost:
                frontier.pop()
            frontier.append(one)
    best = max(
        (one for one in frontier if budget is None or one.cost <= budget),
        key=lambda one: one.net_benefit,
    )
    return MitigationPlan(
        assessment,
        metric,
        told_at,
        prices.base,
        alone,
        budget,
        best,
        _order(best.mitigations, prices),
        tuple(frontier),
        is_proven,
        None if finder is None else finder.sampling,
        finder.accuracy if finder is not None and finder.is_exact else None,
        (finder.first_error, finder.error) if finder is not None and finder.is_exact else (0.0, 0.0),
    )


def _options_of(assessment: Assessment) -> Case:
    """Return the case with the mitigations that can be chosen; there is one at the least."""
    case, file = assessment.scenario.case, assessment.scenario.file
    if not case.mitigations:
        raise UsageError(f"{file} has no `mitigations`", "omsrisk explain mitigations")
    left = open_to_choice(case)
    if not left.mitigations:
        message = f"all `mitigations` of {file} are taken, or excluded by those that are"
        raise UsageError(message, "leave `taken: true` out of those to judge")
    return left


def open_to_choice(case: Case) -> Case:
    """
    Leave the mitigations of a case that can be chosen beside those that its file decides on.

    Args:
        case: Those decided on act in it already.

    """
    if not case.decided:
        return case
    decided = [one for one in case.mitigations if one.slug in case.decided]
    left = [
        one
        for one in case.mitigations
        if one not in decided and not any(excluded(one, other) for other in decided)
    ]
    return case._replace(mitigations=tuple(left))


def _meet_out_of_order(case: Case) -> bool:
    """
    Whether an effect that is open would have to act before one that acts already.

    All that set a number come first, then all factors, then all that is added: what is decided on
    has acted on the inputs of the case, and a factor does not follow what was added. What acts in
    formulas, after the number that an expression knows, counts as the last.
    """
    before = case.unmitigated
    if before is None:
        return False
    decided = acting_in(case)
    stated, order = stating(before, (*decided, *case.mitigations)), list(Operation)

    def acts(mitigations: Iterable[Mitigation]) -> Iterator[tuple[str, int]]:
        for one in mitigations:
            for effect in one.effects:
                for path, own in acting(stated, effect):
                    yield path, order.index(own.operation)

    latest: dict[str, int] = {}
    for path, at in acts(decided):
        latest[path] = max(at, latest.get(path, 0))
    slices = (case.inputs, *(one.inputs for one in case.phases))
    in_formulas = {one.path for inputs in slices for one in inputs.values() if one.acted_on}
    return any(at < latest.get(path, 0) or path in in_formulas for path, at in acts(case.mitigations))


def _left_of(case: Case, prices: "_Prices", chosen: Iterable[int]) -> float:
    """Return what some mitigations, by their numbers, leave of the metric, but for a constant."""
    return -float(prices.of([case.mitigations[at] for at in sorted(chosen)]).avoided)


def _statistic(asked: Statistic, finder: DistributionFinder, digits: int, case: Case) -> Decimal:
    return to_minor_unit(Decimal(finder.statistic(case, asked).value), digits)


def _prices(
    case: Case, exactly: Exactly, costs: Mapping[str, Decimal], charges: Charges, at: At
) -> "_Prices":
    """Price sets by what was traced once, or each anew where that is an approximation."""

    def priced(one: Case) -> Decimal:
        if at is At.MEAN and not Valuing(one, at).has_means([exactly.metric]):
            raise _NoMeanError
        return value_of(one, exactly.metric, at)

    if has_ranged_effects(case):
        return _one_by_one(case, priced, costs, charges)
    if _is_one_by_one(case, exactly):
        anew = partial(value_of, metric=exactly.metric, at=exactly.at)
        return _one_by_one(case, anew, costs, charges)

    def value_under(chosen: Sequence[Mitigation]) -> Decimal:
        return add(exactly.of(chosen), charges.beyond_of(chosen))

    def changes_of(chosen: Sequence[Mitigation], more: Sequence[Mitigation]) -> list[Decimal]:
        changes = exactly.changes(chosen, more)
        return [add(one, charges.beyond_of([by])) for one, by in zip(changes, more, strict=True)]

    return _Prices(case, value_under, changes_of, exactly.of(()), costs)


def _is_one_by_one(case: Case, exactly: Exactly) -> bool:
    """Whether each set is priced anew: no expression tells what another go-live comes to."""
    return (
        exactly.is_approximate
        or any(one.postpones_by for one in case.mitigations)
        or has_ranged_effects(case)
        or _meet_out_of_order(case)
        or changes_overruns(case)
    )


def has_ranged_effects(case: Case) -> bool:
    """Whether nobody knows exactly what a mitigation that may be chosen achieves."""
    effects = (effect for one in case.mitigations for effect in one.effects)
    return any(effect.spread is not None for effect in effects)


def _one_by_one(
    case: Case,
    priced: Callable[[Case], Decimal],
    costs: Mapping[str, Decimal],
    charges: Charges,
) -> "_Prices":
    """Price each set anew, once."""
    base = priced(case)

    @cache
    def value(chosen: tuple[Mitigation, ...]) -> Decimal:
        # what they cost is told beside the metric, and not in it
        taken = with_taken(case, chosen)
        if not may_overrun(case):
            return priced(taken._replace(taken=case.taken))
        return add(priced(taken), charges.planned_of(chosen).copy_negate())

    def value_under(chosen: Sequence[Mitigation]) -> Decimal:
        return value(_in_order(case, chosen)) if chosen else base

    def changes_of(chosen: Sequence[Mitigation], more: Sequence[Mitigation]) -> list[Decimal]:
        before = value_under(chosen)
        with exact(ENOUGH_DIGITS):
            return [value_under((*chosen, one)) - before for one in more]

    return _Prices(case, value_under, changes_of, base, costs)


def benefits_of(
    assessment: Assessment, metric: str = DEFAULT, at: At = At.MEAN
) -> tuple[Benefit, ...]:
    """
    Price each mitigation of a scenario alone.

    Args:
        assessment: From `assess`, with no mitigation taken.
        metric: What is to be lowered.
        at: What ranges count with.
    """
    case = assessment.scenario.case
    if not case.mitigations:
        return ()
    exactly = Exactly(case, metric, at)
    told_at = at if has_ranged_effects(case) else exactly.at
    try:
        charges = Charges(case, metric, told_at)
        return _alone(case, _prices(case, exactly, costs_of(case, told_at), charges, told_at))
    except _NoMeanError:
        return benefits_of(assessment, metric, At.LIKELY)


def _alone(case: Case, prices: "_Prices") -> tuple[Benefit, ...]:
    return tuple(
        Benefit(one, prices.costs[one.slug], avoided)
        for one, avoided in zip(case.mitigations, prices.avoided((), case.mitigations), strict=True)
    )


def costs_of(case: Case, at: At = At.LIKELY) -> dict[str, Decimal]:
    """
    Return the cost of each mitigation of a case by its slug, taken or not [money].

    Args:
        case: A case with mitigations.
        at: What ranges count with.
    """
    slugs = tuple(one.slug for one in case.mitigations)
    names = [f"programme.mitigations.{slug}" for slug in slugs]
    amounts = Valuing(case._replace(taken=(*case.taken, *slugs)), at).amounts(names)
    return dict(zip(slugs, amounts, strict=True))


def _most_days(case: Case) -> float:
    """Return by how many days the last go-live may be postponed: not beyond the horizon."""
    last, horizon = case.last_go_live, case.calendar.horizon
    if last is None or horizon is None:
        return inf
    return (horizon - last).days + case.postponed_by


class _Prices:
    """
    Prices sets of mitigations, each once.

    Args:
        case: A case with mitigations.
        value_of: What the metric is under some of them.
        changes_of: What each of some more makes of it.
        base: What it is under none.
        costs: What each costs, by slug.
    """

    def __init__(
        self,
        case: Case,
        value_of: Callable[[Sequence[Mitigation]], Decimal],
        changes_of: Callable[[Sequence[Mitigation], Sequence[Mitigation]], list[Decimal]],
        base: Decimal,
        costs: Mapping[str, Decimal],
    ) -> None:
        self._value_of, self._changes_of = value_of, changes_of
        self.base, self.costs = base, costs
        before = case if case.unmitigated is None else case.unmitigated
        open_ones = before._replace(mitigations=case.mitigations)
        self._bounds = Bounds(open_ones, acting_in(case))
        self._most_days = _most_days(case)
        self._known: dict[tuple[str, ...], MitigationSet] = {}

    def of(self, chosen: Sequence[Mitigation]) -> MitigationSet:
        """Price a set."""
        key = tuple(one.slug for one in chosen)
        if key not in self._known:
            value = self._value_of(chosen)
            with exact(ENOUGH_DIGITS):
                avoided = self.base - value
                cost = sum((self.costs[one.slug] for one in chosen), Decimal(0))
            self._known[key] = MitigationSet(tuple(chosen), cost, avoided)
        return self._known[key]

    def avoided(self, chosen: Sequence[Mitigation], more: Sequence[Mitigation]) -> list[Decimal]:
        """Tell what each of some mitigations avoids beside those chosen."""
        return [one.copy_negate() for one in self._changes_of(chosen, more)]

    def is_possible(self, chosen: Sequence[Mitigation]) -> bool:
        """Whether all inputs stay within their bounds."""
        last = max((one.postpones_by for one in chosen), default=0)
        return self._bounds.keep(chosen) and last <= self._most_days


def _search(
    case: Case,
    exactly: Exactly,
    polynomial: Polynomial,
    costs: Sequence[float],
    excludes: Sequence[frozenset[int]],
) -> Search:
    """Seek among all sets, in floats."""
    options = [
        Option(
            costs[at],
            {
                path: tuple((operation, float(number)) for operation, number in effects)
                for path, effects in own.items()
            },
            excludes[at],
        )
        for at, (one, own) in enumerate(zip(case.mitigations, exactly.effects, strict=True))
    ]
    values = {path: float(value) for path, value in exactly.values.items()}
    return Search(SetProblem(polynomial, values, exactly.shares, options, exactly.least))


def _exclusions(case: Case) -> list[frozenset[int]]:
    numbers = {one.slug: at for at, one in enumerate(case.mitigations)}
    found: list[set[int]] = [set() for _ in case.mitigations]
    for at, one in enumerate(case.mitigations):
        for slug in one.excludes:
            found[at].add(numbers[slug])
            found[numbers[slug]].add(at)
    return [frozenset(one) for one in found]


def _in_order(case: Case, chosen: Sequence[Mitigation]) -> tuple[Mitigation, ...]:
    """Put mitigations in the order of the file: a set is simulated once."""
    return tuple(one for one in case.mitigations if one in chosen)


def _order(chosen: Sequence[Mitigation], prices: _Prices) -> tuple[Benefit, ...]:
    """Buy first what returns most for its cost beside what is bought already."""
    left = list(chosen)
    order: list[Benefit] = []
    known: dict[str, tuple[Benefit, tuple[bool, Decimal, Decimal]]] = {}
    while left:
        bought = [one.mitigation for one in order]
        for one, avoided in zip(left, prices.avoided(bought, left), strict=True):
            if one.slug not in known or known[one.slug][0].avoided != avoided:
                step = Benefit(one, prices.costs[one.slug], avoided)
                key = (step.cost == 0, step.returns or Decimal(0), step.net_benefit)
                known[one.slug] = step, key
        step, _ = max((known[one.slug] for one in left), key=lambda found: found[1])
        order.append(step)
        left.remove(step.mitigation)
    return tuple(order)
