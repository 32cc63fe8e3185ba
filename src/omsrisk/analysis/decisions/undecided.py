"""How dear can it get where gaps are not decided? A metric with the dearest decisions on them."""

from collections.abc import Iterator
from decimal import Decimal

from omsrisk.analysis.time.postponing import postponed
from omsrisk.analysis.uncertainty.means import At
from omsrisk.analysis.uncertainty.valued import Valuing, value_of
from omsrisk.core.algebra.symbols import symbol
from omsrisk.core.pricing.case import Case, Gap
from omsrisk.core.pricing.programme import cost_of_gap, days_of_gap, gaps_at_a_floor


def at_the_dearest(case: Case, metric: str, at: At) -> Decimal:
    """
    Give the most of a metric, whatever is decided on the gaps that are not.

    Args:
        case: The case.
        metric: What to watch.
        at: What ranges count with.

    Returns:
        The most that it comes to, over each length by which the go-live may then be postponed: one
        gap brings that about, and all others take the dearer of their ways that fit in.

    Raises:
        UsageError: There is no such metric, or it is not assessed.
    """
    return max(value_of(one, metric, at) for one in _decided(case, at))


def _decided(case: Case, at: At) -> Iterator[Case]:
    """Decide at the dearest, at no later go-live and at that of each gap that would postpone it."""
    undecided = {gap.slug: days_of_gap(case, gap) for gap in gaps_at_a_floor(case)}
    dearer = {gap.slug for gap in gaps_at_a_floor(case) if _is_dearer(case, gap, at)}
    postponing = [(days, slug) for slug, days in undecided.items() if days > case.postponed_by]
    for longest, forced in [(case.postponed_by, ""), *sorted(postponing)]:
        gaps = tuple(
            gap._replace(
                modify=gap.slug == forced or (gap.slug in dearer and undecided[gap.slug] <= longest)
            )
            if gap.slug in undecided
            else gap
            for gap in case.gaps
        )
        yield postponed(case._replace(gaps=gaps), longest)


def _is_dearer(case: Case, gap: Gap, at: At) -> bool:
    """Whether modifying costs more than changing the process, its later go-live aside."""
    expectation = Valuing(case, at).expectation
    costs = []
    for modify in (True, False):
        path = cost_of_gap(gap, modify=modify)
        mean = expectation.mean(symbol(path)).value if at is At.MEAN else None
        costs.append(case.inputs[path].value if mean is None else mean)
    return costs[0] > costs[1]
