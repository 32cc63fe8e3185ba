"""
Edits of a text: a value replaced, an entry put in, taken out or renamed, and nothing besides.

Each takes the text with its places and returns a new text, which is read again before the next one:
places of a text that has changed are never used.
"""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from omsrisk.scenario.documents.nodes import Map, Node, Scalar
from omsrisk.scenario.splicing.new_values import NewValue, Written, in_braces, lines_of
from omsrisk.scenario.splicing.text_places import TextPlaces

_BEFORE_COMMENT = re.compile(r"(?P<space>[ \t]+)(?=#)")
_COMMA = re.compile(r"\s*,\s*")


def with_value(places: TextPlaces, node: Node, value: NewValue, *, in_flow: bool) -> str:
    """
    Write a value in the place of a node that is one, or is in braces; a comment keeps its column.

    Args:
        places: The text.
        node: What is replaced.
        value: What comes in its place.
        in_flow: Whether it stands in braces.
    """
    start, end = places.span(node)
    style = node.style if isinstance(node, Scalar) else None
    text = value.written(in_flow=in_flow, style=style)
    if start == end and places.text[start - 1 : start] not in {"", " "}:
        text = f" {text}"
    return _put(places, start, end, text)


def renamed(places: TextPlaces, parent: Map, key: str, name: str) -> str:
    """Write another name for a key."""
    start, end = places.span(parent.keys[key])
    return places.text[:start] + name + places.text[end:]


def without_entry(places: TextPlaces, parent: Map, key: str) -> str:
    """Take an entry out: its lines, or what stands of it between commas."""
    start, end = places.span(parent.keys[key])[0], places.entry_end(parent, key)
    text = places.text
    if not places.is_flow(parent):
        return text[: places.line_start(start)] + text[places.below_entry(parent, key) :]
    after = _COMMA.match(text, end)
    if after is not None:
        return text[:start] + text[after.end() :]
    before = text[:start].rstrip()
    cut = len(before) - 1 if before.endswith(",") else start
    return text[:cut] + text[end:]


def with_entry(
    places: TextPlaces, parent: Map, key: str, value: Written, order: Sequence[str], step: int
) -> str:
    """
    Put an entry into a map that has others: behind those that stand before it in the template.

    Args:
        places: The text.
        parent: The map, in block or in braces.
        key: The new key.
        value: Its value.
        order: The keys that the map can have, as the template has them.
        step: How much further what stands below a key is indented [character].
    """
    rank = {one: number for number, one in enumerate(order)}
    before = [one for one in parent.keys if rank.get(one, len(rank)) < rank[key]]
    last = _last_of(list(parent.keys), before, rank) if before else None
    if places.is_flow(parent):
        return _in_flow(places, parent, f"{key}: {in_braces(value)}", last)
    first = next(iter(parent.keys))
    if last is None and not places.begins_line(parent.keys[first]):
        last = first  # `- item: ...`: nothing can stand on a line before it
    following = min((one for one in parent.keys if one in rank), key=rank.__getitem__, default=first)
    indent = places.column(parent.keys[first])
    lines = [*lines_of(key, value, indent, step)]
    if last is None:
        return _with_lines(places, places.above_entry(parent, following), lines)
    if isinstance(value, Mapping) and _is_spaced(places, parent):
        lines.insert(0, "")
    return _with_lines(places, places.below_entry(parent, last), lines)


def _last_of(keys: Sequence[str], before: Sequence[str], rank: Mapping[str, int]) -> str:
    """Choose behind which key to stand, where the file has another order than the template."""
    place = keys.index(max(before, key=rank.__getitem__))
    while place + 1 < len(keys) and keys[place + 1] in before:
        place += 1
    return keys[place]


def with_keys(
    places: TextPlaces, parent: Map, key: str, value: Mapping[str, Written], step: int
) -> str:
    """
    Write keys where a single value, or nothing, stands behind a key.

    Args:
        places: The text.
        parent: The map in which the key stands.
        key: The key.
        value: What comes in the place of its value.
        step: How much further what stands below a key is indented [character].
    """
    node = parent.entries[key]
    start, end = places.span(node)
    if places.is_flow(parent):
        braces = in_braces(value)
        return _put(places, start, end, braces if start < end else f" {braces}")
    indent = places.column(parent.keys[key]) + step
    lines = [line for name, one in value.items() for line in lines_of(name, one, indent, step)]
    text, place = places.text, places.next_line(end)
    colon = len(text[:start].rstrip())
    comment = _BEFORE_COMMENT.match(text, end)
    if comment is not None:
        head = text[:colon] + " " * (comment.end() - colon) + text[comment.end() : place]
    else:
        head = text[:colon] + text[end:place].lstrip(" \t")
    return _joined(head, lines, text[place:], places.newline)


def _put(places: TextPlaces, start: int, end: int, new: str) -> str:
    """Write a text in the place of another; the comment behind it stays in its column if it can."""
    text = places.text
    comment = _BEFORE_COMMENT.match(text, end)
    if comment is not None and "\n" not in text[start:end]:
        there = len(comment["space"])
        space = max(min(there, 2), there - (len(new) - (end - start)))
        return text[:start] + new + " " * space + text[comment.end() :]
    return text[:start] + new + text[end:]


def _in_flow(places: TextPlaces, parent: Map, entry: str, last: str | None) -> str:
    text = places.text
    if not parent.keys:
        start, end = places.span(parent)
        return f"{text[:start]}{{{entry}}}{text[end:]}"
    if last is None:
        start = places.span(next(iter(parent.keys.values())))[0]
        return f"{text[:start]}{entry}, {text[start:]}"
    end = places.entry_end(parent, last)
    return f"{text[:end]}, {entry}{text[end:]}"


def _is_spaced(places: TextPlaces, parent: Map) -> bool:
    """Whether blank lines stand between the sections of a map."""
    text = places.text
    keys = list(parent.keys)
    for one, after in pairwise(keys):
        between = text[places.entry_end(parent, one) : places.span(parent.keys[after])[0]]
        is_section = isinstance(parent.entries[one], Map) or isinstance(parent.entries[after], Map)
        if is_section and re.search(r"\n[ \t]*\r?\n", between):
            return True
    return False


def _with_lines(places: TextPlaces, place: int, lines: Sequence[str]) -> str:
    return _joined(places.text[:place], lines, places.text[place:], places.newline)


def _joined(head: str, lines: Sequence[str], tail: str, newline: str) -> str:
    """Put lines between two texts; what ended without a line break still does."""
    block = newline.join(lines)
    if head and not head.endswith("\n"):
        return f"{head}{newline}{block}{tail}"
    return f"{head}{block}{newline}{tail}"
