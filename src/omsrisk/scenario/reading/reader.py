"""
The strict YAML reader: bytes in, nodes with positions or one finding out.

One pass over libyaml's parse events builds the nodes; nothing is ever constructed from a tag, no
recursion follows the file's nesting, and every bound is checked before memory is spent.
"""

import re
from typing import Any, NoReturn

import yaml

from omsrisk.scenario.documents.findings import Finding, at, at_place
from omsrisk.scenario.documents.nodes import BROKEN_BY_COMMA, List, Map, Node, Origin, Scalar

MAX_BYTES = 1 << 20
MAX_DEPTH = 64
MAX_ALIASED_NODES = 10_000

_FORBIDDEN_IN_ASCII = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"
_FORBIDDEN = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]"
"""To compile the range of all characters takes ten times as long, and most files are plain ASCII."""
_MARKUP = r"\s*<(!doctype|html|\?xml)"
_UTF_8_MARK = b"\xef\xbb\xbf"
_BYTE_ORDER_MARKS = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
_CONFLICT = r"(?m)^(<{7}(?= |$)|>{7}(?= |$)).*"


class UnreadableError(Exception):
    """
    A text that is no document.

    Attributes:
        finding: Why, and where.
    """

    def __init__(self, finding: Finding) -> None:
        self.finding = finding
        super().__init__(finding.message)


def read(name: str, content: bytes) -> tuple[Origin, Node]:
    """
    Read the one YAML document of a file.

    Args:
        name: The file, as the user named it.
        content: Its bytes.

    Raises:
        UnreadableError: It is no text, too large, not YAML, or uses what is refused.
    """
    origin = Origin(name, decoded(name, content))
    return origin, parse(origin)


def parse(origin: Origin) -> Node:
    """
    Parse the one YAML document of a text.

    Raises:
        UnreadableError: It is not YAML, or uses what is refused.
    """
    _refuse_characters(origin)
    return _Composer(origin).document()


def decoded(name: str, content: bytes) -> str:
    """
    Decode the bytes of a file.

    Args:
        name: The file, as the user named it.
        content: Its bytes.

    Raises:
        UnreadableError: They are no text in UTF-8, or too many.
    """
    if len(content) > MAX_BYTES:
        _refuse(
            Origin(name, ""), 0, 0, "SCN002", f"the file is larger than {MAX_BYTES:,} bytes",
            hint="a scenario takes a few kilobytes; is this the right file?",
        )  # fmt: skip
    for mark, encoding in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            _refuse_encoding(name, content, 0, encoding)
    try:
        text = content.removeprefix(_UTF_8_MARK).decode("utf-8")
    except UnicodeDecodeError as error:
        shift = len(_UTF_8_MARK) if content.startswith(_UTF_8_MARK) else 0
        _refuse_encoding(name, content, error.start + shift, "")
    zeros = text.count("\x00")
    if zeros * 3 > len(text):
        encoding = "UTF-32" if zeros * 3 > 2 * len(text) else "UTF-16"
        where = content.index(b"\x00")
        _refuse_encoding(name, content, where, f"{encoding} without a byte order mark")
    return text


def _refuse_encoding(name: str, content: bytes, offset: int, encoding: str) -> NoReturn:
    before = content[:offset].decode("utf-8", "replace").removeprefix("\ufeff")
    origin = Origin(name, content.decode("utf-8", "replace").removeprefix("\ufeff"))
    place = Origin(name, before)
    line, column = len(place.lines), len(place.lines[-1]) + 1
    byte = f"byte 0x{content[offset]:02X}"
    if encoding:
        hint = f"it looks like {encoding}: save it as UTF-8"
    elif b"\x00" in content or content.startswith(b"\x1f\x8b"):
        hint = "this is not a text file"
    else:
        hint = "if it was saved as Windows-1252 or Latin-1, save it again as UTF-8"
    _refuse(origin, line, column, "SCN001", f"the text is not UTF-8: {byte}", hint=hint)


