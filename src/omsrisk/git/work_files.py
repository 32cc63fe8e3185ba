"""
The files of a work tree as they lie there, beside what they were at a commit.

Contents are read from the disk and compared by their ids: what git's index believes, what attributes
make of a change, and what settings hide of one does not matter. Only what a sparse check-out leaves
out is read from the index.
"""

import hashlib
import os
from collections.abc import Iterator
from pathlib import PurePath

from omsrisk.errors import CannotReadError
from omsrisk.git.place import name_below, relative
from omsrisk.git.repository import Listing, Repository
from omsrisk.git.tree import SUBMODULE, Tree
from omsrisk.real_paths import real_path
from omsrisk.scenario.reading.files import read_bytes
from omsrisk.scenario.reading.reader import MAX_BYTES
from omsrisk.text import visible

_SHA1_DIGITS = 40


class WorkFiles:
    """
    The files of a work tree.

    Args:
        repository: The work tree.
        tree: What it was.
        listing: Its names.

    Attributes:
        sparse_read: How many files were read from the index.
    """

    def __init__(self, repository: Repository, tree: Tree, listing: Listing) -> None:
        self._top = repository.top
        self._tree = tree
        self._listing = listing
        self._others = frozenset(listing.others)
        self._real_folders: dict[str, str | None] = {}
        self.sparse_read = 0

    def names(self) -> Iterator[str]:
        """List the files that git knows or would take."""
        yield from (name for name, one in self._listing.indexed.items() if one.mode != SUBMODULE)
        yield from self._listing.others

    def has(self, name: str) -> bool:
        """Whether git knows a name as that of a file."""
        found = self._listing.indexed.get(name)
        return name in self._others if found is None else found.mode != SUBMODULE

    def knows(self, name: str) -> bool:
        """Whether git knows a file or folder of that name; a sparse checkout may lack it."""
        return self.has(name) or any(one.startswith(f"{name}/") for one in self._listing.indexed)

    def is_of_another(self, name: str) -> bool:
        """Whether a name lies in a submodule, or in a repository that is in no index."""
        above = [one.as_posix() for one in PurePath(name).parents]
        indexed = self._listing.indexed
        return any(
            one in self._listing.nested or (one in indexed and indexed[one].mode == SUBMODULE)
            for one in above
        )

    def path(self, name: str) -> str:
        """Write a name as a path of the file system."""
        return os.path.join(self._top, name)  # noqa: PTH118 - any text

    def read(self, path: str) -> bytes:
        """
        Read a file, up to one byte more than a scenario may have.

        Args:
            path: As a path of the file system.

        Raises:
            CannotReadError: It cannot be read, or a link leads out of the work tree.
        """
        name = name_below(self._top, path)
        return read_bytes(path) if name is None else self._content(name, path)

    def content(self, name: str) -> bytes:
        """
        Read a file by its path from the top.

        Raises:
            CannotReadError: It cannot be read, or a link leads out of the work tree.
        """
        return self._content(name, self.path(name))

    def _content(self, name: str, path: str) -> bytes:
        if self.real_name(name) is None:
            reason = "it is a link that leads out of the work tree"
            raise CannotReadError(f"cannot read {visible(path)}: {reason}")
        try:
            return read_bytes(path)
        except CannotReadError:
            found = self._listing.indexed.get(os.path.normpath(name))
            if found is None or not found.is_sparse or os.path.lexists(path):
                raise
            self.sparse_read += 1
            return self._tree.objects.content(found.identity, path)

    def real_name(self, name: str) -> str | None:
        """Follow the links of a path from the top; None where they lead out, or into git's folder."""
        folder, _, last = name.rpartition("/")
        if folder not in self._real_folders:
            real = real_path(self.path(folder))
            self._real_folders[folder] = relative(self._top, real)
        above = self._real_folders[folder]
        if last in {"", ".", ".."} or os.path.islink(self.path(name)):  # noqa: PTH114 - any text
            return relative(self._top, real_path(self.path(name)))
        if above is None:
            return None
        return last if above == "." else f"{above}/{last}"

    def is_as_it_was(self, name: str, content: bytes) -> bool:
        """
        Whether a file holds what it held at the commit, other line ends aside.

        Args:
            name: Its path from the top.
            content: What it holds, as `content` gives it.
        """
        was = self._tree.identity(name)
        if was is None:
            return False
        if len(content) > MAX_BYTES:
            return was == self._identity_of_large(name, len(was))
        return was == _identity(content, len(was)) or (
            b"\r\n" in content and was == _identity(content.replace(b"\r\n", b"\n"), len(was))
        )

    def _identity_of_large(self, name: str, digits: int) -> bytes:
        try:
            with open(self.path(name), "rb") as file:  # noqa: PTH123 - any text
                found = _hash(os.fstat(file.fileno()).st_size, digits)
                while piece := file.read(MAX_BYTES):
                    found.update(piece)
        except OSError:
            return b""
        return found.hexdigest().encode()


def _hash(size: int, digits: int) -> "hashlib._Hash":
    head = b"blob %d\0" % size
    if digits == _SHA1_DIGITS:
        return hashlib.sha1(head, usedforsecurity=False)
    return hashlib.sha256(head)


def _identity(content: bytes, digits: int) -> bytes:
    """Compute the id that git gives a content."""
    found = _hash(len(content), digits)
    found.update(content)
    return found.hexdigest().encode()
