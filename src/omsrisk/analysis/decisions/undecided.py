"""How cheap and how dear can it get where gaps are not decided? A figure with every way to decide."""

from collections.abc import Callable, Collection, Iterator, Sequence
from decimal import Decimal
from itertools import product
from typing import NamedTuple

from omsrisk.analysis.uncertainty.dearest_phase import judged_metrics
from omsrisk.analysis.uncertainty.means import At
from omsrisk.analysis.uncertainty.valued import Valuing, value_of
from omsrisk.core.algebra.symbols import symbol
from omsrisk.core.phasing.on_dates import decided_anew, postponed
from omsrisk.core.pricing.case import Case, Gap
from omsrisk.core.pricing.catalogue import PROGRAMME_OVERRUN
from omsrisk.core.pricing.figures import Statistic
from omsrisk.core.pricing.programme import cost_of_gap, days_of_gap, gaps_at_a_floor


class Reach(NamedTuple):
    """
    What a figure may come to, whatever is decided on the gaps that are not.

    Attributes:
        least: The least of it: the true floor, the later go-live of a modification included.
        most: The most of it.
    """

    least: Decimal
    most: Decimal


def reach_of(
    case: Case, asked: Statistic, at: At, gaps: Collection[str], trials: int | None = None
) -> Reach:
    """
    Find the least and the most of a figure, over each length by which the go-live may be postponed.

    A modification that takes longer than all others brings its length about; all others take the
    cheaper, or the dearer, of their ways that fit in: a gap adds to a figure, and moves the go-live.
    A season may weigh a later go-live less, so that neither end need be at the go-live of the file.

    Args:
        case: The case.
        asked: What is asked of which figure.
        at: What ranges count with, where that is `mean` or `most_likely`.
        gaps: The slugs of the gaps that are open, each with a cost of both ways.
        trials: How many; asks for sampling where no closed form tells it.

    Returns:
        Without bounds where it takes more simulations than are worth it.

    Raises:
        MissingExtraError: It takes a simulation, and numpy is not installed.
        UsageError: There is no such figure, or it is not assessed.
    """
    if _acts_too_often(case, gaps):
        return Reach(Decimal("-Infinity"), Decimal("Infinity"))
    if not _is_simulated(case, asked):
        cheapest = [_value(one, asked.metric, at) for one in _decided(case, at, gaps, dearer=False)]
        dearest = [_value(one, asked.metric, at) for one in _decided(case, at, gaps, dearer=True)]
        return Reach(min(cheapest), max(dearest))
    every = list(_every_way(case, gaps))
    if len(every) > _MOST_SIMULATED:
        return Reach(Decimal("-Infinity"), Decimal("Infinity"))
    from omsrisk.analysis.uncertainty.distribution_finder import DistributionFinder
    from omsrisk.analysis.uncertainty.sampled import approach_of

    finder = DistributionFinder(approach_of(None, trials, None))
    found = [Decimal(finder.statistic(one, asked).value) for one in every]
    return Reach(min(found), max(found))


_MOST_ACTING = 6
"""Open gaps that do more than cost of which every way to decide is priced."""

_MOST_SIMULATED = 64
"""Ways to decide that are simulated, each in about the time that the limit itself takes."""


def at_the_cheapest(case: Case, metric: str, at: At) -> Decimal | None:
    """
    Return the least of a metric, whatever is decided on the gaps that are not.

    Args:
        case: The case.
        metric: What to watch.
        at: What ranges count with.

    Returns:
        None where so many of them have effects that not every way to decide is priced.

    Raises:
        UsageError: There is no such metric, or it is not assessed.
    """
    gaps = [gap.slug for gap in gaps_at_a_floor(case)]
    if _acts_too_often(case, gaps):
        return None
    return min(value_of(one, metric, at) for one in _decided(case, at, gaps, dearer=False))


def _acts_too_often(case: Case, gaps: Collection[str]) -> bool:
    return sum(_does_more(case, gap) for gap in case.gaps if gap.slug in gaps) > _MOST_ACTING


