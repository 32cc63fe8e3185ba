"""Files: which ones a command line means, and their bytes, never more than the limit."""

import os
import re
import stat
import sys
from collections.abc import Callable, Iterator
from pathlib import Path, PurePath

from omsrisk.errors import CannotReadError, OmsriskError
from omsrisk.real_paths import real_path
from omsrisk.scenario.reading.confinement import check_link
from omsrisk.scenario.reading.reader import MAX_BYTES
from omsrisk.text import visible

STDIN = "-"
STDIN_NAME = "<stdin>"
VARIANT_SIGN = "#"
"""Between the name of a file and that of one of its variants."""
_SUFFIXES = (".yaml", ".yml")
_ENDS = 80
"""Characters of both ends of a path that is shown in part."""
_OVERLAP = 64
"""Bytes that two pieces of a large file share, so that none cuts the marker in two."""
_NO_WAITING = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOCTTY", 0)


_SAYS_NOTHING = re.compile(r"//|/\.|\A\.|/\Z|\A\Z") if os.sep == "/" else None
"""What may stand in a name and say nothing, of systems whose names part by `/`."""


def plain_name(path: str) -> str:
    """
    Write a file's name: one way in every command, and in every format.

    It stays what the user named, relative or absolute, without what says nothing: no `./` before it,
    no `//` or `/./` in it, and `/` between folders on every system. What a walk or a pattern finds
    begins as the folder that was named. `..` stays: behind a link it is no way back. A file called
    `-` keeps its `./`, as the hyphen alone is standard input, which is written `<stdin>`.

    >>> plain_name("./cases//a.yaml"), plain_name("../a.yaml"), plain_name("./-")
    ('cases/a.yaml', '../a.yaml', './-')
    """
    if _SAYS_NOTHING is not None and not _SAYS_NOTHING.search(path):
        return path  # as nearly all that a walk finds
    if not path:
        return path
    name = PurePath(path).as_posix()
    return path if name == STDIN else name


def parted(name: str) -> tuple[str, str]:
    """
    Part `FILE#VARIANT` into the file and the variant, which is empty where a file is meant.

    A file whose own name holds a `#` is that file.

    >>> parted("retailer.yaml#bad")
    ('retailer.yaml', 'bad')
    """
    file, sign, variant = name.rpartition(VARIANT_SIGN)
    if not sign or not file or not variant or os.path.lexists(name):
        return name, ""
    return file, variant


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
        # without waiting: a named pipe that nobody writes to would block for ever
        handle = os.open(path, os.O_RDONLY | _NO_WAITING)
        try:
            status = os.fstat(handle)
            mode = status.st_mode
            if not stat.S_ISREG(mode):
                _check_kind(path, mode)
                os.set_blocking(handle, True)
            return _read_all(lambda size: os.read(handle, size), status.st_size)
        finally:
            os.close(handle)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        reason = f"{reason[:1].lower()}{reason[1:]}"
        raise CannotReadError(f"cannot read {_shortened(path)}: {reason}") from None


def _check_kind(path: str, mode: int) -> None:
    if not (stat.S_ISFIFO(mode) and path.startswith(("/dev/fd/", "/proc/self/fd/"))):
        raise CannotReadError(
            f"cannot read {visible(path)}: {_kind(mode)}, not a regular file",
            "use `-` to read standard input",
        )


def _read_all(read: Callable[[int], bytes], size: int = 0) -> bytes:
    """Read to the end, or to one byte more than a scenario may have; `size` is what is expected."""
    # as much as is expected and no more: a buffer for the largest file would cost more than reading
    content = read(min(size, MAX_BYTES) + 1 if size else MAX_BYTES + 1)
    if not content or len(content) == size or len(content) > MAX_BYTES:
        return content
    chunks = [content]
    taken = len(content)
    while taken <= MAX_BYTES and (chunk := read(MAX_BYTES + 1 - taken)):
        chunks.append(chunk)
        taken += len(chunk)
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


def _kind(mode: int) -> str:
    kinds = {
        stat.S_IFDIR: "a folder",
        stat.S_IFIFO: "a named pipe",
        stat.S_IFSOCK: "a socket",
        stat.S_IFCHR: "a character device",
        stat.S_IFBLK: "a block device",
    }
    return kinds.get(stat.S_IFMT(mode), "something else")


