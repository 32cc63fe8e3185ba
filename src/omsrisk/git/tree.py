"""The files of a commit, read through git without a check-out, links and all."""

import os
from collections.abc import Collection, Mapping
from functools import cached_property
from types import TracebackType
from typing import Self

from omsrisk.errors import CannotReadError
from omsrisk.git.objects import Objects
from omsrisk.git.place import name_below
from omsrisk.git.program import Git
from omsrisk.text import visible

MOST_LINKS = 40
FILE, LINK, SUBMODULE = b"100", b"120000", b"160000"
"""How the modes of files begin, and the modes of links and of submodules."""


class Tree:
    """
    The files of one commit; use it in a `with` block, as git runs beside.

    Args:
        git: Git in the work tree.
        top: The top folder of the work tree.
        commit: The commit.

    Attributes:
        objects: What git holds.
    """

    def __init__(self, git: Git, top: str, commit: str) -> None:
        self._git = git
        self._top = top
        self._commit = commit
        self.objects = Objects(git)

    def __enter__(self) -> Self:
        """Return itself; git starts when the first file is asked for."""
        self.objects.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let git end."""
        self.objects.__exit__(kind, error, trace)

    def read(self, path: str) -> bytes:
        """
        Read a file as it was, up to one byte more than a scenario may have.

        Args:
            path: As a path of the file system, whether anything is there now or not.

        Raises:
            CannotReadError: There was no such file.
            GitError: There was, and git cannot give it.
        """
        name = name_below(self._top, path)
        identity = None if name is None else self.identity(name)
        if identity is None:
            raise CannotReadError(f"cannot read {visible(path)}: it was not there")
        return self.objects.content(identity, path)

    def real_path(self, path: str) -> str:
        """Resolve the links of a path as they were; what was not there keeps its name."""
        name = name_below(self._top, path)
        if name is None:
            return os.path.normpath(path)
        resolved = self.resolve(name) or os.path.normpath(name)
        return os.path.normpath(os.path.join(self._top, resolved))  # noqa: PTH118 - any text

    def has(self, name: str) -> bool:
        """Whether there was such a file or folder, by its path from the top."""
        return self.resolve(name) is not None

    def identity(self, name: str) -> bytes | None:
        """Find the id of a file's content, by its path from the top; None where there was none."""
        resolved = self.resolve(name)
        mode, identity = self.entries.get(resolved or "", (b"", b""))
        return identity if mode.startswith(FILE) else None

    def resolve(self, name: str) -> str | None:
        """
        Follow the links of a path, as long as they stay in the commit.

        Args:
            name: The path from the top.

        Returns:
            The file or folder that it led to; `.` for the top, None for nothing.
        """
        if self.entries.get(name, (b"", b""))[0].startswith(FILE):
            return name
        waiting = name.split("/")[::-1]
        found: list[str] = []
        links = 0
        while waiting:
            part = waiting.pop()
            if part in {"", "."}:
                continue
            if part == "..":
                if not found:
                    return None
                found.pop()
                continue
            found.append(part)
            here = "/".join(found)
            mode, identity = self.entries.get(here, (b"", b""))
            if mode == LINK:
                links += 1
                target = os.fsdecode(self.objects.content(identity, here))
                if links > MOST_LINKS or target.startswith("/"):
                    return None
                found.pop()
                waiting += target.split("/")[::-1]
            elif (mode and any(one not in {"", "."} for one in waiting)) or (
                not mode and here not in self._folders
            ):
                return None
        return "/".join(found) or "."

    @cached_property
    def entries(self) -> Mapping[str, tuple[bytes, bytes]]:
        """Mode and id of each file, link and submodule, by its path from the top."""
        found = {}
        listed = self._git.ask("ls-tree", "-r", "-z", "--full-tree", self._commit)
        for line in listed.split(b"\0"):
            head, tab, name = line.partition(b"\t")
            if tab:
                mode, _, identity = head.split(b" ")
                found[os.fsdecode(name)] = mode, identity
        return found

    @cached_property
    def _folders(self) -> Collection[str]:
        found: set[str] = set()
        for name in self.entries:
            folder = name.rpartition("/")[0]
            while folder and folder not in found:
                found.add(folder)
                folder = folder.rpartition("/")[0]
        return found
