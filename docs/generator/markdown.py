"""Pieces of Markdown: tables, blocks and texts, each escaped for where it stands."""

import re
from collections.abc import Iterable, Sequence

NOTICE = "<!-- Written by docs/generate.py from the program: change the program, and run it anew. -->"


def page(title: str, introduction: str, parts: Iterable[str]) -> str:
    """
    Put a page together.

    Args:
        title: Its heading.
        introduction: What a reader finds there, in Markdown.
        parts: Sections in Markdown.
    """
    return "\n\n".join([NOTICE, f"# {title}", introduction, *parts]) + "\n"


def text(value: object) -> str:
    """Escape a text of the program: what looks like markup there is meant as it stands."""
    inside_code = re.split(r"(`[^`]*`)", str(value))
    return "".join(
        part if at % 2 else re.sub(r"[\\*<]|\b_|_\b", r"\\\g<0>", part)
        for at, part in enumerate(inside_code)
    )


def code(value: object) -> str:
    """Set a word of the program as it is typed."""
    return f"`{value}`" if str(value) else ""


def codes(values: Iterable[object]) -> str:
    """Set several words as they are typed, with commas between them."""
    return ", ".join(code(value) for value in values)


def block(lines: str, language: str = "text") -> str:
    """Set lines as they stand."""
    fence = "````" if "```" in lines else "```"
    return f"{fence}{language}\n{lines.rstrip()}\n{fence}"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """
    Set a table.

    Args:
        heads: One a column.
        rows: Cells in Markdown; line breaks become spaces, and `|` is escaped.
    """
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(_cell(one) for one in line)} |" for line in lines)


def _cell(cell: str) -> str:
    return " ".join(cell.split()).replace("|", r"\|")
