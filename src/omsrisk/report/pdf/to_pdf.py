"""
PDF: a page set on A4 by Typst, so that everybody can read it, and the same bytes come every time.

The page is read back and set from what it holds: no figure is written twice. Names reach the template
as data, and data are never markup.
"""

import json
import re
from collections.abc import Iterable
from importlib.resources import files

import typst

from omsrisk.errors import UsageError
from omsrisk.report.pdf.page_tree import page_tree
from omsrisk.report.pdf.set_blocks import set_blocks
from omsrisk.text import visible


def to_pdf(page: Iterable[str], title: str) -> bytes:
    """
    Set a page on A4, as PDF/UA-1.

    The fonts that Typst brings along are taken, so that no font of this machine changes a byte; for
    letters that they lack, such as those of Chinese, those of the system; and a letter that no font
    has is written as its number, since a gap would say nothing.

    Args:
        page: Pieces of the page.
        title: Of the document.

    Returns:
        The whole file.

    Raises:
        UsageError: Something in it cannot be set, such as a damaged logo.
    """
    data = {"title": title, "blocks": set_blocks(page_tree("".join(page)))}
    tries = ((_NONE, True), (_NONE, False), (_RARE, True))
    for numbered, own_fonts in tries:
        try:
            return _compiled(_numbered(data, numbered), own_fonts=own_fonts)
        except typst.TypstError as error:
            if _NO_LETTER not in str(error):
                told = visible(str(error).partition("\n")[0])
                hint = "its logo may be damaged: try another, or a page, -o board.html"
                raise UsageError(f"the page cannot be set as PDF: {told}", hint) from None
    return _compiled(_numbered(data, _BEYOND_ASCII), own_fonts=True)


_NO_LETTER = "could not be displayed with font"


def _compiled(data: object, *, own_fonts: bool) -> bytes:
    compiled: bytes = typst.compile(
        files(__package__).joinpath("board.typ").read_bytes(),
        format="pdf",
        sys_inputs={"page": json.dumps(data)},
        ignore_system_fonts=own_fonts,
        pdf_standards="ua-1",
        timestamp=0,
    )
    return compiled


_NONE = re.compile("(?!)")
_RARE = re.compile("[^\x00-\u02ff\u0370-\u0377\u0384-\u052f\u1e00-\u1eff\u2010-\u203a\u20ac\u2212]")
_BEYOND_ASCII = re.compile("[^\x00-\x7f]")
"""Letters that are written as their numbers: none; those that the fonts of Typst may lack; most."""


def _numbered(data: object, which: re.Pattern[str]) -> object:
    """Write some letters as their numbers, wherever they stand."""
    if isinstance(data, dict):
        return {key: _numbered(value, which) for key, value in data.items()}
    if isinstance(data, list):
        return [_numbered(one, which) for one in data]
    if isinstance(data, str):
        return which.sub(lambda found: f"\\u{ord(found[0]):04x}", data)
    return data