def _refuse_characters(origin: Origin) -> None:
    text = origin.text
    found = re.search(_FORBIDDEN_IN_ASCII if text.isascii() else _FORBIDDEN, text)
    if found is not None:
        line, column = _place(origin, found.start())
        if found[0] == "\ufeff":
            message = "a byte order mark (U+FEFF) stands inside the text"
            hint = "were two files joined? Remove it; one file holds one scenario"
        else:
            message = f"the control character U+{ord(found[0]):04X} is not allowed"
            hint = "remove it; inside double quotes it can be written as an escape"
        _refuse(origin, line, column, "SCN003", message, hint=hint)
    conflict = re.search(_CONFLICT, text) if "<<<<<<<" in text else None
    if conflict is not None:
        line, column = _place(origin, conflict.start())
        _refuse(
            origin, line, column, "SCN004", "not YAML: a merge conflict of git is not resolved here",
            hint="keep one side, and remove the lines `<<<<<<<`, `=======` and `>>>>>>>`",
        )  # fmt: skip
    if "<" in text and re.match(_MARKUP, text, re.IGNORECASE):
        _refuse(
            origin, 1, 1, "SCN004", "this looks like HTML or XML, not YAML",
            hint="a saved log-in or error page? Fetch the file again",
        )  # fmt: skip


def _place(origin: Origin, index: int) -> tuple[int, int]:
    before = Origin(origin.name, origin.text[:index]).lines
    return len(before), len(before[-1]) + 1


def _refuse(
    origin: Origin, line: int, column: int, code: str, message: str, *, hint: str = ""
) -> NoReturn:
    raise UnreadableError(at_place(origin, line, column, 0, code, message, hint=hint))


