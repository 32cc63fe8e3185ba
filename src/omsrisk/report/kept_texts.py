"""
Texts of findings in a format, of which only a few parts differ from file to file.

Rules find the same in many files: code, hint, source, reason and place are alike, and the message,
the name of the file and an amount are not. What is alike is written once, with marks where the rest
goes.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import lru_cache

from omsrisk.report.formats.to_json import between_elements

Parts = tuple[str, ...]
"""What stands before, between and behind the parts that differ."""

Element = tuple[Parts, tuple[str, ...]]
"""What stands around what differs from file to file, and that."""


class KeptTexts:
    """
    Keeps the parts that are alike, by all that they follow from.

    Args:
        marks: What is written for each part that differs, in the order of the text.
        most: How many are kept.
    """

    def __init__(self, marks: Sequence[str], most: int = 4096) -> None:
        self._marks = marks
        self._most = most
        self._kept: dict[Hashable, Parts] = {}

    def of(self, key: Hashable, write: Callable[[], str]) -> Parts:
        """
        Return the parts that are alike.

        Args:
            key: All that they follow from.
            write: Writes the whole with the marks, or with some of them.
        """
        found = self._kept.get(key)
        if found is None:
            if len(self._kept) >= self._most:
                self._kept.clear()
            found = self._kept[key] = self._parted(write())
        return found

    def _parted(self, text: str) -> Parts:
        parts: list[str] = []
        for mark in self._marks:
            before, found, text_behind = text.partition(mark)
            if found:
                parts.append(before)
                text = text_behind
        return (*parts, text)


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
