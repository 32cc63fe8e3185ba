"""Variants that are not as they were: what the file said of each, and what it says now."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from omsrisk.analysis.changes.elements import ChangedElements, NamedElement
from omsrisk.scenario.building.variants import Variant, variants_of
from omsrisk.scenario.documents.nodes import List, Map, Node, Scalar
from omsrisk.scenario.load import Scenario
from omsrisk.scenario.schema.scenario_file import VARIANTS


class ChangedVariantValue(NamedTuple):
    """
    A value that a variant sets, and that is not as it was.

    Attributes:
        variant: What the variant is called now.
        path: The input, date or decision that it sets.
        old: What it set before, as written; None where it left that to the file.
        new: What it sets now; None where it leaves that to the file.
    """

    variant: str
    path: str
    old: str | None
    new: str | None


class ChangedVariants(NamedTuple):
    """
    The variants that are not as they were.

    Attributes:
        elements: Those that are gone, new, or stand under another name with the same values.
        values: What the others set, where that changes.
    """

    elements: ChangedElements
    values: tuple[ChangedVariantValue, ...]


def changed_variants(old: Scenario, new: Scenario) -> ChangedVariants:
    """
    Find the variants that are not as they were.

    Args:
        old: Before.
        new: Now.

    A variant has none itself: beside one, nothing is told of the variants of a file.
    """
    if any(one.file != one.own_file for one in (old, new)):
        return ChangedVariants(ChangedElements(), ())
    before, after = ({each.slug: each for each in variants_of(one.root)} for one in (old, new))
    removed = [one for slug, one in before.items() if slug not in after]
    added = [one for slug, one in after.items() if slug not in before]
    renamed: list[tuple[NamedElement, NamedElement]] = []
    for was in tuple(removed):
        same = next((one for one in added if _values(one) == _values(was)), None)
        if same is not None:
            removed.remove(was)
            added.remove(same)
            renamed.append((_element(was), _element(same)))
    elements = ChangedElements(
        tuple(map(_element, removed)), tuple(map(_element, added)), tuple(renamed)
    )
    both = [(before[slug], one) for slug, one in after.items() if slug in before]
    return ChangedVariants(elements, tuple(value for pair in both for value in _changed(*pair)))


def _element(one: Variant) -> NamedElement:
    return NamedElement(VARIANTS, one.slug, one.name)


def _changed(old: Variant, new: Variant) -> Iterator[ChangedVariantValue]:
    before, after = _values(old), _values(new)
    for path in dict.fromkeys((*before, *after)):
        if before.get(path) != after.get(path):
            texts = [
                _written(one.settings.entries[path]) if path in one.settings.entries else None
                for one in (old, new)
            ]
            yield ChangedVariantValue(new.name, path, *texts)


def _values(one: Variant) -> dict[str, object]:
    return {path: _value(node) for path, node in one.settings.entries.items()}


_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?%?", re.ASCII | re.IGNORECASE)


def _value(node: Node) -> object:
    """Take what a node says, so that `60%` and `0.60` are one."""
    if isinstance(node, Map):
        return {key: _value(one) for key, one in node.entries.items()}
    if isinstance(node, List):
        return list(map(_value, node.items))
    text = node.text if isinstance(node, Scalar) else ""
    if not _NUMBER.fullmatch(text):
        return text
    number = Decimal(text.rstrip("%"))
    return number.scaleb(-2) if text.endswith("%") else number


def _written(node: Node) -> str:
    """
    Write a node in one line, as an author would.

    A range is `{low: 2, high: 9}`, a list is `[mon, tue]`.
    """
    if isinstance(node, Map):
        pairs = (f"{key}: {_written(one)}" for key, one in node.entries.items())
        return f"{{{', '.join(pairs)}}}"
    if isinstance(node, List):
        return f"[{', '.join(map(_written, node.items))}]"
    return node.text if isinstance(node, Scalar) else ""
