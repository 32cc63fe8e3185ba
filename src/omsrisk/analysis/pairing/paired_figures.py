"""What of each scenario is compared under uncertainty, and what is random in it."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from omsrisk.analysis.comparison.compare import Comparison
from omsrisk.analysis.comparison.side_by_side import compared_lines, lines_by_part
from omsrisk.core.algebra.symbols import Figure, Symbol
from omsrisk.core.pricing.case import Case
from omsrisk.core.pricing.exposure import Exposure, price, traced_value
from omsrisk.core.pricing.lines import total_expected
from omsrisk.core.pricing.variation import uncertain_inputs
from omsrisk.core.uncertainty.events import drawn
from omsrisk.core.uncertainty.sharing import EVERY_RANGE

FIGURE = "net_exposure"


class PairedFigures(NamedTuple):
    """
    The figures of one scenario that are compared, in the currency of the base.

    Attributes:
        case: Its inputs.
        figures: Gives its net exposure, and of it what both of each pair know.
        named: Names of random numbers of its own, by the path of what is to be independent.
    """

    case: Case
    figures: Callable[[Case], Mapping[str, Figure]]
    named: Mapping[str, str]


def paired_figures(comparison: Comparison, independent: Sequence[str]) -> list[PairedFigures]:
    """
    List what is compared of each scenario.

    Args:
        comparison: From `compare`.
        independent: Paths whose inputs, or draws, take numbers of their own in each scenario.
    """
    base = comparison.base
    others = [at for at in range(len(comparison.assessments)) if at != base]
    shared = {at: _Shared.of(comparison, at) for at in others}
    found = []
    for at, assessment in enumerate(comparison.assessments):
        rate = comparison.rates[at]
        asked = shared if at == base else {at: shared[at]}

        def figures(
            case: Case, rate: Decimal = rate, asked: "Mapping[int, _Shared]" = asked
        ) -> dict[str, Figure]:
            exposure = price(case, traced_value)
            own = {pair_figure(other): one.net_of(exposure) * rate for other, one in asked.items()}
            return {FIGURE: exposure.net_exposure * rate, **own}

        case = assessment.scenario.case
        names = {
            path: f"{path} of {at}"
            for path in (*random_in(case), *independent)
            if at != base and is_under(path, independent)
        }
        found.append(PairedFigures(case, figures, names))
    return found


def random_in(case: Case) -> dict[str, str]:
    """List what is random in a case, by path: ranges and draws."""
    sources = (one.quantile_source for one in uncertain_inputs(case).values())
    return dict.fromkeys(sources, "range") | {one.path: "draw" for one in drawn(case)[1]}


def is_under(path: str, named: Sequence[str]) -> bool:
    """Whether a path is one of some, or that of a phase that restates one of them; `*` is all."""
    return EVERY_RANGE in named or any(path == one or path.endswith(f".{one}") for one in named)


def pair_figure(other: int) -> str:
    """Name what the base, or the other one, comes to over the lines that both know."""
    return f"over what the base and {other} know"


class _Shared(NamedTuple):
    """The lines over which a scenario is held against the base."""

    by_part: frozenset[str]
    ids: frozenset[str]

    @classmethod
    def of(cls, comparison: Comparison, at: int) -> "_Shared":
        """Find the lines that a scenario and the base both know."""
        base = comparison.base
        both = [comparison.assessments[one] for one in sorted((base, at))]
        pair = comparison.pair(base, at)
        return cls(lines_by_part(both), frozenset(line.id for line in pair.shared))

    def net_of(self, exposure: Exposure[Symbol]) -> Symbol | int:
        """Add up what is expected of these lines."""
        lines = compared_lines(exposure, self.by_part)
        return total_expected(line for line in lines if line.id in self.ids)
