"""Output: a document in the format that was asked for, to where it was asked for."""

import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import nullcontext

from omsrisk.cli.output_file import write_file
from omsrisk.cli.streams import (
    ClosedPipeError,
    wants_colour,
    width_of_stdout,
    write_bytes_out,
    write_out,
)
from omsrisk.errors import UsageError
from omsrisk.report.document import Document
from omsrisk.report.formats.output_formats import (
    RESULT_FORMATS,
    OutputFormat,
    render,
    suffix_of,
    suffixes_of,
)
from omsrisk.report.number_style import PLAIN, written_as
from omsrisk.scenario.schema.choices import nearest
from omsrisk.text import visible

COLOURS = ("auto", "always", "never")


def chosen_format(
    name: str | None, output: str | None, formats: Mapping[str, OutputFormat] = RESULT_FORMATS
) -> str:
    """
    Choose the format of a result: as asked, else by the file's suffix, else by the terminal.

    Args:
        name: The format that is asked for.
        output: The file; None and `-` for standard output.
        formats: Those that there are.

    Raises:
        UsageError: There is no such format, or no format with that suffix, or a terminal cannot
            show it.
        MissingExtraError: What writes it is not installed.
    """
    is_shown = is_stdout(output) and sys.stdout is not None and sys.stdout.isatty()
    if name is not None:
        chosen = known_format("", name, formats)
    elif not is_stdout(output):
        chosen = format_of_file(str(output), formats) or "text"
    else:
        chosen = "table" if is_shown else "text"
    if is_shown and formats[chosen].is_binary:
        raise UsageError(
            f"a terminal cannot show the format {chosen}", "-o FILE writes it into a file"
        )
    formats[chosen].require()
    return chosen


def known_format(option: str, name: str, formats: Mapping[str, OutputFormat]) -> str:
    """
    Check the name of a format.

    Args:
        option: What a message begins with; empty for nothing.
        name: The name.
        formats: Those that there are.

    Raises:
        UsageError: It is not one of them.
    """
    if name not in formats:
        known = ", ".join(formats)
        hint = nearest(name, tuple(formats)) or f"formats: {known}"
        head = f"{option}: " if option else ""
        raise UsageError(f"{head}unknown format `{visible(name)}`; there are {known}", hint)
    return name


def format_of_file(file: str, formats: Mapping[str, OutputFormat]) -> str | None:
    """
    Choose the format of a file by its suffix; None where it has none.

    Args:
        file: Its name.
        formats: Those that there are.

    Raises:
        UsageError: The suffix belongs to no format, so that its reader would be misled.
    """
    suffix, known = suffix_of(file), suffixes_of(formats)
    if suffix and suffix not in known:
        instead = (
            "--format writes its format whatever the suffix"
            if len(formats) > 1
            else f"name it with {' or '.join(known)}"
        )
        raise UsageError(
            f"--output {visible(file)}: no format has the suffix `{visible(suffix)}`; there are "
            f"{', '.join(known)}",
            nearest(suffix, tuple(known)) or instead,
        )
    return known.get(suffix)


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


def write(
    document: Document,
    name: str,
    *,
    output: str | None = None,
    colour: str = "auto",
    inputs: Callable[[], Iterable[str]] = list,
    option: str = "--output",
    force: bool = False,
) -> None:
    """
    Write a document.

    Args:
        document: What to write.
        name: One of `RESULT_FORMATS`.
        output: A file, or None and `-` for standard output.
        colour: `auto`, `always` or `never`.
        inputs: Lists the files that may not be overwritten, when the document has come whole.
        option: What asked for the output, as a message names it.
        force: Whether to overwrite whatever bears the file's name, the inputs aside.

    Raises:
        UsageError: The output is one of the inputs, or a file that is no earlier report.
        CannotWriteError: The output cannot be written.
        ClosedPipeError: Nobody reads standard output any more.
    """
    chosen = RESULT_FORMATS[name]
    with written_as(PLAIN) if chosen.is_for_machines or chosen.is_binary else nullcontext():
        _write(document, name, output, colour, inputs, option, force=force)


def _write(
    document: Document,
    name: str,
    output: str | None,
    colour: str,
    inputs: Callable[[], Iterable[str]],
    option: str,
    *,
    force: bool,
) -> None:
    chosen = RESULT_FORMATS[name]
    if not is_stdout(output):
        is_ours = None if force else chosen.is_ours
        pieces = chosen.written_bytes(document) if chosen.is_binary else render(document, name)
        write_file(str(output), pieces, inputs, option, is_ours=is_ours)
    elif chosen.is_binary:
        write_bytes_out(chosen.written_bytes(document))
    elif name == "table":
        _print_table(document, colour)
    else:
        utf8 = chosen.is_utf8 or chosen.is_for_machines
        write_out(render(document, name, width_of_stdout()), utf8=utf8)


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
