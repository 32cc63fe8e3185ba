"""What a page holds, as plain data for the template that sets it: text stays text in there."""

import base64
import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from omsrisk.report.pdf.page_tree import PageElement

_LEFT_OUT = frozenset({"nav", "script", "style"})
_JOINT = re.compile(r"(?<=[._/])(?=\w)")
_TEXT_WIDTH = 688
"""CSS pixels between the margins of A4."""

_BAR_SHARE, _FEW_BAR_SHARE, _CHART_SHARE = 0.18, 0.4, 0.72
"""Of the width: a column of bars, the same in a table of few columns, the drawing of an option."""

_LONG_WORD = re.compile(r"\S{41,}")
_PIECE = 10
"""Letters of such a word that stay together."""

_BAR_HEIGHT = 11.0
_BESIDE_BAR = 0.015
_SHORT, _LONGEST = 24, 60
"""Letters up to which a column is as wide as its longest cell, and those that make it no wider."""

Block = dict[str, object]


def set_blocks(main: PageElement) -> list[Block]:
    """
    List the blocks of a page.

    Args:
        main: Of the page.
    """
    return list(_blocks(main))


def _blocks(element: PageElement) -> Iterator[Block]:
    shown = [
        one
        for one in element.children
        if isinstance(one, PageElement) and one.tag not in _LEFT_OUT and "whatif" not in one.classes
    ]
    for one, next_ in zip_longest(shown, shown[1:]):
        for block in _block(one):
            # what introduces a table stands on its sheet
            yield {**block, "sticky": next_ is not None and next_.tag == "table"}


def _block(one: PageElement) -> Iterator[Block]:
    if one.tag == "section":
        is_decision = one.attributes.get("id") == "decision"
        yield {"kind": "section", "decision": is_decision, "blocks": list(_blocks(one))}
    elif one.tag in {"h1", "h2", "h3"}:
        yield {"kind": "heading", "level": int(one.tag[1]), "body": list(_words(one))}
    elif one.tag == "p":
        classes = [name for name in ("lead", "refused", "quiet") if name in one.classes]
        yield {"kind": "text", "classes": classes, "body": list(_words(one))}
    elif one.tag == "ul":
        yield {"kind": "list", "items": [list(_words(item)) for item in one.elements("li")]}
    elif one.tag == "figure":
        yield {"kind": "figure", "blocks": list(_figure(one))}
    elif one.tag == "table":
        yield _table(one)
    elif one.tag == "svg":
        yield _picture(one, 1)
    elif one.tag == "img":
        yield _logo(one.attributes["src"])


def _words(element: PageElement) -> Iterator[object]:
    """List texts, code, line ends and small pictures."""
    for one in element.children:
        if isinstance(one, str):
            yield from _broken(one.replace("\n", " "))
        elif one.tag == "br":
            yield {"kind": "break"}
        elif one.tag == "code":
            yield {"kind": "code", "parts": _JOINT.split(one.words())}
        elif one.tag == "wbr":
            yield {"kind": "joint"}
        elif one.tag == "svg":
            yield _picture(one, 0)
        elif one.tag not in _LEFT_OUT:
            yield from _words(one)


def _broken(text: str) -> Iterator[object]:
    """Let a word that is wider than a column be broken anywhere."""
    begin = 0
    for found in _LONG_WORD.finditer(text):
        yield text[begin : found.start()]
        for at in range(found.start(), found.end(), _PIECE):
            yield text[at : min(at + _PIECE, found.end())]
            yield {"kind": "joint"}
        begin = found.end()
    yield text[begin:]


def _figure(one: PageElement) -> Iterator[Block]:
    for child in one.elements("figcaption", "div", "ul", "svg", "p"):
        if child.tag == "figcaption":
            yield {"kind": "caption", "body": list(_words(child))}
        elif child.tag == "div":
            name, drawn = child.elements("span")
            picture = next(drawn.elements("svg"))
            yield {
                "kind": "drawn",
                "name": list(_words(name)),
                "picture": _picture(picture, _CHART_SHARE),
            }
        elif child.tag == "ul":
            yield {"kind": "legend", "items": [list(_words(item)) for item in child.elements("li")]}
        else:
            yield from _block(child)


def _picture(one: PageElement, share: float) -> Block:
    """
    Take a picture along: as wide as it will stand, since nothing is left to stretch it.

    Args:
        one: The picture.
        share: Of the width of the text that it takes; 0 for as wide as it says.
    """
    height = float(one.attributes["height"])
    if one.attributes.get("preserveaspectratio") == "none":
        height = min(height, _BAR_HEIGHT)
    width = share * _TEXT_WIDTH or float(one.attributes["width"])
    markup = one.markup(
        xmlns="http://www.w3.org/2000/svg",
        width=f"{width:g}",
        height=f"{height:g}",
        font_family="Libertinus Serif",
    )
    label = one.attributes.get("aria-label", "")
    return {"kind": "picture", "svg": markup, "alt": label, "width": width, "height": height}


def _logo(address: str) -> Block:
    """Take the picture out of the address that holds all of it."""
    kind, _, content = address.removeprefix("data:image/").partition(";base64,")
    return {
        "kind": "logo",
        "format": {"jpeg": "jpg", "svg+xml": "svg"}.get(kind, kind),
        "content": list(base64.b64decode(content)),
    }


def _table(table: PageElement) -> Block:
    heads = [
        one for part in table.elements("thead") for row in part.elements("tr") for one in _cells(row)
    ]
    rows = [row for part in table.elements("tbody") for row in part.elements("tr")]
    is_few = "few" in table.classes
    share = _FEW_BAR_SHARE if is_few else _BAR_SHARE
    lines = [_cells(row) for row in rows if not _is_heading(row)]
    columns = [_column(column, share) for column in zip(*lines, strict=True)]
    if columns and not any(one["weight"] for one in columns):
        columns[0]["weight"] = 1
    caption = table.first("caption")
    return {
        "kind": "table",
        "caption": [] if caption is None else list(_words(caption)),
        "heads": [_cell(one, share) for one in heads],
        "columns": columns,
        "wide": "wide" in table.classes,
        "rows": [
            {
                "classes": sorted(row.classes),
                "heading": _is_heading(row),
                "cells": [_cell(one, share) for one in _cells(row)],
            }
            for row in rows
        ],
    }


def _column(cells: Sequence[PageElement], share: float) -> Block:
    """Say how wide a column is: bars by share, sentences by length, else as it must be."""
    if any("bar" in cell.classes for cell in cells):
        return {"bar": share, "weight": 0}
    longest = max((len(cell.words()) for cell in cells if not cell.classes & {"n", "d"}), default=0)
    return {"bar": 0, "weight": min(longest, _LONGEST) if longest > _SHORT else 0}


def _cells(row: PageElement) -> list[PageElement]:
    return list(row.elements("th", "td"))


def _is_heading(row: PageElement) -> bool:
    return "heading" in row.classes


def _cell(one: PageElement, share: float) -> Block:
    picture = one.first("svg")
    levels = [int(name[-1]) for name in one.classes if name.startswith("level")]
    inner = share - _BESIDE_BAR
    return {
        "number": "n" in one.classes,
        "whole": bool(one.classes & {"n", "d"}),
        "level": max(levels, default=0),
        "body": list(_words(one)) if picture is None else [_picture(picture, inner)],
    }
