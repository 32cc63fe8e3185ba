"""The marker of a scenario: the top-level key `omsrisk`, however YAML lets it be written."""

import re
from typing import Any

from omsrisk.scenario.reading.reader import MAX_DEPTH

_NAME = "omsrisk"
_PLAIN = re.compile(rb"""(?:\A(?:\xef\xbb\xbf)?|[\r\n])(["']?)omsrisk\1[ \t]*:""")
_LATER = re.compile(rb"""[\r\n](["']?)omsrisk\1[ \t]*:""")
_ESCAPE = re.compile(rb"""\\[xuU\r\n]""")
"""The escapes by which a quoted text can say `omsrisk` without those bytes."""

_KEY_LINE = re.compile(
    r"""^([ \t]*)(?:\?[ \t]+)?(?:[&!]\S*[ \t]+)*(["']?)omsrisk\2[ \t]*(?::|$)""", re.MULTILINE
)
_LINE = re.compile(r"^([ \t]*)[^\s#]", re.MULTILINE)


def has_marker(content: bytes) -> bool:
    r"""
    Whether a document has the top-level key `omsrisk`.

    Nearly every file is settled by its bytes; only where they leave it open is YAML read.

    >>> has_marker(b"# note\nomsrisk: 1\n"), has_marker(b"services:\n  omsrisk: x\n")
    (True, False)
    >>> has_marker(b'  ? "omsr\\u0069sk"\n  : 1\n')
    True
    """
    if b"\0" in content:
        # UTF-16 or UTF-32: a strict reading says what is wrong with it
        content = content.lstrip(b"\xff\xfe\0").replace(b"\0", b"")
    if _PLAIN.search(content):
        return True
    if b"omsrisk" not in content and not (b'"' in content and _ESCAPE.search(content)):
        return False
    text = content.decode("utf-8-sig", "replace")
    found = _among_top_keys(text)
    return _looks_like_a_top_key(text) if found is None else found


def has_marked_line(piece: bytes) -> bool:
    """Whether a piece of a large file has a line that begins with the key."""
    return _LATER.search(piece) is not None


def _among_top_keys(text: str) -> bool | None:
    """Look for the key on the events of YAML; None where it is not YAML, or is nested too deep."""
    import yaml

    try:
        parser = yaml.CSafeLoader(text)
        try:
            return _TopKeys().find(parser)
        finally:
            parser.dispose()
    except (yaml.YAMLError, ValueError):
        return None


class _TopKeys:
    """What is at the top level as events pass: each second node of a map is a value."""

    def __init__(self) -> None:
        self._depth = 0
        self._in_map = False
        self._nodes = 0
        self._named: set[str] = set()
        """Anchors of texts that are the key: an alias can be one, too."""

    def find(self, parser: Any) -> bool | None:
        """Read on to the key, or to the end."""
        import yaml

        while True:
            event = parser.get_event()
            kind = type(event)
            if kind is yaml.StreamEndEvent:
                return False
            if kind is yaml.ScalarEvent:
                if self._is_key() and event.value == _NAME:
                    return True
                if event.anchor is not None and event.value == _NAME:
                    self._named.add(event.anchor)
                self._count()
            elif kind is yaml.AliasEvent:
                if self._is_key() and event.anchor in self._named:
                    return True
                self._count()
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                if self._depth == 0:
                    self._in_map, self._nodes = kind is yaml.MappingStartEvent, 0
                else:
                    self._count()
                self._depth += 1
                if self._depth > MAX_DEPTH:
                    return None
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                self._depth -= 1

    def _is_key(self) -> bool:
        return self._depth == 1 and self._in_map and self._nodes % 2 == 0

    def _count(self) -> None:
        self._nodes += self._depth == 1


def _looks_like_a_top_key(text: str) -> bool:
    """Whether, in what is not YAML, the key stands at the smallest indentation that there is."""
    found = _KEY_LINE.search(text)
    if found is None:
        return False
    least = min(len(one[1]) for one in _LINE.finditer(text))
    return any(len(one[1]) == least for one in _KEY_LINE.finditer(text))
