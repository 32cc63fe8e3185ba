"""
Texts of findings in a format, of which only a few parts differ from file to file.

Rules find the same in many files: code, hint, source, reason and place are alike, and the message,
the name of the file and an amount are not. What is alike is written once, with marks where the rest
goes.
"""

from collections.abc import Callable, Hashable, Sequence

Parts = tuple[str, ...]
"""What stands before, between and behind the parts that differ."""


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
