"""A scenario as a graph: every figure in terms of its inputs, for what computes it elsewhere."""

from dataclasses import dataclass
from decimal import Decimal

from omsrisk.analysis.metrics import figures_of
from omsrisk.core.algebra.graph import Graph
from omsrisk.core.algebra.symbols import Symbol
from omsrisk.core.money import ENOUGH_DIGITS, exact
from omsrisk.core.phasing.go_live_chances import takes_the_largest
from omsrisk.core.phasing.learning import learning_by_formula
from omsrisk.core.phasing.on_dates import dated_apart, dated_in_phases
from omsrisk.core.pricing.case import Case, Input, own_path
from omsrisk.core.pricing.catalogue import EFFECTS, LEARNING, LIKELIHOOD
from omsrisk.core.pricing.derived import defaults
from omsrisk.core.pricing.exposure import Exposure, price, traced_value
from omsrisk.core.pricing.programme import is_choosing
from omsrisk.core.pricing.variation import (
    is_phase_share,
    moves_dates,
    moves_go_lives,
    shapes_season,
    stating_default,
    values_of,
)


@dataclass(frozen=True, slots=True)
class ExpressionGraph:
    """
    The figures of a case in terms of its inputs, at the most likely values.

    Attributes:
        case: The case, with every input stated that counts 1 where it is left out.
        graph: Its nodes.
        figures: The place of each figure's node, by the name that metrics use; figures that are not
            assessed have none.
        values: The number of every input, by the path where it is stated.
        exposure: The same figures as expressions, line by line: `graph.add` finds their nodes.
    """

    case: Case
    graph: Graph
    figures: dict[str, int]
    values: dict[str, Decimal]
    exposure: Exposure[Symbol]

    def computed(self, numbers: dict[str, Decimal]) -> dict[str, Decimal]:
        """
        Compute every figure with other numbers.

        Args:
            numbers: By the path where each input is stated; the others stay.
        """
        with exact(ENOUGH_DIGITS):
            found = self.graph.values(self.values | numbers)
        return {name: found[place] for name, place in self.figures.items()}


def expression_graph(case: Case) -> ExpressionGraph:
    """
    Trace a case into one graph.

    Args:
        case: Complete inputs. Dates, shares of phases and indices of the season stay as they are:
            they stand in no formula.
    """
    case = learning_by_formula(dated_in_phases(stating_defaults(case)))
    with exact(ENOUGH_DIGITS):
        exposure = price(case, traced_value)
        graph = Graph()
        figures = {
            name: graph.add(expression)
            for name, expression in figures_of(exposure).items()
            if expression is not None
        }
    return ExpressionGraph(case, graph, figures, values_of(case), exposure)


NOT_MOVED = (
    (is_phase_share, "shares of phases add up to 100 %"),
    (moves_dates, "it moves a date"),
    (moves_go_lives, "it moves dates"),
    (shapes_season, "it weighs days"),
)
"""Inputs that stand in no formula, or cannot be moved alone, and why."""


def why_not_moved(case: Case, path: str) -> str:
    """
    Say why an input cannot be moved in the graph of a case as `--set` moves it; empty where it can.

    Args:
        case: Of an `ExpressionGraph`.
        path: The input, by the path where it is stated.

    >>> why_not_moved(Case({}), "delay.duration_days"), why_not_moved(Case({}), "calendar.season.jan")
    ('', 'it weighs days')
    """
    for is_so, why in NOT_MOVED:
        if is_so(path):
            return why
    learned = path.removeprefix(LEARNING)
    acted_on = EFFECTS in path or (path in case.inputs and case.inputs[path].acted_on)
    apart = any(_is_changed_apart(one.inputs.get(learned), learned) for one in case.phases)
    largest = own_path(path) == LIKELIHOOD and takes_the_largest(case)
    reasons = (
        (largest, "which likelihood is the largest decides"),
        (is_choosing(case, path), "which way of an undecided gap is the cheaper one decides"),
        (dated_apart(case, learned), "a phase has another value from a day on"),
        (acted_on, "a mitigation acts on it with a range"),
        (apart, "a mitigation changes it in a phase"),
    )
    return next((why for is_so, why in reasons if is_so), "")


def _is_changed_apart(one: Input | None, path: str) -> bool:
    return one is not None and bool(one.changed_by) and one.path != path


def stating_defaults(case: Case) -> Case:
    """
    State the inputs that count 1 where they are left out: no figure changes, and each can be moved.

    Args:
        case: A case; what its phases and its rows state stays theirs.
    """
    for path in (one for declared in defaults() for one in _stated_as(case, declared)):
        if path not in case.inputs:
            stated = stating_default(case, path)
            case = case if stated is None else stated[0]
    return case


def _stated_as(case: Case, declared: str) -> list[str]:
    """List where an input can stand: once, or in each row of a list."""
    of_list, _, key = declared.partition(".*.")
    if not key:
        return [declared]
    return [f"{of_list}.{row.slug}.{key}" for row in case.rows.get(of_list, ())]
