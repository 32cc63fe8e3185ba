"""Figures of a case, exactly: planned, worked out, and held against what is known of them."""

from collections.abc import Iterator
from typing import NamedTuple

from omsrisk.exact.figure_tree import moments_of
from omsrisk.exact.masses import Masses, masses_of
from omsrisk.exact.planner import Planner
from omsrisk.exact.splitting import Splitting
from omsrisk.exact.terms import Terms
from omsrisk.exact.uncertain_case import Figures, UncertainCase

PERCENTS = (0.05, 0.5, 0.95, 0.99)


class ExactFigure(NamedTuple):
    """
    The distribution of a figure.

    Attributes:
        mean: Its mean [money].
        standard_deviation: Its standard deviation [money].
        masses: What it may come to.
        error: How far off a percentile may be [money].
    """

    mean: float
    standard_deviation: float
    masses: Masses
    error: float


class ExactCase:
    """
    Works the figures of a case out.

    Args:
        case: What is random in it.
    """

    def __init__(self, case: UncertainCase) -> None:
        self._case = case
        splitting = Splitting(case.alphabet.inputs, case.sources)
        self._fine = Planner(splitting, case.sources)
        self._coarse = Planner(splitting, case.sources, coarse=True)

    def of(self, terms: Terms) -> ExactFigure:
        """
        Work a figure out.

        Args:
            terms: From the case's `figures`.

        Raises:
            TooManyLeavesError: It falls into too many parts, or into parts that are too large.
        """
        state = self._case.state(terms)
        node = self._fine.node(terms, state)
        masses = masses_of(node)
        coarse = masses_of(self._coarse.node(terms, state) if not self._fine.is_split else node,
                           coarse=True)  # fmt: skip
        mean, variance = moments_of(node)
        deviation = variance**0.5
        found = masses.moments()
        differences = [abs(found[0] - mean), abs(found[1] - deviation)]
        differences += [abs(masses.quantile(one) - coarse.quantile(one)) for one in PERCENTS]
        differences.append(abs(masses.expected_shortfall(0.95) - coarse.expected_shortfall(0.95)))
        return ExactFigure(mean, deviation, masses, max(differences))


def exact_figures(case: UncertainCase, figures: Figures) -> Iterator[tuple[str, ExactFigure]]:
    """Work several figures of a case out; what they have in common is worked out once."""
    worked = ExactCase(case)
    for name, terms in case.figures(figures).items():
        yield name, worked.of(terms)
