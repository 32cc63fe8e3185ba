"""Elements of a document, one for each finding of a file, parted into what files have in common."""

from collections.abc import Iterable
from functools import lru_cache

from omsrisk.report.formats.to_json import between_elements
from omsrisk.report.kept_texts import Parts

Element = tuple[Parts, tuple[str, ...]]
"""What stands around what differs from file to file, and that."""


def text_of(element: Element) -> str:
    """Write an element."""
    alike, differing = element
    pieces = [""] * (2 * len(differing) + 1)
    pieces[::2] = alike
    pieces[1::2] = differing
    return "".join(pieces)


def together(elements: Iterable[Element], depth: int) -> Element:
    """
    Take the elements of a file as one text.

    Args:
        elements: Them, in their order.
        depth: How many maps and lists are around each.
    """
    every = tuple(elements)
    differing = tuple(text for _, texts in every for text in texts)
    return _alike(tuple(parts for parts, _ in every), depth), differing


@lru_cache(maxsize=256)
def _alike(every: tuple[Parts, ...], depth: int) -> Parts:
    """Return the first of equals: they go to another process once for many files."""
    between = between_elements(depth)
    kept = [*every[0]]
    for parts in every[1:]:
        kept[-1] += between + parts[0]
        kept += parts[1:]
    return tuple(kept)
