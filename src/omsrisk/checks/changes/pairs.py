"""
Which file is compared with which: each scenario as it was, and what it has become.

Two walks are laid over each other, one of the commit and one of the work tree, each with the links
that it has. A scenario is taken where a walk takes it: by the end of its name, by no name on the way
that begins with `.` or `_`, and by the key `omsrisk`. What only one of the two walks finds has gone
or has come; it is looked for through links, by content and by name, also where no walk would look.
"""

import hashlib
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import NamedTuple

from omsrisk.checks.changes.asked import Asked, asked_for, is_yaml
from omsrisk.checks.changes.renames import Sketch, matched, sketch
from omsrisk.errors import CannotReadError
from omsrisk.git.place import name_below
from omsrisk.git.repository import Listing, Repository
from omsrisk.git.tree import SUBMODULE, Tree
from omsrisk.git.work_files import WorkFiles
from omsrisk.scenario.reading.bases import bases_of
from omsrisk.scenario.reading.files import is_scenario
from omsrisk.scenario.reading.marker import has_marker
from omsrisk.scenario.reading.reader import MAX_BYTES
from omsrisk.text import visible

_POINTER = b"version https://git-lfs.github.com/spec/"
_POINTED = re.compile(rb"^oid sha256:([0-9a-f]{64})$", re.MULTILINE)

_DELETED, _RENAMED = "deleted", "renamed"
_PASSED_OVER = "a walk passes over names that begin with `.` or `_`"
_NOT_YAML = "a walk takes only names that end in .yaml or .yml"


class FilePair(NamedTuple):
    """
    A scenario as it was, and what it has become.

    Attributes:
        old: Its path at the commit, from the top of the work tree; empty where there was none.
        new: Its path now; empty where there is none.
        cause: Why one of the two is missing or they differ; empty where only the content does.
        leaves: Whether a walk no longer finds it: a later change of it would not be compared.
        enters: Whether a walk would not have found it before: its changes were not compared.
    """

    old: str
    new: str
    cause: str = ""
    leaves: bool = False
    enters: bool = False


class FilePairs(NamedTuple):
    """
    What is compared.

    Attributes:
        found: The pairs, in the order of their names; only names, so that many take little room.
        notes: What could not be compared, in plain words.
        scenarios: The path of every scenario that was looked at, changed or not.
    """

    found: tuple[FilePair, ...]
    notes: tuple[str, ...]
    scenarios: tuple[str, ...]


def pairs_of(
    repository: Repository, tree: Tree, files: WorkFiles, listing: Listing, paths: Sequence[str]
) -> FilePairs:
    """
    Find which file is compared with which.

    Args:
        repository: The work tree.
        tree: What it was.
        files: What it is.
        listing: Its names.
        paths: Files and folders that are looked at.

    Raises:
        CannotReadError: A path is not there, and was not.
        GitError: Git cannot answer, or a path lies elsewhere.
    """
    asked = asked_for(repository, tree, files, paths)
    moved = repository.moved_submodules(listing, tree)
    search = _Search(repository, tree, files, asked, moved)
    search.look()
    search.follow_links()
    search.match()
    search.look_beyond()
    notes = [*search.notes, *_notes(repository, listing, files, asked, moved)]
    return FilePairs(
        tuple(sorted(search.pairs(), key=lambda one: (one.new or one.old, one.old))),
        tuple(notes),
        tuple(search.scenarios),
    )


def _notes(
    repository: Repository,
    listing: Listing,
    files: WorkFiles,
    asked: Asked,
    moved: Sequence[str],
) -> Iterator[str]:
    for name in moved:
        if asked.reaches(name):
            shown = visible(repository.shown(name))
            yield f"the submodule {shown} stands at another commit: what lies in it is not compared"
    for name in sorted(listing.nested):
        if asked.reaches(name):
            shown = visible(repository.shown(name))
            yield f"{shown} is a git repository of its own: what lies in it is not compared"
    if files.sparse_read:
        yield "a sparse checkout: what is not in the work tree was read from git's index"


