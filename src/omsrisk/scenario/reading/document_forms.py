"""
The form of a document: its nodes without the digits in them, and where they stand.

It is made of one text, and gives the nodes of each that differs from it in digits alone, and in plain
words that are all that stands behind a key: on the same lines, moved by as many columns as the
numbers before them on their line are longer. To a form such words are one number more.

A form is made only where that is known to be true. Digits of a key, an anchor, a tag, a directive, an
escape or the head of a block mean something to the parser, or to who reads its nodes; a text that has
such has no form.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import partial
from typing import NamedTuple, Protocol

from omsrisk.scenario.documents.nodes import BROKEN_BY_COMMA, List, Map, Node, Origin, Scalar

_NUMBER = re.compile("[0-9]+")
_NO_FORM = re.compile(r"(?:^|[\s\[{,:-])[&*!]|^%|[\ufeff\r\x85\u2028\u2029]", re.MULTILINE)
"""Anchors, aliases, tags and directives; marks and line breaks that few files have."""

_PLAIN_WORDS = (
    r"^( *(?:- )?[a-z_]+: )[A-Za-z](?:[A-Za-z0-9 ]{0,60}[A-Za-z0-9])?"
    r"(?=\n *(?:- )?[a-z_]+:|\n?\Z)"
)
"""Words behind a key that are a text of their own: the next line has a key, or there is none."""

_WORDS = re.compile(_PLAIN_WORDS, re.MULTILINE)
_WORDS_IN_BYTES = re.compile(_PLAIN_WORDS.encode(), re.MULTILINE)
_TO_NOUGHTS = bytes.maketrans(b"123456789", b"000000000")

_MOST_DIGITS = 40
"""Digits of one number: libyaml looks no further than 1,024 characters for the end of a key."""

Shifts = Sequence[int]
"""By how many characters a line has grown where each number of the text ends; 0 before the first."""


def without_values(content: bytes) -> bytes:
    r"""
    Write one nought for each number, or plain words, of a text, which is then that of all alike.

    >>> without_values(b"name: Shop 7\nduration_days: 30\nrate: 4.25")
    b'name: 0\nduration_days: 0\nrate: 0.0'
    """
    around = _WORDS_IN_BYTES.sub(rb"\g<1>0", content).translate(_TO_NOUGHTS)
    while b"00" in around:  # few numbers are long, and each step takes a half of their digits
        around = around.replace(b"00", b"0")
    return around


class _NumberedLine(NamedTuple):
    """
    A line with numbers.

    Attributes:
        line: Which line, from 0.
        length: Its characters in the text of the form.
        ends: Where its numbers end in that.
    """

    line: int
    length: int
    ends: tuple[int, ...]

    def shifts(self, line: str) -> list[int]:
        """Tell by how many characters another text has grown where each number ends."""
        if len(self.ends) == 1:
            return [len(line) - self.length]
        found = [one.end() for one in _NUMBER.finditer(line)]
        return [there - here for there, here in zip(found, self.ends, strict=True)]


class DocumentForm:
    """
    The form of a document.

    Args:
        root: Of all that it holds.
        numbered: The lines with numbers.
    """

    def __init__(self, root: "_MapForm", numbered: Sequence[_NumberedLine]) -> None:
        self._root = root
        self._numbered = numbered

    def filled(self, name: str, content: bytes) -> Map:
        """
        Make the document of a text of this form.

        Args:
            name: What was read, as the user named it.
            content: The text.
        """
        origin = Origin(name, content.decode("utf-8"))
        lines = origin.lines
        shifts = [0]
        for one in self._numbered:
            shifts += one.shifts(lines[one.line])
        root = self._root.node(origin, shifts)
        root.is_as_read = True
        root.form = self
        return root


class _Place(NamedTuple):
    """
    Where a node stands, and which number ends before that on its line.

    Attributes:
        line: The line of its first character, from 1.
        column: The column, from 1.
        end_line: The line behind its last character.
        end_column: The column there.
        before: Which number of the text ends before its first character on that line; 0 for none.
        end_before: Which ends before its end.
    """

    line: int
    column: int
    end_line: int
    end_column: int
    before: int
    end_before: int

    def moved(self, shifts: Shifts) -> tuple[int, int, int, int]:
        """Return lines and columns in another text."""
        line, column, end_line, end_column, before, end_before = self
        return line, column + shifts[before], end_line, end_column + shifts[end_before]


class _NodeForm(Protocol):
    """A node without the digits in it and before it."""

    def node(self, origin: Origin, shifts: Shifts) -> Node:
        """Make the node of a text."""


class _FixedScalar(NamedTuple):
    """A text without digits."""

    place: _Place
    text: str
    style: str | None

    def node(self, origin: Origin, shifts: Shifts) -> Scalar:
        """Make the node of a text."""
        line, column, end_line, end_column, before, end_before = self.place
        node = Scalar(
            origin, line, column + shifts[before], end_line, end_column + shifts[end_before]
        )
        _, node.text, node.style = self
        return node


class _CutScalar(NamedTuple):
    """
    A text with digits on one line, which is cut out of that.

    Attributes:
        place: Where it stands, quotes included.
        style: As of a scalar.
        quotes: How many characters stand around it on each side.
    """

    place: _Place
    style: str | None
    quotes: int

    def node(self, origin: Origin, shifts: Shifts) -> Scalar:
        """Make the node of a text."""
        place, style, quotes = self
        line, column, end_line, end_column, before, end_before = place
        column += shifts[before]
        end_column += shifts[end_before]
        node = Scalar(origin, line, column, end_line, end_column)
        node.text = origin.lines[line - 1][column - 1 + quotes : end_column - 1 - quotes]
        node.style = style
        return node


class _FoldedScalar(NamedTuple):
    """
    A text with digits on several lines, or of which not each character is as it was written.

    Attributes:
        place: Where it stands.
        style: As of a scalar.
        around: The text before, between and behind its numbers.
        lines: Where these are found: the index of each line, and which of its numbers.
    """

    place: _Place
    style: str | None
    around: tuple[str, ...]
    lines: tuple[tuple[int, slice], ...]

    def node(self, origin: Origin, shifts: Shifts) -> Scalar:
        """Make the node of a text."""
        node = Scalar(origin, *self.place.moved(shifts))
        parts = [self.around[0]]
        for number, behind in zip(self.numbers(origin), self.around[1:], strict=True):
            parts += [number, behind]
        node.text, node.style = "".join(parts), self.style
        return node

    def numbers(self, origin: Origin) -> list[str]:
        """List its numbers in a text."""
        return [
            number
            for index, which in self.lines
            for number in _NUMBER.findall(origin.lines[index])[which]
        ]


class _MapForm(NamedTuple):
    """Keys without digits, and their values."""

    place: _Place
    keys: dict[str, _FixedScalar]
    entries: dict[str, _NodeForm]
    size: int

    def node(self, origin: Origin, shifts: Shifts) -> Map:
        """Make the node of a text."""
        node = Map(origin, *self.place.moved(shifts))
        node.size = self.size
        node.entries = {key: form.node(origin, shifts) for key, form in self.entries.items()}
        node.keys_later(partial(self._keys, origin, shifts))
        return node

    def _keys(self, origin: Origin, shifts: Shifts) -> dict[str, Scalar]:
        return {key: form.node(origin, shifts) for key, form in self.keys.items()}


class _ListForm(NamedTuple):
    """Values in order."""

    place: _Place
    items: tuple[_NodeForm, ...]
    size: int

    def node(self, origin: Origin, shifts: Shifts) -> List:
        """Make the node of a text."""
        node = List(origin, *self.place.moved(shifts))
        node.size = self.size
        node.items = [form.node(origin, shifts) for form in self.items]
        return node


def form_of(root: Node, content: bytes) -> DocumentForm | None:
    """
    Make the form of a document.

    Args:
        root: As it was parsed.
        content: The text of which it was.

    Returns:
        None where digits may mean more to a parser than digits.
    """
    text = root.origin.text
    if not isinstance(root, Map) or _NO_FORM.search(text) or text.encode() != content:
        return None
    forming = _Forming(root.origin)
    if any(len(found) > _MOST_DIGITS for found in _NUMBER.findall(text)):
        return None
    try:
        return DocumentForm(forming.map(root), forming.numbered)
    except _NoFormError:
        return None


class _NoFormError(Exception):
    """A node may be another one with other digits."""


class _Forming:
    """
    Makes the forms of nodes; the depth of a document is bounded, so recursion is, too.

    Attributes:
        numbered: The lines with numbers.
    """

    def __init__(self, origin: Origin) -> None:
        self._origin = origin
        self._numbers = [[found.span() for found in _NUMBER.finditer(line)] for line in origin.lines]
        self._words: set[int] = set()
        for found in _WORDS.finditer(origin.text):
            index = origin.text.count("\n", 0, found.start())
            self._words.add(index)
            start = len(found[1])
            self._numbers[index] = [(start, start + len(found[0]) - len(found[1]))]
        self.numbered = [
            _NumberedLine(index, len(line), tuple(end for _, end in numbers))
            for index, (line, numbers) in enumerate(zip(origin.lines, self._numbers, strict=True))
            if numbers
        ]
        self._before_line = [0]
        for numbers in self._numbers:
            self._before_line.append(self._before_line[-1] + len(numbers))

    def map(self, node: Map) -> _MapForm:
        """Make the form of a map."""
        keys: dict[str, _FixedScalar] = {}
        for key, one in node.keys.items():
            form = self._scalar(one)
            if not isinstance(form, _FixedScalar):
                raise _NoFormError  # another text may have it twice
            keys[key] = form
        entries = {key: self._any(one) for key, one in node.entries.items()}
        return _MapForm(self._place(node), keys, entries, node.size)

    def _any(self, node: Node) -> _NodeForm:
        if isinstance(node, Map):
            return self.map(node)
        if isinstance(node, List):
            items = tuple(map(self._any, node.items))
            return _ListForm(self._place(node), items, node.size)
        if isinstance(node, Scalar):
            return self._scalar(node)
        raise TypeError(node)

    def _scalar(self, node: Scalar) -> _NodeForm:
        if node.style == BROKEN_BY_COMMA:
            raise _NoFormError
        place = self._place(node)
        whole = (
            (index, slice(*self._passed_on(index, node)))
            for index in range(node.line - 1, min(node.end_line, len(self._numbers)))
        )
        lines = tuple((index, which) for index, which in whole if which.start < which.stop)
        if not lines:
            return _FixedScalar(place, node.text, node.style)
        if node.line == node.end_line:
            quotes = 0 if node.style is None else 1
            written = self._origin.lines[node.line - 1][node.column - 1 : node.end_column - 1]
            if written[quotes : len(written) - quotes] == node.text:
                return _CutScalar(place, node.style, quotes)
        if any(index in self._words for index, _ in lines):
            raise _NoFormError  # a line of a text that goes on
        form = _FoldedScalar(place, node.style, tuple(_NUMBER.split(node.text)), lines)
        if form.numbers(self._origin) != _NUMBER.findall(node.text):
            raise _NoFormError  # digits of an escape, or of the head of a block
        return form

    def _passed_on(self, index: int, node: Scalar) -> tuple[int, int]:
        """Return which numbers of a line are those of a node: the first, and the one behind them."""
        first = 0
        if index == node.line - 1:
            first = self._passed(node.line, node.column)
        last = len(self._numbers[index])
        if index == node.end_line - 1:
            last = self._passed(node.end_line, node.end_column)
        return first, last

    def _place(self, node: Node) -> _Place:
        before = self._before(node.line, node.column)
        end_before = self._before(node.end_line, node.end_column)
        place = (node.line, node.column, node.end_line, node.end_column)
        return _Place(*place, before, end_before)

    def _before(self, line: int, column: int) -> int:
        """Return which number of the text is the last before a place on its line; 0 for none."""
        if line > len(self._numbers):  # behind the last line break
            return 0
        passed = self._passed(line, column)
        return self._before_line[line - 1] + passed if passed else 0

    def _passed(self, line: int, column: int) -> int:
        """Count the numbers of a line that end before a column."""
        numbers = self._numbers[line - 1]
        passed = bisect_right([end for _, end in numbers], column - 1)
        if passed != bisect_left([start for start, _ in numbers], column - 1):
            raise _NoFormError  # it stands in the middle of a number
        return passed