class FileSet:
    """
    The files that a command line means, found one by one.

    Args:
        named: Files, folders and quoted patterns, as given.

    Attributes:
        named: As given.
        skipped: YAML files in folders that are no scenarios; complete when all are found.
        errors: What was named and cannot be had; complete when all are found.
    """

    def __init__(self, named: tuple[str, ...]) -> None:
        self.named = named
        self.skipped = 0
        self.errors: list[OmsriskError] = []

    def __iter__(self) -> Iterator[tuple[str, bytes | None]]:
        """
        Find each path, with its content where finding it took reading it.

        Names are written as `plain_name` says. A file named outright is taken as often as it is
        named. A folder is walked, sorted, without names that begin with `.` or `_`, and only files
        with the top-level key `omsrisk` are taken.
        """
        for name in self.named:
            if name == STDIN:
                yield name, None
            elif self._leads_out(parted(name)[0]):
                continue
            elif os.path.isdir(name):  # noqa: PTH112 - takes any string without raising
                yield from self._in_folder(name)
            elif _is_pattern(name):
                try:
                    matches = sorted({*_matches(name), *([name] if os.path.lexists(name) else [])})
                except RecursionError:
                    deep = f"the folders of {visible(name)} are nested too deep for a pattern"
                    self.errors.append(OmsriskError(deep, "name the folder itself"))
                    continue
                if not matches:
                    self.errors.append(OmsriskError(f"no file matches {visible(plain_name(name))}"))
                kept = (path for path in matches if not self._leads_out(path))
                yield from ((plain_name(path), None) for path in kept)
            else:
                yield plain_name(name), None

    def _in_folder(self, folder: str) -> Iterator[tuple[str, bytes]]:
        skipped = taken = failed = 0
        before = len(self.errors)
        for found, is_link in _walk(folder, self._cannot_list):
            path = plain_name(found)
            if is_link and self._leads_out(path):
                failed += 1
                continue
            try:
                content = read_bytes(path)
            except OmsriskError as error:
                self.errors.append(error)
                failed += 1
                continue
            if is_scenario(path, content):
                taken += 1
                yield path, content
            else:
                skipped += 1
        self.skipped += skipped
        if not taken and not failed and len(self.errors) == before:
            self.errors.append(_nothing(plain_name(folder), skipped))

    def _leads_out(self, name: str) -> bool:
        """Keep as an error that a name is a link out of the work tree it stands in."""
        try:
            check_link(name)
        except OmsriskError as error:
            self.errors.append(error)
            return True
        return False

    def _cannot_list(self, error: OSError) -> None:
        reason = (error.strerror or str(error)).lower()
        self.errors.append(CannotReadError(f"cannot read {_shortened(error.filename)}: {reason}"))


def _is_pattern(name: str) -> bool:
    """
    Say whether a name stands for the files it matches.

    A file that is there and has brackets in its name is that file. One that is called `*.yaml` is but
    one of those that the pattern matches: a change could bring it, to be all that is looked at.
    """
    if any(sign in name for sign in "*?"):
        return True
    return "[" in name and not os.path.lexists(name)


def _shortened(path: str) -> str:
    """Show a path, of one that is too long for the system its two ends."""
    cut = f"{path[:_ENDS]}...{path[-_ENDS:]}" if len(path) > 3 * _ENDS else path
    return visible(cut)


def _nothing(folder: str, skipped: int) -> OmsriskError:
    noun = "file" if skipped == 1 else "files"
    others = f": {skipped} other YAML {noun} skipped" if skipped else ""
    return OmsriskError(
        f"no scenario in {visible(folder)}{others}",
        "a scenario in a folder is known by its top-level key `omsrisk: 1`",
    )


def _matches(pattern: str) -> Iterator[str]:
    import glob

    for path in glob.iglob(pattern, recursive=True):  # noqa: PTH207 - the pattern may be absolute
        if not os.path.isdir(path):  # noqa: PTH112 - as above
            yield path


def _walk(folder: str, failed: Callable[[OSError], None]) -> Iterator[tuple[str, bool]]:
    """
    Walk regular files of a folder, without following links to folders, so that it ends.

    Args:
        folder: Where to begin.
        failed: Is told which folder cannot be listed, and why.

    Yields:
        Each file, and whether it is a link to one.
    """
    # a stack of its own, as folders may be nested deeper than Python calls functions
    waiting = [iter(_listed(folder, failed))]
    while waiting:
        entry = next(waiting[-1], None)
        if entry is None:
            waiting.pop()
        elif entry.name[0] in "._":
            continue
        elif entry.is_dir(follow_symlinks=False):
            waiting.append(iter(_listed(entry.path, failed)))
        elif entry.name.lower().endswith(_SUFFIXES) and _is_file(entry):
            yield entry.path, entry.is_symlink()


def _listed(folder: str, failed: Callable[[OSError], None]) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except (FileNotFoundError, NotADirectoryError):
        return []  # it has gone since its name was read
    except OSError as error:
        failed(error)
        return []


def _is_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file()
    except OSError:  # a link that leads in a circle
        return False


def is_scenario(path: str, content: bytes) -> bool:
    """
    Whether a file has the marker, also where it stands behind more than a scenario may have.

    Args:
        path: The file.
        content: Its bytes, as `read_bytes` gives them.
    """
    from omsrisk.scenario.reading.marker import has_marked_line, has_marker  # for folders alone

    if has_marker(content):
        return True
    if len(content) <= MAX_BYTES:
        return False
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - any text
            file.seek(MAX_BYTES - _OVERLAP)
            while piece := file.read(MAX_BYTES):
                if has_marked_line(piece):
                    return True
                if len(piece) == MAX_BYTES:
                    file.seek(-_OVERLAP, os.SEEK_CUR)
    except OSError:  # it was there a moment ago, and is told where it is read again
        return True
    return False


def project_of(path: str) -> Path:
    """Find the folder that `extends` may not leave: the git work tree, else the file's folder."""
    folder = Path(real_path(path)).parent
    for parent in (folder, *folder.parents):
        if (parent / ".git").exists():
            return parent
    return folder
