"""How many distributions are worked out, whoever asks for them."""

import pytest

from omsrisk.analysis.uncertainty.distribution_finder import DistributionFinder
from omsrisk.core.pricing.case import Case
from omsrisk.core.pricing.figures import Statistic
from omsrisk.simulation.estimates import Estimate


def distributions_counted(monkeypatch: pytest.MonkeyPatch) -> list[Case]:
    """
    Let the cases be listed of which distributions are asked for.

    Returns:
        The list, to which each one is added from now on.
    """
    asked: list[Case] = []
    plain = DistributionFinder.statistic

    def statistic(self: DistributionFinder, case: Case, of: Statistic) -> Estimate:
        asked.append(case)
        return plain(self, case, of)

    monkeypatch.setattr(DistributionFinder, "statistic", statistic)
    return asked
