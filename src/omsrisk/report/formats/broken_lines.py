"""Lines that are too long: broken between words, and cut where one word is too long."""

from collections.abc import Iterator, Sequence

from omsrisk.report.document import Role, Row
from omsrisk.text import cell_width


def wrapped(line: str, width: int | None, hang: int = 0) -> Iterator[str]:
    """
    Break a line between words where there is too little room; what follows is indented as it is.

    Args:
        line: Text without line breaks.
        width: Terminal cells there are; None where nothing limits it.
        hang: How much further what follows is indented [cell].

    >>> list(wrapped("  one two three", 9))
    ['  one two', '  three']
    """
    if width is None or cell_width(line) <= width:
        yield line
        return
    indent = " " * (len(line) - len(line.lstrip(" ")))
    first, *words = line.split()
    kept = indent + first
    for word in words:
        if cell_width(kept) + 1 + cell_width(word) > width:
            yield kept
            kept = indent + " " * hang + word
        else:
            kept += f" {word}"
    yield kept


def joined(lines: Sequence[str], width: int | None) -> Iterator[str]:
    """
    Join lines that are parts of one sentence where they are too long to stand as they are.

    Args:
        lines: Sentences, broken for a page that is wider.
        width: Terminal cells there are; None where nothing limits a line.

    >>> list(joined(("It costs 1,000.00,", "of which 10.00 is planned.", "It holds."), 12))
    ['It costs 1,000.00, of which 10.00 is planned.', 'It holds.']
    """
    sentence = ""
    for line in lines:
        is_over = not sentence or sentence.endswith((".", ":", "!", "?"))
        if sentence and (is_over or width is None or cell_width(sentence) <= width):
            yield sentence
            sentence = line
        else:
            sentence = f"{sentence} {line}" if sentence else line
    if sentence:
        yield sentence


def with_broken_labels(
    rows: Sequence[Row], texts: Sequence[tuple[str, ...]], width: int
) -> tuple[list[Row], list[tuple[str, ...]]]:
    """
    Break labels between words; what is left of one stands in rows of its own below.

    Args:
        rows: Of a table.
        texts: Their cells as texts.
        width: Terminal cells of the first column.
    """
    broken: list[tuple[Row, tuple[str, ...]]] = []
    for row, text in zip(rows, texts, strict=True):
        if row.role is Role.HEADING:  # it may reach over the other columns
            broken.append((row, text))
            continue
        first, *others = (_cut(line, width) for line in wrapped(text[0], width))
        broken.append((row, (first, *text[1:])))
        blank = ("",) * (len(text) - 1)
        role = Role.TOTAL if row.role is Role.GRAND_TOTAL else row.role  # no rule in between
        below = row._replace(cells=("", *blank), role=role)
        broken += [(below, (other, *blank)) for other in others]
    return [row for row, _ in broken], [text for _, text in broken]


def _cut(text: str, width: int) -> str:
    if cell_width(text) <= width:
        return text
    kept = ""
    for character in text:
        if cell_width(kept + character) > width - 3:
            break
        kept += character
    return kept + "..."
