"""What the cost of mitigations makes of a metric: itself, and what planned costs overrun by."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from omsrisk.analysis.uncertainty.means import At
from omsrisk.analysis.uncertainty.valued import value_of
from omsrisk.core.money import ENOUGH_DIGITS, exact
from omsrisk.core.pricing.case import Case, Mitigation
from omsrisk.core.pricing.catalogue import PROGRAMME_OVERRUN


def may_overrun(case: Case) -> bool:
    """Whether what is bought may cost more than planned, so that mitigations may, too."""
    return PROGRAMME_OVERRUN.section in case.sections


def changes_overruns(case: Case) -> bool:
    """Whether a mitigation that may be chosen acts on what planned costs overrun by."""
    inside = f"{PROGRAMME_OVERRUN.section}."
    return may_overrun(case) and any(
        effect.path.startswith(inside) for one in case.mitigations for effect in one.effects
    )


class Charges:
    """
    What the cost of each mitigation of a case makes of a metric, its effects aside.

    Each cost is charged once, whatever fails, so that the costs of several add up.

    Args:
        case: A case with mitigations.
        metric: What is watched.
        at: What ranges count with.

    Attributes:
        planned: By slug, what of the cost itself stands in the metric [money]: all or nothing.
        beyond: By slug, what planned costs overrun by because of it [money]; nothing where no overrun
            is stated.
    """

    def __init__(self, case: Case, metric: str, at: At) -> None:
        slugs = tuple(one.slug for one in case.mitigations)
        self.planned = self.beyond = dict.fromkeys(slugs, Decimal(0))
        if may_overrun(case):
            sure = case._replace(sections=case.sections - {PROGRAMME_OVERRUN.section})
            self.planned = _added(sure, slugs, metric, at)
            with exact(ENOUGH_DIGITS):
                self.beyond = {
                    slug: added - self.planned[slug]
                    for slug, added in _added(case, slugs, metric, at).items()
                }

    def beyond_of(self, chosen: Iterable[Mitigation]) -> Decimal:
        """Add up what some mitigations overrun by."""
        return _total(self.beyond, chosen)

    def planned_of(self, chosen: Iterable[Mitigation]) -> Decimal:
        """Add up what of their cost stands in the metric."""
        return _total(self.planned, chosen)


def _added(case: Case, slugs: Iterable[str], metric: str, at: At) -> dict[str, Decimal]:
    before = value_of(case, metric, at)
    with exact(ENOUGH_DIGITS):
        return {
            slug: value_of(case._replace(taken=(*case.taken, slug)), metric, at) - before
            for slug in slugs
        }


def _total(amounts: Mapping[str, Decimal], chosen: Iterable[Mitigation]) -> Decimal:
    with exact(ENOUGH_DIGITS):
        return sum((amounts[one.slug] for one in chosen), Decimal(0))
