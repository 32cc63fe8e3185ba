"""Files: which ones a command line means, and their bytes, never more than the limit."""

import glob
import os
import stat
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from omsrisk.core.text import visible
from omsrisk.errors import CannotReadError, OmsriskError
from omsrisk.scenario.reader import MAX_BYTES

STDIN = "-"
STDIN_NAME = "<stdin>"
_SUFFIXES = (".yaml", ".yml")
_MARKER = b"omsrisk"


def read_bytes(path: str) -> bytes:
    """
    Read a file, up to one byte more than a scenario may have.

    Args:
        path: A regular file, a pipe of the shell (`<(...)`), or `-` for standard input.

    Raises:
        CannotReadError: The operating system says why not.
    """
    if path == STDIN:
        return _read_stdin()
    try:
        mode = os.stat(path).st_mode
        if not stat.S_ISREG(mode) and not _is_shell_pipe(path, mode):
            raise CannotReadError(
                f"cannot read {visible(path)}: {_kind(mode)}, not a regular file",
                "use `-` to read standard input",
            )
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - the path may be no str path
            return _read_all(file.read)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise CannotReadError(f"cannot read {visible(path)}: {reason[:1].lower()}{reason[1:]}") from None


def _read_all(read: "object") -> bytes:
    chunks: list[bytes] = []
    size = 0
    while size <= MAX_BYTES:
        chunk = read(MAX_BYTES + 1 - size)  # type: ignore[operator]  # a file's read
        if not chunk:
            break
        chunks.append(chunk)
        size += len(chunk)
    return b"".join(chunks)


def _read_stdin() -> bytes:
    if sys.stdin is None or sys.stdin.closed:
        raise CannotReadError("cannot read standard input: it is closed")
    if sys.stdin.isatty():
        raise CannotReadError(
            "cannot read standard input: it is a terminal",
            "pipe a scenario into it: `cat scenario.yaml | omsrisk calc -`",
        )
    try:
        return _read_all(sys.stdin.buffer.read)
    except OSError as error:
        raise CannotReadError(f"cannot read standard input: {error.strerror}") from None


def _is_shell_pipe(path: str, mode: int) -> bool:
    return stat.S_ISFIFO(mode) and path.startswith(("/dev/fd/", "/proc/self/fd/"))


def _kind(mode: int) -> str:
    kinds = {
        stat.S_IFDIR: "a folder",
        stat.S_IFIFO: "a named pipe",
        stat.S_IFSOCK: "a socket",
        stat.S_IFCHR: "a character device",
        stat.S_IFBLK: "a block device",
    }
    return kinds.get(stat.S_IFMT(mode), "something else")


@dataclass(slots=True)
class FileSet:
    """
    The files that a command line means.

    Attributes:
        paths: As named, in order; what a folder or a pattern gives is sorted.
        skipped: YAML files in folders that are no scenarios.
        errors: What was named and cannot be had.
    """

    paths: list[str] = field(default_factory=list)
    skipped: int = 0
    errors: list[OmsriskError] = field(default_factory=list)


def find_files(named: Iterable[str]) -> FileSet:
    """
    Find the files that names, folders and quoted patterns stand for.

    A file named outright is taken as often as it is named. A folder is walked, sorted, without names
    that begin with `.` or `_`, and only files with the top-level key `omsrisk` are taken.
    """
    found = FileSet()
    for name in named:
        if name == STDIN:
            found.paths.append(name)
        elif os.path.isdir(name):  # noqa: PTH112 - takes any string without raising
            scenarios = [path for path in _walk(name) if _is_scenario(path, found)]
            if not scenarios:
                found.errors.append(_nothing(name, found.skipped))
            found.paths += scenarios
        elif not os.path.lexists(name) and glob.has_magic(name):
            matches = sorted(_matches(name))
            if not matches:
                found.errors.append(OmsriskError(f"no file matches {visible(name)}"))
            found.paths += matches
        else:
            found.paths.append(name)
    return found


def _nothing(folder: str, skipped: int) -> OmsriskError:
    others = f": {skipped} other YAML files skipped" if skipped else ""
    return OmsriskError(
        f"no scenario in {visible(folder)}{others}",
        "a scenario in a folder is known by its top-level key `omsrisk: 1`",
    )


def _matches(pattern: str) -> Iterator[str]:
    for path in glob.iglob(pattern, recursive=True):  # noqa: PTH207 - the pattern may be absolute
        if not os.path.isdir(path):  # noqa: PTH112 - as above
            yield path


def _walk(folder: str) -> Iterator[str]:
    """Walk regular files of a folder, without following links to folders, so that it ends."""
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if name[0] not in "._")
        for name in sorted(files):
            path = os.path.join(parent, name)  # noqa: PTH118 - bytes that are no UTF-8 survive
            if name[0] not in "._" and name.lower().endswith(_SUFFIXES) and os.path.isfile(path):  # noqa: PTH113
                yield path


def _is_scenario(path: str, found: FileSet) -> bool:
    """Look for the top-level key without parsing: a cheap test that a strict reading confirms."""
    try:
        content = read_bytes(path)
    except OmsriskError as error:
        found.errors.append(error)
        return False
    if has_marker(content):
        return True
    found.skipped += 1
    return False


def has_marker(content: bytes) -> bool:
    """
    Whether a document has the top-level key `omsrisk`.

    >>> has_marker(b"# note\\nomsrisk: 1\\n"), has_marker(b"services:\\n  omsrisk: x\\n")
    (True, False)
    """
    if _MARKER not in content:
        return False
    text = content.decode("utf-8", "replace").removeprefix("\ufeff")
    lines = text.replace("\r", "\n").split("\n")
    if any(line.startswith(("omsrisk:", '"omsrisk":', "'omsrisk':")) for line in lines):
        return True
    flat = text.lstrip()
    return flat.startswith("{") and ('"omsrisk"' in flat or "omsrisk:" in flat)


def project_of(path: str) -> Path:
    """Find the folder that `extends` may not leave: the git work tree, else the file's folder."""
    folder = Path(path).resolve().parent
    for parent in (folder, *folder.parents):
        if (parent / ".git").exists():
            return parent
    return folder
