"""What a command line asks about, in a work tree that may have had other links before."""

import os
from collections.abc import Sequence
from typing import NamedTuple

from omsrisk.errors import CannotReadError
from omsrisk.git.repository import Repository
from omsrisk.git.tree import Tree
from omsrisk.git.work_files import WorkFiles
from omsrisk.text import visible

_SUFFIXES = (".yaml", ".yml")


class Asked(NamedTuple):
    """
    Files and folders, by their paths from the top of the work tree without links to folders.

    Attributes:
        files: Files that are named outright.
        folders: Folders that are walked.
        aliases: What one path was and is, where that differs.
    """

    files: frozenset[str]
    folders: tuple[str, ...]
    aliases: tuple[tuple[str, str], ...]

    def takes(self, name: str) -> bool:
        """Whether a file is named, or a walk of a folder comes by it."""
        if name in self.files:
            return True
        return is_yaml(name) and any(_is_walked(name, folder) for folder in self.folders)

    def walks(self, name: str) -> bool:
        """Whether a walk would find a file without its being named outright."""
        return is_yaml(name) and (
            _is_walked(name, ".") or any(_is_walked(name, folder) for folder in self.folders)
        )

    def reaches(self, name: str) -> bool:
        """Whether a folder lies in one that is walked."""
        return any(folder in {".", name} or name.startswith(f"{folder}/") for folder in self.folders)


def asked_for(repository: Repository, tree: Tree, files: WorkFiles, paths: Sequence[str]) -> Asked:
    """
    Find what paths meant and mean.

    Raises:
        CannotReadError: There is no such file or folder, and was not.
        GitError: A path lies elsewhere.
    """
    named: set[str] = set()
    folders: dict[str, None] = {}
    aliases: dict[tuple[str, str], None] = {}
    for path in paths:
        name = repository.name_of(path)
        then = tree.resolve(name)
        is_there = os.path.lexists(path)
        now = files.real_name(name) or name
        if then is None and not is_there and not files.knows(name):
            reason = "it is not there, and was not there"
            raise CannotReadError(f"cannot read {visible(path)}: {reason}")
        if then is not None and then not in tree.entries:
            folders[then] = None
        if os.path.isdir(path) or (not is_there and not files.has(now)):  # noqa: PTH112 - any text
            folders[now] = None
        above, _, last = name.rpartition("/")
        places = (tree.resolve(above or "."), files.real_name(above or "."))
        in_places = [last if one == "." else f"{one}/{last}" for one in places if one is not None]
        named |= {one for one in in_places if one not in folders}
        for first, second in ((then, now), (in_places[0], in_places[-1])):
            if first is not None and first != second:
                aliases[first, second] = None
    return Asked(frozenset(named), tuple(folders), tuple(aliases))


def is_yaml(name: str) -> bool:
    """Whether a walk takes a file of that name."""
    return name.lower().endswith(_SUFFIXES)


def _is_walked(name: str, folder: str) -> bool:
    """Whether a walk of a folder comes to a file: no name on the way begins with `.` or `_`."""
    if folder != "." and not name.startswith(f"{folder}/"):
        return False
    rest = name if folder == "." else name[len(folder) + 1 :]
    return not (rest[0] in "._" or "/." in rest or "/_" in rest)
