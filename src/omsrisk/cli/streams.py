"""Streams: standard output and error, colour, width, and files written whole or not at all."""

import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TextIO

from omsrisk.core.text import visible
from omsrisk.errors import CannotWriteError, OmsriskError, UsageError


class ClosedPipeError(Exception):
    """The reader of standard output has gone."""


def prepare_streams() -> None:
    """Let text that the terminal's encoding lacks come out as escapes, never as an error."""
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
    """Write to standard error, if there is still anybody to read it."""
    try:
        if sys.stderr is not None:
            sys.stderr.write(text)
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
    """Give the terminal's width, or what COLUMNS asks of a pipe; None where nothing limits it."""
    if sys.stdout is not None and sys.stdout.isatty():
        return max(20, shutil.get_terminal_size().columns)
    columns = os.environ.get("COLUMNS", "")
    return int(columns) if columns.isdecimal() and int(columns) > 0 else None


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
            for piece in pieces:
                sys.stdout.buffer.write(piece.encode("utf-8", "backslashreplace"))
            sys.stdout.buffer.flush()
        else:
            for piece in pieces:
                sys.stdout.write(piece)
            sys.stdout.flush()
    except BrokenPipeError:
        raise ClosedPipeError from None


def write_file(
    path: str,
    pieces: Iterable[str],
    inputs: Callable[[], Iterable[str]],
    option: str = "--output",
) -> None:
    """
    Write a file whole or not at all: into a temporary file beside it, which then takes its name.

    Args:
        path: What to write; a device such as /dev/stdout is written as it is.
        pieces: Its text.
        inputs: Lists the files that were read and may not be overwritten; asked before and after.
        option: What asked for the file, as a message names it.

    Raises:
        UsageError: It is one of the inputs.
        CannotWriteError: The operating system says why not.
    """
    try:
        if os.path.exists(path) and not os.path.isfile(path):  # noqa: PTH110, PTH113 - a device
            if os.path.isdir(path):  # noqa: PTH112 - as above
                raise CannotWriteError(f"cannot write {visible(path)}: it is a folder")
            with open(path, "a", encoding="utf-8", errors="backslashreplace") as device:  # noqa: PTH123
                device.writelines(pieces)
            return
        target = Path(os.path.realpath(path))
        asked = f"{option} {visible(path)}"
        _refuse_input(target, asked, inputs())
        _replace(target, _checked_at_the_end(pieces, lambda: _refuse_input(target, asked, inputs())))
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise CannotWriteError(f"cannot write {visible(path)}: {reason}") from None


def _checked_at_the_end(pieces: Iterable[str], check: Callable[[], None]) -> Iterator[str]:
    yield from pieces
    check()


def _refuse_input(target: Path, asked: str, inputs: Iterable[str]) -> None:
    if any(_same(target, name) for name in inputs):
        raise UsageError(f"{asked} would overwrite an input file")


def _replace(target: Path, pieces: Iterable[str]) -> None:
    import tempfile

    mode = target.stat().st_mode & 0o777 if target.exists() else None
    handle, temporary = tempfile.mkstemp(prefix=f".{target.name[:100]}.", dir=target.parent)
    _unfinished.add(temporary)
    try:
        with open(handle, "w", encoding="utf-8", errors="backslashreplace", newline="") as file:  # noqa: PTH123 - a handle
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
        if mode is None:
            mask = os.umask(0)
            os.umask(mask)
            mode = 0o666 & ~mask
        Path(temporary).chmod(mode)
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    finally:
        _unfinished.discard(temporary)


_unfinished: set[str] = set()
"""Temporary files of outputs that are being written."""


def remove_unfinished() -> None:
    """Remove what an interruption leaves half-written."""
    for temporary in _unfinished:
        Path(temporary).unlink(missing_ok=True)


def _same(target: Path, name: str) -> bool:
    try:
        if name == "-":
            here, there = target.stat(), os.fstat(0)
            return (here.st_dev, here.st_ino) == (there.st_dev, there.st_ino)
        return target.samefile(name)
    except OSError:
        return False
