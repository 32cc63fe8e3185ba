"""What is it worth to know something before choosing a roll-out? The value of perfect information."""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import NamedTuple

from omsrisk.analysis.comparison.compare import Comparison
from omsrisk.analysis.comparison.pair import Unranked
from omsrisk.analysis.decisions.given import PricedOption, excess_by_event, excess_given
from omsrisk.analysis.pairing.paired import compare_uncertain
from omsrisk.analysis.result import Result
from omsrisk.analysis.uncertainty.sampled import Method, Sampling
from omsrisk.core.phasing.slips import may_slip, slips_of
from omsrisk.core.pricing.case import Case
from omsrisk.core.pricing.catalogue import SLIPS
from omsrisk.core.uncertainty.copula import Expected
from omsrisk.errors import UsageError
from omsrisk.scenario.labels import label_of, owner_of
from omsrisk.simulation.estimates import Estimate
from omsrisk.simulation.extra import MissingExtraError

_FEWEST = 2


class Known(NamedTuple):
    """
    What it is worth to know one thing before choosing.

    Attributes:
        path: The input, or the likelihood of an event.
        label: What reports call it.
        owner: Who answers for it, where an author says so.
        is_event: Whether it is whether a go-live fails or an item falls due, and not a number.
        worth: What the choice costs less on average if it is known [money]; None where that has no
            closed form.
        error: A bound on the error of an integral; 0 where it is exact.
    """

    path: str
    label: str
    owner: str | None
    is_event: bool
    worth: float | None
    error: float = 0.0


class RollOutChoice(NamedTuple):
    """
    A roll-out that may be chosen.

    Attributes:
        file: Its place among the files.
        mean: The mean of its net exposure [money].
        share: How likely it is the cheapest of all, a tie shared equally; None without a simulation.
        regret: What choosing it costs more on average than knowing everything beforehand [money];
            that of the cheapest on average is what knowing everything is worth.
    """

    file: int
    mean: float
    share: Estimate | None
    regret: float | None


@dataclass(frozen=True, slots=True, repr=False)
class Knowing(Result):
    """
    What it is worth to know more before choosing between roll-outs.

    Attributes:
        comparison: The roll-outs.
        choices: Each that may be chosen, the cheapest on average first.
        known: Each uncertain input and event, the most valuable first; what has no closed form last.
        everything: What it is worth to know everything, with its standard error, or how far off it
            may be where it was worked out [money]; None where that takes numpy, and there is none.
        sampling: How chances and regrets were simulated; None where they were not.
        accuracy: How far off amounts of distributions may be that were worked out, in standard
            deviations; None where they were not.
    """

    comparison: Comparison
    choices: tuple[RollOutChoice, ...]
    known: tuple[Known, ...]
    everything: Estimate | None
    sampling: Sampling | None
    accuracy: float | None = None

    @property
    def currency(self) -> str:
        """Of all amounts."""
        return self.comparison.assessments[self.comparison.base].scenario.currency


def knowing(
    comparison: Comparison,
    *,
    trials: int | None = None,
    seed: int | None = None,
    method: Method | str | None = None,
    executor: Executor | None = None,
    on_progress: Callable[[int], None] | None = None,
) -> Knowing:
    """
    Tell what knowing an input, an event, or everything is worth to a choice between roll-outs.

    Without knowing, the roll-out with the least mean is chosen. Who knows something chooses by the
    means that are left then, so that the mean of the least of them is what is paid. Inputs and events
    of one path are one thing in all roll-outs, as in `compare_uncertain`. What everything is worth is
    worked out for two where that can be, and tried at random for three and more.

    Args:
        comparison: From `compare`, by means.
        trials: How many trials tell what everything is worth; asks for sampling.
        seed: What the random numbers follow from, the same one if left out; asks for sampling, too.
        method: `exact` or `sample`; exact where that can be if left out.
        executor: Who runs the parts of a large simulation.
        on_progress: Is told how many trials are done.

    Raises:
        UsageError: There are no two roll-outs to choose from, nothing is uncertain, a mean has no
            closed form, failing looks cheaper than holding, or the trials make no sense.
    """
    places = _to_choose_from(comparison)
    means, chosen, known = _worth_of_each(comparison, places)
    everything, sampling, accuracy = None, None, None
    shares: list[Estimate | None] = [None] * len(places)
    regrets: list[float | None] = [None] * len(places)
    try:
        paired = compare_uncertain(
            comparison,
            trials=trials,
            seed=seed,
            method=method,
            rivals=places,
            executor=executor,
            on_progress=on_progress,
        )
    except MissingExtraError:
        pass
    else:
        won = [found for at in places if (found := paired.cheapest[at]) is not None]
        shares, regrets = [one.share for one in won], [one.regret for one in won]
        everything = Estimate(won[chosen].regret, won[chosen].regret_error)
        accuracy = paired.accuracy
        if paired.trials is not None and paired.seed is not None:
            sampling = Sampling(paired.trials, paired.seed)
    if len(known) == 1 and known[0].worth is not None:  # who knows it knows everything
        everything = Estimate(known[0].worth, known[0].error)
        regrets = [mean - means[chosen] + everything.value for mean in means]
    elif everything is not None:
        # no part of what may be known is worth more than all of it: trials may fall short of that
        short = max(0.0, most_of_one(known) - everything.value)
        everything = everything._replace(value=everything.value + short)
        regrets = [None if one is None else one + short for one in regrets]
    choices = map(RollOutChoice, places, means, shares, regrets)
    return Knowing(
        comparison,
        tuple(sorted(choices, key=lambda one: one.mean)),
        tuple(sorted(known, key=_order)),
        everything,
        sampling,
        accuracy,
    )


