"""What-if: the graph of a scenario as data for the page's own script, which computes exactly."""

from collections.abc import Iterable, Mapping
from typing import Any

from omsrisk.analysis.expression_graph import ExpressionGraph
from omsrisk.core.algebra.graph import GraphNode
from omsrisk.core.calendar import Season, Window
from omsrisk.core.pricing.case import Case

Data = dict[str, Any]


def data_of(traced: ExpressionGraph, figures: Iterable[str]) -> Data:
    """
    Write a graph as the script takes it.

    Args:
        traced: From `expression_graph`.
        figures: The figures that are shown; what none of them is computed from is left out.

    Returns:
        `inputs` by number, with path and value; `nodes`, operands first; `windows` and `season` for
        effective days; `figures` with the place of their node. Numbers are exact decimals as text.
    """
    nodes = traced.graph.nodes
    shown = {name: traced.figures[name] for name in figures if name in traced.figures}
    kept = sorted(traced.graph.needed(shown.values()))
    places = {old: new for new, old in enumerate(kept)}
    inputs: dict[str, int] = {}
    windows: dict[Window, int] = {}
    return {
        "nodes": [_plain(nodes[old], places, inputs, windows) for old in kept],
        "inputs": [[path, f"{traced.values[path]:f}"] for path in inputs],
        "windows": [_window(one) for one in windows],
        "season": _season(traced.case),
        "figures": {name: places[old] for name, old in shown.items()},
    }


def _plain(
    node: GraphNode, places: Mapping[int, int], inputs: dict[str, int], windows: dict[Window, int]
) -> Any:
    if node.operation == "number":
        return f"{node.content:f}"
    if isinstance(node.content, str):
        return [inputs.setdefault(node.content, len(inputs))]
    operands = [places[one] for one in node.operands]
    if isinstance(node.content, Window):
        return ["days", *operands, windows.setdefault(node.content, len(windows))]
    return [node.operation, *operands]


def _window(window: Window) -> Data:
    told: Data = {"anchor": window.anchor.isoformat(), "backwards": window.backwards}
    if window.since:
        told["since"] = window.since
    if window.until is not None:
        told["until"] = window.until
    told |= _closed(window.season)
    if window.catch_up is not None:
        flow = window.catch_up.season
        told["catchUp"] = {
            "capacity": f"{window.catch_up.capacity:f}",
            "season": [f"{index:f}" for index in flow.indices],
            **_closed(flow),
        }
    return {**told, "flat": True} if window.is_flat else told


def _closed(season: Season) -> Data:
    if season.closed is None:
        return {}
    holidays = [list(one) for one in sorted(season.closed.holidays)]
    return {"closed": sorted(season.closed.weekdays), "holidays": holidays}


def _season(case: Case) -> list[str]:
    season = case.calendar.season
    return [] if season is None else [f"{index:f}" for index in season.indices]