def _does_more(case: Case, gap: Gap) -> bool:
    """Whether a way to close a gap does more than cost: it has effects, or alone may overrun."""
    return bool(gap.effects) or PROGRAMME_OVERRUN.section in case.sections


def _is_simulated(case: Case, asked: Statistic) -> bool:
    """Whether no closed form tells it, as `judge` tells it of the case as it stands."""
    if asked.is_most_likely:
        return False
    valuing = Valuing(case, At.MEAN)
    return asked.name != "mean" or not valuing.has_means(judged_metrics(case, asked.metric))


def _value(case: Case, metric: str, at: At) -> Decimal:
    return max(value_of(case, one, at) for one in judged_metrics(case, metric))


def _decided(case: Case, at: At, gaps: Collection[str], *, dearer: bool) -> Iterator[Case]:
    """Decide at one end, at no later go-live and at that of each gap that would postpone it."""
    open_gaps = [gap for gap in case.gaps if gap.slug in gaps]
    acting = [gap.slug for gap in open_gaps if _does_more(case, gap)]
    sure = [gap for gap in open_gaps if gap.slug not in acting]
    modified = {gap.slug for gap in sure if _modifying_is_dearer(case, gap, at) is dearer}
    for ways in _both_ways(acting):
        yield from _at_each_length(case, gaps, (modified | ways).__contains__)


def _both_ways(slugs: Sequence[str]) -> Iterator[set[str]]:
    """Walk every choice among some gaps, each by those that it modifies."""
    for choice in product((False, True), repeat=len(slugs)):
        yield {slug for slug, is_so in zip(slugs, choice, strict=True) if is_so}


def _every_way(case: Case, gaps: Collection[str]) -> Iterator[Case]:
    """
    Decide in every way that can be the least or the most of a percentile.

    A sure cost shifts all trials alike: its ends do. A cost with a range may be dearer by its mean
    and cheaper by a percentile, and effects may do either: both its ways are tried beside both of
    each other one.
    """
    open_gaps = [gap for gap in case.gaps if gap.slug in gaps]
    ranged = [gap.slug for gap in open_gaps if _does_more(case, gap) or _has_range(case, gap)]
    if 2 ** len(ranged) > _MOST_SIMULATED:
        ranged = ranged[: _MOST_SIMULATED.bit_length()]  # too many in any case
    sure = [gap for gap in open_gaps if gap.slug not in ranged]
    known = set()
    for dearer in (False, True):
        ends = {gap.slug for gap in sure if _modifying_is_dearer(case, gap, At.LIKELY) is dearer}
        for ways in _both_ways(ranged):
            for one in _at_each_length(case, gaps, (ends | ways).__contains__):
                key = one.postponed_by, one.gaps
                if key not in known:
                    known.add(key)
                    yield one


def _at_each_length(
    case: Case, gaps: Collection[str], is_modified: Callable[[str], bool]
) -> Iterator[Case]:
    days = {gap.slug: days_of_gap(case, gap) for gap in case.gaps if gap.slug in gaps}
    postponing = [(each, slug) for slug, each in days.items() if each > case.postponed_by]
    for longest, forced in [(case.postponed_by, ""), *sorted(postponing)]:
        decided = tuple(
            gap._replace(
                modify=gap.slug == forced or (is_modified(gap.slug) and days[gap.slug] <= longest)
            )
            if gap.slug in days
            else gap
            for gap in case.gaps
        )
        yield postponed(decided_anew(case._replace(gaps=decided)), longest)


def _modifying_is_dearer(case: Case, gap: Gap, at: At) -> bool:
    """Whether modifying costs more than changing the process, its later go-live aside."""
    expectation = Valuing(case, at).expectation
    costs = []
    for modify in (True, False):
        path = cost_of_gap(gap, modify=modify)
        mean = expectation.mean(symbol(path)).value if at is At.MEAN else None
        costs.append(case.inputs[path].value if mean is None else mean)
    return costs[0] > costs[1]


def _has_range(case: Case, gap: Gap) -> bool:
    paths = (cost_of_gap(gap, modify=modify) for modify in (True, False))
    return any(case.inputs[path].spread is not None for path in paths)