class _Search:
    """The search for pairs, step by step."""

    def __init__(
        self,
        repository: Repository,
        tree: Tree,
        files: WorkFiles,
        asked: Asked,
        moved: Sequence[str],
    ) -> None:
        self._repository = repository
        self._tree = tree
        self._files = files
        self._asked = asked
        self._moved = frozenset(moved)
        self._found: list[FilePair] = []
        self._went: dict[str, str] = {}
        self._came: dict[str, None] = {}
        self._same: dict[str, bool] = {}
        self.notes: list[str] = []
        self.scenarios: list[str] = []

    def pairs(self) -> Iterator[FilePair]:
        """List what was found; what is left has no counterpart."""
        yield from self._found
        yield from (FilePair(name, "", cause) for name, cause in self._went.items())
        yield from (FilePair("", name, "new") for name in self._came)

    # The two walks

    def look(self) -> None:
        """Lay both walks over each other."""
        entries = self._tree.entries
        then = {name for name, (mode, _) in entries.items() if mode != SUBMODULE}
        then = {name for name in then if self._asked.takes(name)}
        now = {name for name in self._files.names() if self._asked.takes(name)}
        for name in sorted(then | now):
            if name not in now:
                if self._was_scenario(name):
                    self._went[name] = self._why_gone(name)
                continue
            try:
                content = self._files.content(name)
            except CannotReadError as error:
                self._unreadable(name, name in then, error)
                continue
            self._compare(name, content)

    def _compare(self, name: str, content: bytes) -> None:
        now = is_scenario(self._files.path(name), content)
        if now:
            self.scenarios.append(self._files.path(name))
        # through a link of the old tree it may have been there all the same: that is looked at later
        is_known = name in self._tree.entries
        same = is_known and self._files.is_as_it_was(name, content)
        was = (self._old_content(name) or b"") if is_known and not same else b""
        if same or (now and _points_to(was, content)):
            if now and self._rests_on_change(name, content):
                self._found.append(FilePair(name, name))
            return
        pointed = was.startswith(_POINTER)
        # what is too large is not valid, whatever stands further down in it: it stays a scenario
        then = has_marker(was) or (now and (pointed or len(was) > MAX_BYTES))
        if then and (now or len(content) > MAX_BYTES):
            self._found.append(FilePair(name, name, "it was a Git LFS pointer" if pointed else ""))
        elif then:
            self._went[name] = _why_none(content)
        elif now:
            self._came[name] = None
        elif content.startswith(_POINTER):
            self._tell(name, "is a Git LFS pointer: the file that it stands for is not compared")

    def _unreadable(self, name: str, was_there: bool, error: CannotReadError) -> None:  # noqa: FBT001 - one caller
        reason = error.message.rpartition(": ")[2]
        path = self._files.path(name)
        if was_there and self._was_scenario(name):
            is_file = os.path.lexists(path) and not os.path.isdir(path)  # noqa: PTH112 - any text
            cause = f"it cannot be read: {reason}" if is_file else self._why_gone(name)
            self._went[name] = cause
        elif os.path.lexists(path) and not was_there:
            self._tell(name, f"cannot be read: {reason}")

    def _tell(self, name: str, what: str) -> None:
        self.notes.append(f"{visible(self._repository.shown(name))} {what}")

    def _why_gone(self, name: str) -> str:
        path = self._files.path(name)
        if os.path.isdir(path) and not os.path.islink(path):  # noqa: PTH112, PTH114 - any text
            return "a folder has its name now"
        if self._files.is_of_another(name):
            return "a git repository of its own has the place of its folder now"
        if os.path.isfile(path) and self._files.real_name(name) == name:  # noqa: PTH113 - any text
            return "git is told to ignore it now"
        if os.path.lexists(path) and self._files.real_name(name) is None:
            return "a link on the way to it leads out of the work tree"
        return _DELETED

    def _was_scenario(self, name: str) -> bool:
        was = self._old_content(name)
        return was is not None and has_marker(was)

    def _old_content(self, name: str) -> bytes | None:
        try:
            return self._tree.read(self._files.path(name))
        except CannotReadError:
            return None

    # Bases

    def _rests_on_change(self, name: str, content: bytes) -> bool:
        """Whether a scenario that is as it was rests on a file that is not."""
        for base in bases_of(self._files.path(name), content, self._files.read):
            below = name_below(self._repository.top, base)
            if below is not None and not self._is_same(below):
                return True
        return False

    def _is_same(self, name: str) -> bool:
        if name not in self._same:
            self._same[name] = self._compared(name)
        return self._same[name]

    def _compared(self, name: str) -> bool:
        above = [one.as_posix() for one in PurePath(os.path.normpath(name)).parents]
        if any(self._tree.entries.get(one, (b"",))[0] == SUBMODULE for one in above):
            return self._moved.isdisjoint(above)
        try:
            content = self._files.content(name)
        except CannotReadError:
            return self._tree.identity(name) is None
        return self._files.is_as_it_was(name, content)

    # What went and what came

    def _settle(self, pair: FilePair) -> None:
        self._went.pop(pair.old, None)
        self._came.pop(pair.new, None)
        self._found.append(pair)

    def follow_links(self) -> None:
        """Find what is still where it was, or was already where it is, through links."""
        for name in list(self._went):
            real = None if self._files.has(name) else self._files.real_name(name)
            if real is None or real == name or not self._is_scenario_now(name):
                continue
            cause = "a folder on the way to it is a link now"
            if real in self._came:
                self._settle(FilePair(name, real, f"{_RENAMED}: {cause}"))
            else:
                self._settle(FilePair(name, name, cause, leaves=not self._asked.takes(real)))
        for then, now in self._asked.aliases:
            for name in list(self._went):
                other = _moved(name, then, now)
                if other in self._came:
                    self._settle(FilePair(name, other, _RENAMED))
        for name in list(self._came):
            was = self._tree.resolve(name)
            if was is None or was == name or name in self._tree.entries:
                continue
            cause = "a folder on the way to it was a link"
            if was in self._went:
                self._settle(FilePair(was, name, f"{_RENAMED}: {cause}"))
            elif self._was_scenario(name):
                self._settle(FilePair(name, name, cause, enters=not self._asked.takes(was)))

    def match(self) -> None:
        """Bring together what went and what came."""
        if self._went and self._came:
            for old, new in matched(self._old(self._went), self._new(self._came)).items():
                cause = self._went[old]
                cause = _RENAMED if cause == _DELETED else cause
                self._settle(FilePair(old, new, cause, *self._walked(old, new)))

    def look_beyond(self) -> None:
        """Look for the rest where no walk looks, or nobody has asked to look."""
        if self._went:
            others = [
                name
                for name in self._files.names()
                if name not in self._tree.entries and not self._asked.takes(name)
            ]
            for old, new in matched(self._old(self._went), self._new(others)).items():
                self._gone_to(old, new)
        if self._came:
            stems = {_stem(name) for name in self._came}
            others = [
                name
                for name, (mode, _) in self._tree.entries.items()
                if mode != SUBMODULE
                and not self._asked.takes(name)
                and not self._files.has(name)
                and (is_yaml(name) or name.lower().endswith(".json") or _stem(name) in stems)
            ]
            for old, new in matched(self._old(others), self._new(self._came)).items():
                self._settle(FilePair(old, new, _RENAMED, *self._walked(old, new)))

    def _walked(self, old: str, new: str) -> tuple[bool, bool]:
        """Say whether it leaves what is walked, and whether it enters it."""
        then, now = self._asked.walks(old), self._asked.walks(new)
        return then and not now, now and not then

    def _gone_to(self, old: str, new: str) -> None:
        shown = visible(self._repository.shown(new))
        if _is_hidden(new):
            if self._went[old] == _DELETED:
                self._went[old] = f"renamed to {shown}: {_PASSED_OVER}"
        elif is_yaml(new):
            self._settle(FilePair(old, new, _RENAMED))
        else:
            self._settle(FilePair(old, new, f"renamed to {shown}: {_NOT_YAML}", leaves=True))

    def _old(self, names: Sequence[str] | dict[str, str]) -> Iterator[Sketch]:
        for name in names:
            content = self._old_content(name)
            if content is not None and has_marker(content):
                yield sketch(name, content)

    def _new(self, names: Sequence[str] | dict[str, None]) -> Iterator[Sketch]:
        for name in names:
            try:
                content = self._files.content(name)
            except CannotReadError:
                continue
            if len(content) <= MAX_BYTES and has_marker(content):
                yield sketch(name, content)

    def _is_scenario_now(self, name: str) -> bool:
        try:
            return has_marker(self._files.content(name))
        except CannotReadError:
            return False


def _why_none(content: bytes) -> str:
    if content.startswith(_POINTER):
        return "it is a Git LFS pointer now: `git lfs pull` brings the file"
    if not content.strip():
        return "it is empty now"
    return "it is no longer a scenario: the key `omsrisk` is gone"


def _points_to(pointer: bytes, content: bytes) -> bool:
    found = _POINTED.search(pointer)
    return found is not None and hashlib.sha256(content).hexdigest().encode() == found[1]


def _moved(name: str, then: str, now: str) -> str:
    """Write a name below one folder as the same name below another."""
    if name == then:
        return now
    rest = name if then == "." else name.removeprefix(f"{then}/")
    if then != "." and rest == name:
        return ""
    return rest if now == "." else f"{now}/{rest}"


def _is_hidden(name: str) -> bool:
    return any(part[:1] in {".", "_"} for part in name.split("/"))


def _stem(name: str) -> str:
    return name.rpartition("/")[2].partition(".")[0].lower()
