"""What may have been meant otherwise: a point for decimals, or for thousands; a text of blanks."""

import re
from collections.abc import Iterator

from omsrisk.scenario.documents.nodes import List, Map, Node, Scalar, text_alone
from omsrisk.scenario.documents.places import Location
from omsrisk.scenario.schema.currencies import minor_digits
from omsrisk.scenario.schema.paths import shapes_of
from omsrisk.scenario.schema.priced.section import Section
from omsrisk.scenario.schema.quantities import SPREAD_KEYS
from omsrisk.scenario.schema.scenario_file import VARIANTS

_DOUBTFUL = r"[1-9][0-9]{0,2}\.[0-9]{3}"
_LOOKS_DOUBTFUL = re.compile(r"\.[0-9]{3}")
_CERTAIN = r"(?:0|[0-9]{4,})\.[0-9]{3,}%?|[0-9]+\.(?:[0-9]{4,}%?|[0-9]{3}%)"
"""What nobody writes for thousands: an author who writes this knows what a point marks."""

_QUOTES_OR_BLOCK = re.compile("['\"|>]")
"""What an empty text is written with: a plain one is no text, but nothing."""

_COUNTING = frozenset({"money", "count", "hours"})
"""Kinds of number that may well be some thousands."""

_LIMITS = "limits"
"""The section whose keys are metrics, each with an amount, or with a share."""

_NUMBERS = frozenset({"value", *SPREAD_KEYS} - {"distribution"})


def doubtful_numbers(root: Map, model: type[Section]) -> list[tuple[Location, str]]:
    """
    Find numbers such as `85.000`, which is 85 here and 85000 in many countries.

    Args:
        root: The document.
        model: What it was read into.

    Returns:
        The place of each, the first of a range, and its text; none where other numbers have three
        decimals that can be nothing else.
    """
    found: list[tuple[Location, str]] = []
    counting = _COUNTING - ({"money"} if _has_thousandths(root) else set())
    doubted: set[Location] = set()
    if not _is_any_doubtful(root):
        return found
    for location, kind, text in _numbers(root, model, ()):
        if re.fullmatch(_CERTAIN, text):
            return []
        owner = location[:-1] if location[-1] in _NUMBERS else location
        if kind in counting and re.fullmatch(_DOUBTFUL, text) and owner not in doubted:
            doubted.add(owner)
            found.append((location, text))
    return found


def _has_thousandths(root: Map) -> bool:
    """Whether amounts have three decimals as a matter of course, as those in dinars have."""
    currency = root.entries.get("currency")
    code = currency.text if isinstance(currency, Scalar) else ""
    return minor_digits().get(code, 0) > 2  # noqa: PLR2004 - cents


def _is_any_doubtful(root: Map) -> bool:
    """Whether any text looks so, wherever it stands: in nearly every file none does."""
    whole = text_alone(root)
    if whole is not None and not _LOOKS_DOUBTFUL.search(whole):
        return False
    waiting: list[Node] = [root]
    while waiting:
        node = waiting.pop()
        below = node.entries.values() if isinstance(node, Map) else ()
        for one in node.items if isinstance(node, List) else below:
            if not isinstance(one, Scalar):
                waiting.append(one)
            elif "." in one.text and re.fullmatch(_DOUBTFUL, one.text):
                return True
    return False


def empty_texts(root: Map) -> list[Location]:
    """
    Find texts of blanks alone: they count as left out, and whoever reads the file may not think so.

    Args:
        root: The document; what variants set is found where they are put over it.
    """
    whole = text_alone(root)
    if whole is not None and not _QUOTES_OR_BLOCK.search(whole):
        return []
    found: list[Location] = []
    waiting: list[tuple[Location, Node]] = [
        ((key,), one)
        for key, one in root.entries.items()
        if key != VARIANTS and not key.startswith("x-")
    ]
    while waiting:
        where, node = waiting.pop()
        if isinstance(node, Scalar):
            if node.style is not None and not node.text.strip():
                found.append(where)
        elif isinstance(node, Map):
            waiting += [((*where, key), one) for key, one in node.entries.items()]
        elif isinstance(node, List):
            waiting += [((*where, at), one) for at, one in enumerate(node.items)]
    return found


def _numbers(
    node: Node, model: type[Section] | None, where: Location
) -> Iterator[tuple[Location, str, str]]:
    """Find each number that an input is, with its place, the name of its kind, and its text."""
    if isinstance(node, List):
        for number, one in enumerate(node.items):
            yield from _numbers(one, model, (*where, number))
    if not isinstance(node, Map) or model is None:
        return
    shapes = shapes_of(model)
    for key, one in node.entries.items():
        shape, place = shapes.get(key), (*where, key)
        if shape is None:
            continue
        if key == _LIMITS and isinstance(one, Map):
            for metric, most in one.entries.items():
                yield from _of_quantity(most, "money", (*place, metric))
        if shape.kind is not None and not isinstance(one, List):
            yield from _of_quantity(one, shape.kind.name, place)
        else:
            yield from _numbers(one, shape.below, place)


def _of_quantity(node: Node, kind: str, place: Location) -> Iterator[tuple[Location, str, str]]:
    if isinstance(node, Scalar):
        yield place, kind, node.text
    elif isinstance(node, Map):
        for key, one in node.entries.items():
            if key in _NUMBERS and isinstance(one, Scalar):
                yield (*place, key), kind, one.text
