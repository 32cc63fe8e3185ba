"""
Output files: written whole or not at all, in the place of whatever bore their name.

A name is a place in a folder, and what is written takes that place: a link there is replaced and
never followed, so that no author of a repository chooses with a link what a job overwrites. Devices,
pipes and the handles of this process (`/dev/stdout`, `/dev/fd/3`) are no places: they are written to.
"""

import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from omsrisk.cli.streams import as_bytes
from omsrisk.errors import CannotWriteError, UsageError
from omsrisk.real_paths import real_path
from omsrisk.text import visible

_HANDLE = r"/dev/(?P<name>stdout|stderr)|/(?:dev|proc/self)/fd/(?P<number>\d{1,6})"
_SYSTEM = ("/dev/", "/proc/")
"""Where links are the system's own, and not those of an author."""


def write_file(
    path: str,
    pieces: Iterable[str] | Iterable[bytes],
    inputs: Callable[[], Iterable[str]],
    option: str = "--output",
    *,
    is_ours: Callable[[IO[bytes]], bool] | None,
) -> None:
    """
    Write a file whole or not at all: into a temporary file beside it, which then takes its name.

    What stands there is overwritten where it is empty or an earlier report; a link is replaced, and
    what it leads to stays.

    Args:
        path: What to write; a device, a pipe or a handle such as /dev/stdout is written as it is.
        pieces: Its text, or its bytes.
        inputs: Lists the files that were read and may not be overwritten; asked before and after.
        option: What asked for the file, as a message names it.
        is_ours: Whether a file that stands there may be overwritten; None for any.

    Raises:
        UsageError: It is one of the inputs, or something else that is not to be overwritten.
        CannotWriteError: The operating system says why not.
    """
    try:
        if is_written_to(path):
            with _opened(path) as device:
                device.writelines(map(as_bytes, pieces))
        else:
            asked = f"{option} {visible(path)}"
            _refuse_input(path, asked, inputs())

            def check() -> None:  # what was read is known at the end, and is the better reason
                _refuse_input(path, asked, inputs())
                if is_ours is not None:
                    _refuse_other(path, asked, is_ours)

            _replace(path, _checked_at_the_end(pieces, check))
    except OSError as error:
        raise _cannot_write(path, error) from None
    _settled.add(place_of(path))


def create_file(path: str, text: str) -> None:
    """
    Write a file that is not there yet, whole or not at all.

    Args:
        path: What to write; a device, a pipe or a handle such as /dev/stdout is written as it is.
        text: What it holds.

    Raises:
        FileExistsError: Something bears its name, if only a link that leads nowhere.
        CannotWriteError: The operating system says why not.
    """
    try:
        if is_written_to(path):
            with _opened(path) as device:
                device.write(as_bytes(text))
            return
        handle = os.open(path, _NEW_FILE, 0o666)
        with _removed_unless_done(path):
            _write(handle, [as_bytes(text)])
        _settled.add(place_of(path))
    except FileExistsError:
        raise
    except OSError as error:
        raise _cannot_write(path, error) from None


def place_of(path: str) -> str:
    """
    Say which place a name means, however it is spelt: the links of folders are followed, its own not.

    >>> place_of("/tmp/../tmp/./a.txt") == place_of("/tmp/a.txt")
    True
    """
    folder, name = os.path.split(path)
    return os.path.join(real_path(folder or "."), name)  # noqa: PTH118 - any text


def is_left_over(path: str) -> bool:
    """Whether a file that this run was to write, and has not, can be taken for what it wrote."""
    try:
        is_file = os.path.isfile(path)  # noqa: PTH113 - any text
    except ValueError:
        return False
    return is_file and not is_written_to(path) and place_of(path) not in _settled


def remove_unfinished() -> None:
    """Remove what an interruption leaves half-written."""
    for temporary in _unfinished:
        Path(temporary).unlink(missing_ok=True)


_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
"""How a file is made that is not there, and whose line breaks stay as they are."""

_unfinished: set[str] = set()
"""Files that are being written, and hold a part."""

_settled: set[str] = set()
"""Places that this run has filled, and those that hold its input."""