class _Composer:
    """Builds nodes from parse events, with a stack of its own instead of recursion."""

    def __init__(self, origin: Origin) -> None:
        self.origin = origin
        self.anchors: dict[str, Node] = {}
        self.open: list[Map | List] = []
        self.pending: list[Scalar | None] = []
        self.aliased = 0

    def document(self) -> Node:
        """Compose the document, which must be the only one."""
        try:
            return self._parsed(self.origin.text)
        except yaml.MarkedYAMLError as error:
            if isinstance(error, yaml.scanner.ScannerError):
                self._refuse_before(error)
            from omsrisk.scenario.reading.yaml_errors import explain_yaml_error

            raise UnreadableError(explain_yaml_error(self.origin, error)) from None
        except yaml.YAMLError as error:
            _refuse(self.origin, 1, 1, "SCN004", f"not YAML: {error}")

    def _refuse_before(self, error: yaml.MarkedYAMLError) -> None:
        """
        Refuse what is at fault before the place where libyaml's scanner gave up.

        The scanner runs ahead of the events, up to 1,024 characters in search of a key, and stops
        at a depth of its own, which differs between releases. What stands before that place is
        parsed once more as if the text ended there: nothing is left to run ahead into, so that the
        event of each level comes. Brackets in quotes are not levels, and the cost is one more pass.
        """
        marks = [mark.index for mark in (error.context_mark, error.problem_mark) if mark]
        try:
            _Composer(self.origin)._parsed(self.origin.text[: min(marks, default=0)])  # noqa: SLF001
        except yaml.YAMLError:
            return  # it ends in the middle, as it was cut
        except UnreadableError as refused:
            if refused.finding.code != "SCN005":  # nothing before the fault is not an empty file
                raise refused from None

    def _parsed(self, text: str) -> Node:
        try:
            parser = yaml.CSafeLoader(text)
        except AttributeError as error:  # pragma: no cover - wheels of PyYAML have libyaml
            raise ImportError("PyYAML was built without libyaml, which omsrisk needs") from error
        try:
            return self._compose(parser)
        finally:
            parser.dispose()

    def _compose(self, parser: Any) -> Node:  # noqa: PLR0912, PLR0915 - a call for each event takes its time
        root: Node | None = None
        documents = 0
        get_event, is_open, pending = parser.get_event, self.open, self.pending
        origin, scalar_event = self.origin, yaml.ScalarEvent
        while True:
            event = get_event()
            kind = type(event)
            node: Node
            if kind is scalar_event:
                start, end = event.start_mark, event.end_mark
                scalar = node = Scalar(
                    origin, start.line + 1, start.column + 1, end.line + 1, end.column + 1
                )
                scalar.text, scalar.style = event.value, event.style or None
                if event.tag is not None:
                    self._refuse_tag(scalar, event.tag)
                if event.anchor is not None:
                    self.anchors[event.anchor] = scalar
                if is_open:  # told apart here, as nearly every node of a file is one of these two
                    parent, key = is_open[-1], pending[-1]
                    if type(parent) is Map:
                        if key is None:
                            text = scalar.text
                            if text.isidentifier() and text not in _NULLS and text not in parent.keys:
                                parent.size += 1
                                parent.keys[text] = pending[-1] = scalar
                                continue
                        elif key is not _REST:
                            parent.size += 1
                            parent.entries[key.text] = scalar
                            pending[-1] = None
                            continue
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                self._begin(event, kind is yaml.MappingStartEvent)
                continue
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                node = self._end(event)
            elif kind is yaml.AliasEvent:
                node = self._alias(event)
            elif kind is yaml.DocumentStartEvent:
                documents += 1
                if documents > 1:
                    self._second_document(event)
                continue
            elif kind is yaml.StreamEndEvent:
                break
            else:
                continue
            if is_open:
                self._add(node)
            else:
                root = node
        if root is None or (isinstance(root, Scalar) and root.is_null):
            only = "only comments" if "#" in self.origin.text else "nothing"
            _refuse(
                self.origin, 1, 1, "SCN005", f"the file holds {only}",
                hint="`omsrisk init` writes a first scenario",
            )  # fmt: skip
        if type(root) is Map:
            root.is_as_read = True
        return root

    def _second_document(self, event: Any) -> NoReturn:
        mark = event.start_mark
        rest = self.origin.lines[mark.line + 1 :]
        empty = not any(line.strip() for line in rest)
        message = "a second document begins here" + (", and it is empty" if empty else "")
        hint = "remove the `---`" if empty else "one file holds one scenario: split the file"
        _refuse(self.origin, mark.line + 1, mark.column + 1, "SCN008", message, hint=hint)

    def _refuse_tag(self, node: Node, tag: str) -> NoReturn:
        short = tag.replace("tag:yaml.org,2002:", "!!")
        finding = at(
            node, "SCN007", f"the tag `{short}` is not supported",
            hint="remove it: every value is text, a number, a list or a map",
        )  # fmt: skip
        raise UnreadableError(finding)

    def _begin(self, event: Any, is_map: bool) -> None:  # noqa: FBT001 - one caller
        start, end = event.start_mark, event.end_mark
        place = (self.origin, start.line + 1, start.column + 1, end.line + 1, end.column + 1)
        node: Map | List
        if is_map:
            node = Map(*place)
            node.entries, node.keys = {}, {}
        else:
            node = List(*place)
            node.items = []
        if event.tag is not None:
            self._refuse_tag(node, event.tag)
        if len(self.open) == MAX_DEPTH:
            message = f"nested deeper than {MAX_DEPTH} levels"
            raise UnreadableError(at(node, "SCN006", message))
        if self.open and type(self.open[-1]) is Map and self.pending[-1] is None:
            self._refuse_key(node)
        if event.anchor is not None:
            self.anchors[event.anchor] = node
        self.open.append(node)
        self.pending.append(None)

    def _end(self, event: Any) -> Node:
        node: Node = self.open.pop()
        self.pending.pop()
        node.end_line, node.end_column = event.end_mark.line + 1, event.end_mark.column + 1
        return node

    def _add(self, node: Node) -> None:
        parent = self.open[-1]
        parent.size += node.size
        if isinstance(parent, List):
            parent.items.append(node)
            return
        key = self.pending[-1]
        if key is _REST:
            self.pending[-1] = None
        elif key is None and self._is_the_rest(parent, node):
            self.pending[-1] = _REST
        elif key is None:
            self._check_key(parent, node)
            self.pending[-1] = node  # type: ignore[call-overload]  # _check_key refuses the rest
        else:
            parent.entries[key.text] = node
            self.pending[-1] = None

    def _is_the_rest(self, parent: Map, node: Node) -> bool:
        """
        Join what a comma has cut in two: `{share: 12,5%}` has a key `5%` without a colon to YAML.

        A word alone may be a key whose value was forgotten; digits, or several words, are the rest
        of the value before.
        """
        if type(node) is not Scalar or node.style is not None or not parent.entries:
            return False
        before = next(reversed(parent.entries.values()))
        if (
            type(before) is not Scalar
            or before.style not in {None, BROKEN_BY_COMMA}
            or before.is_null
        ):
            return False
        line = self.origin.lines[node.end_line - 1]
        follows = line[node.end_column - 1 :].lstrip()[:1]
        comma = self.origin.lines[before.end_line - 1][before.end_column - 1 :].lstrip()[:1]
        if follows not in {",", "}"} or comma != "," or node.line != before.end_line:
            return False
        if not (node.text[:1].isdigit() or " " in node.text):
            return False
        before.text = line[before.column - 1 : node.end_column - 1]
        before.style = BROKEN_BY_COMMA
        before.end_line, before.end_column = node.end_line, node.end_column
        return True

    def _check_key(self, parent: Map, node: Node) -> None:
        if not isinstance(node, Scalar):
            self._refuse_key(node)
        self._refuse_indent(node)
        if node.style is None and node.text == "<<":
            message = "merge keys `<<` are not supported"
            hint = "put what is shared into a base file and name it in `extends`"
            raise UnreadableError(at(node, "SCN007", message, hint=hint))
        if node.is_null or (node.style is None and _looks_like_a_number(node.text)):
            shown = node.text or "(nothing)"
            message = f"the key `{shown}` is not text"
            raise UnreadableError(at(node, "SCN007", message, hint="keys are names"))
        if node.text in parent.keys:
            first = parent.keys[node.text]
            message = (
                f"the key `{node.text}` stands twice: first at line {first.line}, "
                f"column {first.column}, again here"
            )
            hint = "keep one of them: nothing says which was meant"
            raise UnreadableError(at(node, "SCN009", message, hint=hint))
        parent.keys[node.text] = node

    def _refuse_indent(self, node: Scalar) -> None:
        first = node.text[:1]
        if node.style is not None or first.isascii():
            return
        import unicodedata  # which plain ASCII needs nothing of

        if unicodedata.category(first) == "Zs":
            name = unicodedata.name(first).lower()
            message = f"not YAML: the indent holds U+{ord(first):04X} ({name}), which is not a space"
            raise UnreadableError(at(node, "SCN004", message, hint="indent with plain spaces"))

    def _refuse_key(self, node: Node) -> NoReturn:
        line = self.origin.lines[node.line - 1]
        if "{{" in line or "{%" in line:
            hint = "this looks like a template that has not been rendered"
        else:
            hint = "a key is a name, followed by a colon and a space"
        raise UnreadableError(at(node, "SCN007", f"{node.noun} cannot be a key", hint=hint))

    def _alias(self, event: Any) -> Node:
        start, end = event.start_mark, event.end_mark
        place = (self.origin, start.line + 1, start.column + 1, end.line + 1, end.column + 1)
        target = self.anchors.get(event.anchor)
        here = Scalar(*place)
        if target is None:
            message = f"there is no anchor `&{event.anchor}` before this alias"
            raise UnreadableError(at(here, "SCN004", message))
        if any(target is node for node in self.open):
            message = f"the structure `&{event.anchor}` holds itself"
            raise UnreadableError(at(here, "SCN006", message, hint="remove the alias"))
        self.aliased += target.size
        if self.aliased > MAX_ALIASED_NODES:
            message = f"aliases expand to more than {MAX_ALIASED_NODES:,} nodes"
            raise UnreadableError(at(here, "SCN006", message))
        return _placed(target, place)


_NULLS = frozenset({"null", "Null", "NULL"})
"""Names that YAML reads as nothing: no key, unless in quotes."""

_REST = Scalar(Origin("", ""), 0, 0, 0, 0)
"""Stands for the key that is the rest of a value: what follows is the nothing that YAML adds."""


def _placed(target: Node, place: tuple[Origin, int, int, int, int]) -> Node:
    """Copy a node to the place of an alias: what is below it keeps its own place."""
    node: Any = type(target)(*place)
    node.size = target.size
    if isinstance(target, Scalar):
        node.text, node.style = target.text, target.style
    elif isinstance(target, Map):
        node.entries, node.keys = target.entries, target.keys
    elif isinstance(target, List):
        node.items = target.items
    return node  # type: ignore[no-any-return]  # of the same type as the target


def _looks_like_a_number(text: str) -> bool:
    return text[:1] in "+-.0123456789" and re.fullmatch(r"[-+]?[0-9.]+(e[-+]?\d+)?", text) is not None
