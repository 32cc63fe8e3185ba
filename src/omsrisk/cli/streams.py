"""Streams: standard output and error, colour, width."""

import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from typing import TextIO

from omsrisk.errors import CannotWriteError, OmsriskError
from omsrisk.text import visible


class ClosedPipeError(Exception):
    """The reader of standard output has gone."""


def prepare_streams() -> None:
    """Let text that the terminal's encoding lacks come out as escapes, never as an error."""
    _begun.clear()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def tell(error: OmsriskError) -> None:
    """Tell the user what kept omsrisk from running."""
    first, *rest = error.message.split("\n")
    lines = [f"error: {visible(first)}", *(f"error: {visible(one)}" for one in rest)]
    if error.hint:
        lines.append(f"  = help: {visible(error.hint)}")
    write_error("\n".join(lines) + "\n")


def write_error(text: str) -> None:
    """Write to standard error, if there is still anybody to read it; a terminal breaks no word."""
    try:
        if sys.stderr is not None:
            sys.stderr.write(_broken(text, width_of_stderr()))
            sys.stderr.flush()
    except (OSError, ValueError):
        return


def wants_colour(choice: str, stream: TextIO | None) -> bool:
    """
    Decide about colour: `--color`, then NO_COLOR, FORCE_COLOR, TERM=dumb, and the terminal.

    Args:
        choice: `auto`, `always` or `never`.
        stream: Where the text goes.
    """
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR", "0") not in {"", "0"}:
        return True
    return os.environ.get("TERM") != "dumb" and stream is not None and stream.isatty()


def width_of_stdout() -> int | None:
    """Return the terminal's width, or what COLUMNS asks of a pipe; None where nothing limits it."""
    if sys.stdout is not None and sys.stdout.isatty():
        return max(20, shutil.get_terminal_size().columns)
    columns = os.environ.get("COLUMNS", "")
    return int(columns) if columns.isdecimal() and int(columns) > 0 else None


def width_of_stderr() -> int | None:
    """Return the width of the terminal that standard error is; None where it is none."""
    try:
        if sys.stderr is not None and sys.stderr.isatty():
            return max(20, os.get_terminal_size(sys.stderr.fileno()).columns)
    except (OSError, ValueError):
        return None
    return None


def _broken(text: str, width: int | None) -> str:
    """Break lines that a terminal would break in mid-word; what moves the cursor is left alone."""
    if (
        width is None
        or "\r" in text
        or "\x1b" in text
        or all(len(line) <= width for line in text.split("\n"))
    ):
        return text
    from omsrisk.report.formats.broken_lines import wrapped

    lines = (
        one for line in text.split("\n") for one in (wrapped(line, width) if line.strip() else [line])
    )
    return "\n".join(lines)


_begun: set[str] = set()
"""Holds `stdout` once a result has begun there: what fails later must not add a second document."""


def has_begun() -> bool:
    """Whether any of a result stands on standard output."""
    return bool(_begun)


def write_out(pieces: Iterable[str], *, utf8: bool) -> None:
    """
    Write text to standard output, piece by piece.

    Args:
        pieces: What to write.
        utf8: Whether a machine reads it, so that the terminal's encoding does not matter.

    Raises:
        ClosedPipeError: Nobody reads any more.
    """
    if sys.stdout is None:
        raise CannotWriteError("cannot write the result: standard output is closed")
    try:
        if utf8 and hasattr(sys.stdout, "buffer"):
            sys.stdout.flush()
            for piece in _held_back(iter(pieces)):
                _begun.add("stdout")
                sys.stdout.buffer.write(as_bytes(piece))
            sys.stdout.buffer.flush()
        else:
            for piece in pieces:
                _begun.add("stdout")
                sys.stdout.write(piece)
            sys.stdout.flush()
    except BrokenPipeError:
        raise ClosedPipeError from None


def write_bytes_out(pieces: Iterable[bytes]) -> None:
    """
    Write a file that is no text to standard output.

    Args:
        pieces: What to write.

    Raises:
        ClosedPipeError: Nobody reads any more.
        CannotWriteError: Standard output is closed, or takes text alone.
    """
    if sys.stdout is None or not hasattr(sys.stdout, "buffer"):
        raise CannotWriteError("cannot write the result: standard output takes no bytes")
    whole = b"".join(pieces)
    try:
        sys.stdout.flush()
        _begun.add("stdout")
        sys.stdout.buffer.write(whole)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise ClosedPipeError from None


def as_bytes(piece: str | bytes) -> bytes:
    r"""
    Write text as UTF-8; what has no place there becomes an escape.

    >>> as_bytes("\udc80é"), as_bytes(b"PK")
    (b'\\udc80\xc3\xa9', b'PK')
    """
    return piece if isinstance(piece, bytes) else piece.encode("utf-8", "backslashreplace")


_HELD_BACK = 1 << 20
"""Characters of a document that wait until more have come: one that fails by then is never begun."""


def _held_back(pieces: Iterator[str]) -> Iterator[str]:
    held: list[str] = []
    size = 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size > _HELD_BACK:
            break
    yield "".join(held)
    yield from pieces
