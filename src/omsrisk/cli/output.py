"""Output: a document in the format that was asked for, to where it was asked for."""

import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import PurePath

from omsrisk.cli.output_file import write_file
from omsrisk.cli.streams import ClosedPipeError, wants_colour, width_of_stdout, write_out
from omsrisk.errors import UsageError
from omsrisk.report.document import Document
from omsrisk.scenario.schema.choices import nearest

FORMATS = {"table": (), "text": (".txt",), "json": (".json",), "csv": (".csv",),
           "markdown": (".md", ".markdown"), "html": (".html", ".htm")}  # fmt: skip
"""The formats of results, and the file suffixes that choose them."""

COLOURS = ("auto", "always", "never")


def chosen_format(name: str | None, output: str | None) -> str:
    """
    Choose the format: as asked, else by the file's suffix, else by the terminal.

    Raises:
        UsageError: There is no such format.
    """
    if name is not None:
        if name not in FORMATS:
            known = ", ".join(FORMATS)
            hint = nearest(name, tuple(FORMATS)) or f"formats: {known}"
            raise UsageError(f"unknown format `{name}`; there are {known}", hint)
        return name
    if not is_stdout(output):
        suffix = PurePath(str(output)).suffix.lower()
        return next((one for one, ends in FORMATS.items() if suffix in ends), "text")
    return "table" if sys.stdout is not None and sys.stdout.isatty() else "text"


def is_stdout(output: str | None) -> bool:
    """Whether a result goes to standard output."""
    return output in {None, "-", "/dev/stdout"}


def check_colour(choice: str) -> None:
    """
    Check the choice of colour.

    Raises:
        UsageError: It is none.
    """
    if choice not in COLOURS:
        raise UsageError(f"--color {choice}: there are {', '.join(COLOURS)}")


def _pieces(document: Document, name: str, width: int | None) -> Iterator[str]:
    """Render a document; each renderer is imported when it is used."""
    if name == "json":
        from omsrisk.report.formats.to_json import to_json

        return to_json(document)
    if name == "csv":
        from omsrisk.report.formats.to_csv import to_csv

        return to_csv(document)
    if name == "markdown" and document.comment is not None:
        return iter(document.comment())
    if name == "markdown":
        from omsrisk.report.formats.to_markdown import to_markdown

        return to_markdown(document)
    if name == "html":
        from omsrisk.report.formats.to_html import to_html

        return to_html(document)
    from omsrisk.report.formats.to_text import to_text

    return to_text(document, width)


def write(
    document: Document,
    name: str,
    *,
    output: str | None = None,
    colour: str = "auto",
    inputs: Callable[[], Iterable[str]] = list,
    option: str = "--output",
) -> None:
    """
    Write a document.

    Args:
        document: What to write.
        name: One of `FORMATS`.
        output: A file, or None and `-` for standard output.
        colour: `auto`, `always` or `never`.
        inputs: Lists the files that may not be overwritten, when the document has come whole.
        option: What asked for the output, as a message names it.

    Raises:
        UsageError: The output is one of the inputs.
        CannotWriteError: The output cannot be written.
        ClosedPipeError: Nobody reads standard output any more.
    """
    if not is_stdout(output):
        plain = "text" if name == "table" else name
        write_file(str(output), _pieces(document, plain, None), inputs, option)
    elif name == "table":
        _print_table(document, colour)
    else:
        machine = name in {"json", "csv", "html"}
        write_out(_pieces(document, name, width_of_stdout()), utf8=machine)


def _print_table(document: Document, colour: str) -> None:
    from rich.console import Console

    from omsrisk.report.formats.to_table import to_table

    class Screen(Console):
        """A console that leaves a closed pipe to the command line."""

        def on_broken_pipe(self) -> None:
            raise ClosedPipeError

    coloured = wants_colour(colour, sys.stdout)
    width = width_of_stdout() or 1000
    screen = Screen(
        width=width,
        height=_ANY_HEIGHT,
        color_system="standard" if coloured else None,
        no_color=not coloured,
        force_terminal=coloured,
        markup=False,
        highlight=False,
        emoji=False,
    )
    try:
        to_table(document, screen)
    except BrokenPipeError:
        raise ClosedPipeError from None


_ANY_HEIGHT = 25
"""Rich believes a width only together with a height."""
