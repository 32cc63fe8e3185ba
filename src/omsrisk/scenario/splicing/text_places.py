"""
Where the nodes of a document stand in its text.

The marks of YAML's events are exact for scalars and for what stands in braces. Of a block they say
where the next token begins, behind comments and blank lines that belong to nobody; so a block ends
where the last of what it holds ends. An alias has a place of its own, and what it stands for another.
"""

import re

from omsrisk.scenario.documents.nodes import List, Map, Node, Origin, Scalar

_ANCHOR = re.compile(r"&[^\s,\[\]{}]+\s*")
_COMMENT = re.compile(r"(?P<indent> *)#")
_BLOCKS = ("|", ">")


class TextPlaces:
    """
    The text of a document, asked where its nodes stand.

    Args:
        origin: What was read.
    """

    def __init__(self, origin: Origin) -> None:
        self.text = origin.text
        self.newline = "\r\n" if "\r\n" in origin.text else "\n"
        self._origin = origin

    def span(self, node: Node) -> tuple[int, int]:
        """Tell where a node begins, behind its anchor, and where its last character ends."""
        start = self._origin.offset(node.line, node.column)
        end = self._origin.offset(node.end_line, node.end_column)
        anchor = _ANCHOR.match(self.text, start)
        if anchor is not None:
            start = anchor.end()
        if self.text[start : start + 1] == "*":
            return start, end
        if isinstance(node, Scalar) and node.style in _BLOCKS:
            end = len(self.text[:end].rstrip())
        elif isinstance(node, (Map, List)) and not self.is_flow(node):
            below = node.entries.values() if isinstance(node, Map) else node.items
            held = [*node.keys.values(), *below] if isinstance(node, Map) else [*below]
            end = max(self.span(one)[1] for one in held)
        return start, max(start, end)

    def is_flow(self, node: Node) -> bool:
        """Whether a map or a list is written in braces or brackets."""
        start = self._origin.offset(node.line, node.column)
        anchor = _ANCHOR.match(self.text, start)
        return self.text[start if anchor is None else anchor.end() :][:1] in {"{", "["}

    def entry_end(self, parent: Map, key: str) -> int:
        """Tell where the entry of a key ends."""
        return max(self.span(parent.keys[key])[1], self.span(parent.entries[key])[1])

    def line_start(self, offset: int) -> int:
        """Tell where the line of a place begins."""
        return self.text.rfind("\n", 0, offset) + 1

    def next_line(self, offset: int) -> int:
        """Tell where the line after a place begins; the end of the text where there is none."""
        return self.text.find("\n", offset) + 1 or len(self.text)

    def column(self, node: Node) -> int:
        """Tell how far a node is indented [character]."""
        return node.column - 1

    def below_entry(self, parent: Map, key: str) -> int:
        """Tell where a line can be put after an entry of a block and its own comments."""
        place = self.next_line(self.entry_end(parent, key))
        indent = self.column(parent.keys[key])
        while (found := _COMMENT.match(self.text, place)) and len(found["indent"]) > indent:
            place = self.next_line(place)
        return place

    def above_entry(self, parent: Map, key: str) -> int:
        """Tell where a line can be put before an entry of a block and the comments above it."""
        place = self.line_start(self.span(parent.keys[key])[0])
        while place:
            above = self.line_start(place - 1)
            if _COMMENT.match(self.text, above) is None:
                break
            place = above
        return place

    def begins_line(self, node: Node) -> bool:
        """Whether nothing but spaces stands before a node on its line."""
        start = self.span(node)[0]
        return not self.text[self.line_start(start) : start].strip()

    def step(self, root: Node) -> int:
        """Tell by how much the file indents what stands below a key [character]."""
        waiting = [root]
        while waiting:
            node = waiting.pop(0)
            if not isinstance(node, Map):
                continue
            for key, value in node.entries.items():
                if isinstance(value, Map) and value.keys and not self.is_flow(value):
                    inner = self.column(next(iter(value.keys.values())))
                    outer = self.column(node.keys[key])
                    if inner > outer:
                        return inner - outer
                waiting.append(value)
        return 2