def is_written_to(path: str) -> bool:
    """Whether a name means something that is written to as it stands, and not a place in a folder."""
    if re.fullmatch(_HANDLE, path):
        return True
    mode = os.lstat(path).st_mode if os.path.lexists(path) else 0
    if stat.S_ISLNK(mode):
        folder = real_path(os.path.dirname(path) or ".")  # noqa: PTH120 - any text
        return f"{folder}/".startswith(_SYSTEM) and os.path.exists(path)  # noqa: PTH110 - as above
    return stat.S_ISCHR(mode) or stat.S_ISBLK(mode) or stat.S_ISFIFO(mode)


def _opened(path: str) -> IO[bytes]:
    """Open what is written to as it stands; a handle of our own keeps its place in a file."""
    own = re.fullmatch(_HANDLE, path)
    target: int | str = path
    if own is not None:
        target = os.dup(int(own["number"] or {"stdout": 1, "stderr": 2}[own["name"]]))
    return open(target, "wb" if own is not None else "ab")  # noqa: PTH123 - or a handle


def _cannot_write(path: str, error: OSError) -> CannotWriteError:
    reason = (error.strerror or str(error)).lower()
    return CannotWriteError(f"cannot write {visible(path)}: {reason}")


def _checked_at_the_end(
    pieces: Iterable[str] | Iterable[bytes], check: Callable[[], None]
) -> Iterator[bytes]:
    yield from map(as_bytes, pieces)
    check()


def _refuse_input(path: str, asked: str, inputs: Iterable[str]) -> None:
    if any(_same(path, name) for name in inputs):
        _settled.add(place_of(path))
        raise UsageError(f"{asked} would overwrite an input file")


def _refuse_other(path: str, asked: str, is_ours: Callable[[IO[bytes]], bool]) -> None:
    """Refuse to overwrite what is no earlier report: nobody can get it back."""
    if not (os.path.lexists(path) and stat.S_ISREG(os.lstat(path).st_mode)):
        return
    with open(path, "rb") as file:  # noqa: PTH123 - any text
        is_kept = bool(file.peek(1)) and not is_ours(file)
    if is_kept:
        _settled.add(place_of(path))
        raise UsageError(
            f"{asked} would overwrite a file that is not an earlier report in this format",
            "--force overwrites it",
        )


def _same(path: str, name: str) -> bool:
    """Whether both are one file; a link to an input is taken for a slip, though it is replaceable."""
    try:
        here, there = os.stat(path), os.fstat(0) if name == "-" else os.stat(name)  # noqa: PTH116 - any text
    except (OSError, ValueError):
        return False
    return os.path.samestat(here, there)


def _replace(path: str, pieces: Iterable[bytes]) -> None:
    folder, name = os.path.split(place_of(path))
    mode = _mode_to_keep(path)
    # known before it is there: a signal may come right behind its making
    temporary = os.path.join(folder, f".{name[:100]}.{os.urandom(4).hex()}")  # noqa: PTH118 - any text
    with _removed_unless_done(temporary):
        _write(os.open(temporary, _NEW_FILE, 0o600), pieces)
        Path(temporary).chmod(mode)
        os.replace(temporary, os.path.join(folder, name))  # noqa: PTH105, PTH118 - any text


def _mode_to_keep(path: str) -> int:
    """Say which mode a file gets: that of the file in its place, else what the user's mask asks."""
    if os.path.lexists(path):
        mode = os.lstat(path).st_mode
        if stat.S_ISREG(mode):
            return stat.S_IMODE(mode) & 0o777
        if not stat.S_ISLNK(mode):
            kind = "it is a folder" if stat.S_ISDIR(mode) else "it is not a file"
            raise CannotWriteError(f"cannot write {visible(path)}: {kind}")
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _write(handle: int, pieces: Iterable[bytes]) -> None:
    with open(handle, "wb") as file:
        file.writelines(pieces)
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def _removed_unless_done(path: str) -> Iterator[None]:
    """Remove a file that an error or a signal leaves half-written."""
    whole = os.path.abspath(path)  # noqa: PTH100 - any text
    _unfinished.add(whole)
    try:
        yield
    except BaseException:
        Path(whole).unlink(missing_ok=True)
        raise
    finally:
        _unfinished.discard(whole)