def worth_of_each(comparison: Comparison) -> tuple[Known, ...]:
    """
    Tell what knowing each input and event alone is worth to a choice between roll-outs.

    Args:
        comparison: From `compare`, by means.

    Returns:
        As in `Knowing.known`; nothing is sampled.

    Raises:
        UsageError: As for `knowing`.
    """
    known = _worth_of_each(comparison, _to_choose_from(comparison))[2]
    return tuple(sorted(known, key=_order))


def most_of_one(known: Sequence[Known]) -> float:
    """
    Return what the most valuable single thing is worth: the least that knowing everything is.

    Args:
        known: Inputs and events.
    """
    return max((one.worth for one in known if one.worth is not None), default=0.0)


def _worth_of_each(
    comparison: Comparison, places: Sequence[int]
) -> tuple[list[float], int, list[Known]]:
    """Return the means, the place of the least, and what knowing each thing is worth."""
    options = [_option(comparison, at) for at in places]
    means = [float(one.mean) for one in options if one.mean is not None]
    chosen = means.index(min(means))
    cases = [comparison.assessments[at].scenario.case for at in places]
    inputs = list(dict.fromkeys(source for one in options for source in one.sources))
    events = list(dict.fromkeys(name for one in options for name in one.events))
    if not inputs and not events:
        raise UsageError(
            "nothing is uncertain: there is nothing to know",
            "give inputs a range: `{low: 2, likely: 10, high: 45}`",
        )
    known = [
        *(_of_input(options, chosen, source, cases) for source in inputs),
        *(_of_event(options, chosen, name, cases) for name in events),
    ]
    return means, chosen, known


def _to_choose_from(comparison: Comparison) -> tuple[int, ...]:
    """List all but a status quo; no choice rests on a failure that looks cheap."""
    assessments = comparison.assessments
    places = tuple(at for at, one in enumerate(assessments) if not one.scenario.is_status_quo)
    if len(places) < _FEWEST:
        raise UsageError(
            "to choose takes two roll-outs; a status quo is none", "name the files of two or more"
        )
    for pair in comparison.pairs:
        if pair.unranked is Unranked.FAILING:
            first, second = (assessments[at].scenario.file for at in pair.files)
            raise UsageError(
                f"{first} and {second} are not ranked: {pair.unranked}", "`omsrisk calc` says why"
            )
    return places


def _option(comparison: Comparison, at: int) -> PricedOption:
    scenario = comparison.assessments[at].scenario
    option = PricedOption(scenario.case, comparison.rates[at])
    if option.mean is None:
        raise UsageError(
            f"the mean of {scenario.file} has no closed form: too many inputs that meet in it, "
            "or the slip, are correlated",
            "state fewer correlations",
        )
    return option


def _of_input(
    options: Sequence[PricedOption], chosen: int, source: str, cases: Sequence[Case]
) -> Known:
    if source == SLIPS:
        return _known(source, cases, _of_slip(options, chosen), is_event=False)
    curves = [curve for one in options if (curve := one.given(source)) is not None]
    whole = len(curves) == len(options)
    found = excess_given(curves, chosen) if whole else None
    return _known(source, cases, found, is_event=False)


def _of_slip(options: Sequence[PricedOption], chosen: int) -> Expected | None:
    """Weigh each number of days with its chance; None where roll-outs slip by other ranges."""
    slipping = [one for one in options if may_slip(one.case)]
    tables = [found for one in options if (found := one.by_slip) is not None]
    spreads = {one.case.inputs[SLIPS].spread for one in slipping}
    if len(tables) < len(options) or len(spreads) > 1:
        return None
    excess = 0.0
    for slip in slips_of(slipping[0].case):
        pairs = zip(options, tables, strict=True)
        costs = [float(table.get(slip.days, one.known_mean)) for one, table in pairs]
        excess += float(slip.chance) * (costs[chosen] - min(costs))
    return Expected(excess, 0.0)


def _of_event(
    options: Sequence[PricedOption], chosen: int, name: str, cases: Sequence[Case]
) -> Known:
    told = [one.events.get(name, one.known_mean) for one in options]
    known = [one for one in told if one is not None]
    worth = excess_by_event(known, chosen) if len(known) == len(told) else None
    found = None if worth is None else Expected(worth, 0.0)
    return _known(name, cases, found, is_event=True)


def _known(path: str, cases: Sequence[Case], found: Expected | None, *, is_event: bool) -> Known:
    case = next((one for one in cases if path in one.inputs), cases[0])
    owners = (owner_of(one, path) for one in cases)
    return Known(
        path,
        label_of(case, path),
        next((one for one in owners if one is not None), None),
        is_event,
        None if found is None else max(found.value, 0.0),
        0.0 if found is None else found.error,
    )


def _order(one: Known) -> tuple[bool, float, str]:
    return one.worth is None, -(one.worth or 0.0), one.path
