"""A page of ours read back into the tree it stands for: strictly, since we wrote it."""

from collections.abc import Iterator
from html import escape
from html.parser import HTMLParser
from typing import NamedTuple

_VOID = frozenset({"meta", "br", "img", "input", "wbr"})
_CASED = {"viewbox": "viewBox", "preserveaspectratio": "preserveAspectRatio"}
"""Attributes of SVG that the parser writes small."""


class PageElement(NamedTuple):
    """
    An element of a page.

    Attributes:
        tag: Its name.
        attributes: By name.
        children: Elements and texts, in their order.
    """

    tag: str
    attributes: dict[str, str]
    children: "list[PageElement | str]"

    @property
    def classes(self) -> frozenset[str]:
        """The classes that it has."""
        return frozenset(self.attributes.get("class", "").split())

    def elements(self, *tags: str) -> "Iterator[PageElement]":
        """List its own children of some tags."""
        return (one for one in self.children if isinstance(one, PageElement) and one.tag in tags)

    def first(self, tag: str) -> "PageElement | None":
        """Return its first child of a tag; None where it has none."""
        return next(self.elements(tag), None)

    def words(self) -> str:
        """Return all of its text."""
        return "".join(one if isinstance(one, str) else one.words() for one in self.children)

    def markup(self, **given: str) -> str:
        """
        Write it as it was, a picture in a page.

        Args:
            given: Attributes that it gets, in the place of its own.
        """
        attributes = {_CASED.get(name, name): value for name, value in self.attributes.items()}
        named = "".join(
            f' {name.replace("_", "-")}="{escape(value)}"'
            for name, value in {**attributes, **given}.items()
        )
        inside = "".join(
            escape(one) if isinstance(one, str) else one.markup() for one in self.children
        )
        return f"<{self.tag}{named}>{inside}</{self.tag}>"


class _TreeReader(HTMLParser):
    """Builds the tree, element by element."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = PageElement("", {}, [])
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = self._add(tag, attrs)
        if tag not in _VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._add(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        closed = self._open.pop()
        if closed.tag != tag:
            raise ValueError(f"<{closed.tag}> is closed by </{tag}>")

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)

    def _add(self, tag: str, attrs: list[tuple[str, str | None]]) -> PageElement:
        element = PageElement(tag, {name: value or "" for name, value in attrs}, [])
        self._open[-1].children.append(element)
        return element


def page_tree(page: str) -> PageElement:
    """
    Read a page.

    Args:
        page: Of ours: every element is closed.

    Returns:
        Its `main`.

    Raises:
        ValueError: It is not such a page.
    """
    reader = _TreeReader()
    reader.feed(page)
    reader.close()
    found = _find(reader.root, "main")
    if found is None:
        raise ValueError("there is no <main>")
    return found


def _find(element: PageElement, tag: str) -> PageElement | None:
    if element.tag == tag:
        return element
    inside = (_find(one, tag) for one in element.children if isinstance(one, PageElement))
    return next((one for one in inside if one is not None), None)
