"""HTML: one file with tables and bars, for a browser, a mail or a wiki; no script, no request."""

from collections.abc import Iterator

from omsrisk.report.document import Document, Title
from omsrisk.report.page.blocks import html_of
from omsrisk.report.page.html import page


def to_html(document: Document) -> Iterator[str]:
    """
    Write a document as one HTML file that needs nothing else.

    Yields:
        One block at a time.
    """
    blocks = iter(document.blocks)
    first = next(blocks, None)
    title = first.text if isinstance(first, Title) else "omsrisk"
    head = [] if first is None else [first]

    def body() -> Iterator[str]:
        yield "<main>\n"
        yield from html_of(head)
        yield from html_of(blocks, title_level=2, whole_names=document.whole_names)
        yield "</main>\n"

    return page(title, body())
