"""From the correlations that a file writes to those that the core takes."""

import math
from collections.abc import Mapping, Sequence
from itertools import combinations

from omsrisk.core.pricing.case import Case, Correlation, Input
from omsrisk.core.uncertainty.correlation import conflicting, groups_of, possible_ranks
from omsrisk.core.uncertainty.sharing import sharing_quantiles
from omsrisk.scenario.building.merging import nearest_path
from omsrisk.scenario.building.phases import is_of_the_plan
from omsrisk.scenario.building.resolver import Report, as_slugs
from omsrisk.scenario.documents.places import Location
from omsrisk.scenario.schema.choices import nearest
from omsrisk.scenario.schema.correlations import CorrelationModel
from omsrisk.scenario.schema.paths import kind_of
from omsrisk.scenario.schema.scenario_file import ScenarioFile
from omsrisk.text import visible

MOST_IN_A_GROUP = 100
"""Inputs that may are correlated: the work grows with the third power of their number."""

_KEY = "correlations"


def with_correlations(file: ScenarioFile, case: Case, report: Report) -> Case:
    """
    Take the correlations between inputs that have a spread.

    Args:
        file: The validated file.
        case: Its case so far.
        report: Takes what makes no sense of them.
    """
    case = _separated(file, case)
    stated = {as_slugs(path): one for path, one in case.inputs.items()}
    found: dict[frozenset[str], tuple[int, Correlation]] = {}
    for index, model in enumerate(file.correlations or ()):
        pair = _pair(model, index, case, stated, report)
        if pair is None:
            continue
        first, second = pair
        both = frozenset(pair)
        if both in found:
            message = f"`{_KEY}.{found[both][0]}` correlates `{first}` and `{second}` already"
            report((_KEY, index, "inputs"), "SCN503", message, "keep one of them")
        elif model.rank_correlation is not None:
            found[both] = index, Correlation(first, second, model.rank_correlation)
    correlations = tuple(one for _, one in found.values())
    indices = {one: index for index, one in found.values()}
    if all(len(group) <= MOST_IN_A_GROUP for group in groups_of(correlations)):
        _refuse_conflicts(correlations, indices, report)
    else:
        message = f"`{_KEY}`: more than {MOST_IN_A_GROUP} inputs are correlated"
        report((_KEY,), "SCN503", message, "correlate those that matter most")
    return case._replace(correlations=correlations)


def _separated(file: ScenarioFile, case: Case) -> Case:
    """Let ranges of one path take their own quantiles where the author says how they correlate."""
    sources = {as_slugs(one.path): one.quantile_source for one in case.inputs.values()}
    apart: set[str] = set()
    for model in file.correlations or ():
        paths = [as_slugs(path) for path in model.inputs or ()]
        own = {sources.get(path, path) for path in paths}
        if len(set(paths)) > len(own):
            apart.update(paths)
    return sharing_quantiles(case, apart) if apart else case


def _pair(
    model: CorrelationModel, index: int, case: Case, stated: Mapping[str, Input], report: Report
) -> tuple[str, str] | None:
    """Find the two inputs that an entry means; None where something is wrong with it."""
    for key in ("inputs", "rank_correlation"):
        if getattr(model, key) is None:
            report((_KEY, index, key), "SCN103", "", f"omsrisk explain {_KEY}")
    paths = [
        _path(written, (_KEY, index, "inputs", at), case, stated, report)
        for at, written in enumerate(model.inputs or ())
    ]
    first, second = paths if len(paths) == 2 else (None, None)  # noqa: PLR2004 - a pair
    if first is None or second is None:
        return None
    if first == second:
        message = f"`{first}` is correlated with itself"
        report((_KEY, index, "inputs", 1), "SCN503", message, "name another input")
        return None
    return first, second


def _path(
    written: str, where: Location, case: Case, stated: Mapping[str, Input], report: Report
) -> str | None:
    """Find the uncertain input that an author means."""
    ranges = tuple(path for path, one in case.inputs.items() if one.spread is not None)
    if kind_of(written) is None:
        hint = nearest(written, ranges) or nearest_path(written)
        report(where, "SCN503", f"`{visible(written)}` is not an input", hint)
        return None
    one = stated.get(as_slugs(written))
    if one is None:
        message = f"`{visible(written)}` is not stated in this scenario"
        inherited = _inherited(as_slugs(written), case)
        if inherited:
            hint = f"the phase inherits it: write `{inherited}`, or restate it there as a range"
        else:
            hint = nearest(written, ranges) or "state it as a range, or remove the pair"
        report(where, "SCN503", message, hint)
        return None
    if one.spread is not None:
        return one.quantile_source
    if one.path in case.set_by_hand:
        message = f"has no effect: `{one.path}` is set to one value"
        report(where, "SCN113", message, "set a range, such as `{low: 2, likely: 10, high: 45}`")
        return None
    message = f"`{one.path}` is stated as one value, not as a range: this would have no effect"
    hint = "state a range, such as `{low: 2, likely: 10, high: 45}`, or remove the pair"
    if is_of_the_plan(one.path):
        hint = "what is planned has no range: remove the pair"
    report(where, "SCN503", message, hint)
    return None


def _inherited(path: str, case: Case) -> str:
    """Find the input that a phase inherits under a path of its own."""
    for phase in case.phases:
        for tail, one in phase.inputs.items():
            if path == as_slugs(phase.prefix + tail):
                return one.path
    return ""


def _refuse_conflicts(
    correlations: Sequence[Correlation], indices: Mapping[Correlation, int], report: Report
) -> None:
    """Report each set of correlations for which no numbers can be drawn, at the last of them."""
    rest = correlations
    while conflict := conflicting(rest):
        pairs = ", ".join(f"`{one.first}` - `{one.second}` {one.rank:f}" for one in conflict)
        message = f"these rank correlations cannot hold together: {pairs}"
        where = (_KEY, max(indices[one] for one in conflict), "rank_correlation")
        report(where, "SCN504", message, _way_out(conflict))
        involved = {path for one in conflict for path in (one.first, one.second)}
        rest = [one for one in rest if involved.isdisjoint((one.first, one.second))]


def _way_out(conflict: Sequence[Correlation]) -> str:
    """Say what one pair could be with the others as they are: one left out, else the last."""
    paths = dict.fromkeys(path for one in conflict for path in (one.first, one.second))
    written = {frozenset((one.first, one.second)) for one in conflict}
    left_out = next((pair for pair in combinations(paths, 2) if frozenset(pair) not in written), None)
    first, second = left_out or (conflict[-1].first, conflict[-1].second)
    ranks = possible_ranks(conflict, first, second)
    low, high = (0, 0) if ranks is None else _inside(*ranks)
    if low >= high:
        return "bring one of them nearer to 0"
    says = ", which counts as 0 where it is left out," if left_out else ""
    span = f"{low / 100:.2f} to {high / 100:.2f}"
    return f"with the others as they are, `{first}` - `{second}`{says} can be {span}"


def _inside(low: float, high: float) -> tuple[int, int]:
    """Return the first and the last hundredth that lie between two ends, and between -1 and 1."""
    return max(math.floor(low * 100) + 1, -99), min(math.ceil(high * 100) - 1, 99)
