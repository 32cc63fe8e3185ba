"""HTML: text made safe, and one file that asks nothing of anybody."""

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any

from omsrisk.text import visible


def text(value: str) -> str:
    """
    Write text so that a browser takes it for text alone, inside an element or an attribute.

    >>> text('<b title="x">')
    '&lt;b title=&quot;x&quot;&gt;'
    """
    return escape(visible(value), quote=True)


@cache
def resource(name: str) -> str:
    """Read a style sheet or a script of the page, without its indents and its comments."""
    text = files(__package__).joinpath(name).read_text(encoding="utf-8")
    lines = (line.strip() for line in text.splitlines())
    return "".join(f"{line}\n" for line in lines if line and not line.startswith("//"))


def island(data: Any) -> str:
    """
    Write plain data for a script: no text in it can end the element that it stands in.

    Args:
        data: Maps, lists and texts.
    """
    written = json.dumps(data, ensure_ascii=True, separators=(",", ":"))
    for character in "<>&":
        written = written.replace(character, f"\\u{ord(character):04x}")
    return written


def page(
    title: str,
    body: Iterable[str],
    scripts: Iterable[str] = (),
    data: Any = None,
    *,
    has_picture: bool = False,
) -> Iterator[str]:
    """
    Write a whole page: style and script are named by their hash, and nothing else may load or run.

    Args:
        title: Of the window.
        body: Pieces of HTML.
        scripts: Constant scripts, none of them made of what a file says.
        data: What they read, as plain data.
        has_picture: Whether a picture stands in it, which holds all of itself.

    Yields:
        Pieces of the file; the same for the same document.
    """
    style, script = resource("style.css"), "".join(scripts)
    allowed = ["default-src 'none'", f"style-src '{_hash(style)}'"]
    if has_picture:
        allowed.append("img-src data:")
    if script:
        allowed.append(f"script-src '{_hash(script)}'")
    yield (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{"; ".join(allowed)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="generator" content="omsrisk">\n'
        f"<title>{text(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n"
    )
    yield from body
    if script:
        yield f'<script type="application/json" id="data">{island(data)}</script>\n'
        yield f"<script>{script}</script>\n"
    yield "</body>\n</html>\n"


def _hash(content: str) -> str:
    digest = hashlib.sha256(content.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"
