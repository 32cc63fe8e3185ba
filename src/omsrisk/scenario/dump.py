"""Dumping: a scenario, its bases merged in, as YAML in block style."""

from collections.abc import Iterator

import yaml

from omsrisk.scenario.documents.block_style import in_block_style
from omsrisk.scenario.documents.nodes import List, Map, Node, Scalar
from omsrisk.scenario.load import Scenario


def dump(scenario: Scenario) -> str:
    """
    Write a scenario as one file that needs no base.

    Args:
        scenario: From `omsrisk.load`.

    Returns:
        YAML in block style; loading it gives the same case, to the last digit.
    """
    root = scenario.root
    kept = {
        key: node
        for key, node in root.entries.items()
        if key != "extends" and not key.startswith("x-")
    }
    return in_block_style(_events(root.like(kept, root.keys)))


def _events(node: Node) -> Iterator[yaml.Event]:
    """Say a node as it was written: what was plain stays plain, so that numbers stay numbers."""
    if isinstance(node, Map):
        yield yaml.MappingStartEvent(None, None, implicit=True, flow_style=False)
        for key, value in node.entries.items():
            yield from _events(node.keys[key])
            yield from _events(value)
        yield yaml.MappingEndEvent()
    elif isinstance(node, List):
        yield yaml.SequenceStartEvent(None, None, implicit=True, flow_style=False)
        for item in node.items:
            yield from _events(item)
        yield yaml.SequenceEndEvent()
    elif isinstance(node, Scalar):
        quoted = node.style is not None
        implicit = (not quoted, True)
        yield yaml.ScalarEvent(None, None, implicit, node.text, style='"' if quoted else None)
