"""Policies: those that hold for each file, from `.omsrisk.yaml` beside and above it."""

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePath
from typing import NamedTuple, Protocol

from omsrisk.checks.policy.policy import Policy
from omsrisk.checks.policy.policy_file import read_policy
from omsrisk.errors import CannotReadError
from omsrisk.git.program import GitError
from omsrisk.git.repository import Repository
from omsrisk.scenario.documents.findings import InvalidScenarioError
from omsrisk.scenario.reading.confinement import check_link
from omsrisk.scenario.reading.files import read_bytes
from omsrisk.text import visible

NAME = ".omsrisk.yaml"

_NONE = Policy()


class PolicyText(NamedTuple):
    """
    A policy that was found, not yet read.

    Attributes:
        file: Where it stands, as messages name it.
        root: The folder to which its patterns are relative.
        content: Its bytes.
    """

    file: str
    root: str
    content: bytes


class PolicySource(Protocol):
    """Where policies are looked for."""

    def above(self, folder: str) -> Iterator[PolicyText]:
        """List the policies of a folder, its own last."""


class WorkTreePolicies:
    """The policies that stand in the file system, up to the top of the git work tree."""

    def above(self, folder: str) -> Iterator[PolicyText]:
        """
        List the policies of a folder, its own last.

        Raises:
            CannotReadError: One is a folder, a device, or a link that leads nowhere or out.
        """
        for parent in reversed([*_up_to_the_top(folder)]):
            candidate = str(parent / NAME)
            if os.path.lexists(candidate):
                file = os.path.relpath(candidate)
                yield PolicyText(file, os.path.dirname(file), read_confined(file))  # noqa: PTH120 - any text


def _up_to_the_top(folder: str) -> Iterator[Path]:
    here = Path(os.path.abspath(folder))  # noqa: PTH100 - any text
    for parent in (here, *here.parents):
        yield parent
        if (parent / ".git").exists():
            return


def read_confined(file: str) -> bytes:
    """
    Read a policy, which may be a link in or below its folder or into its git work tree.

    Raises:
        CannotReadError: It leads elsewhere, or is not a regular file.
    """
    check_link(file, also_below=True)
    return read_bytes(file)


class CommittedPolicies:
    """
    The policies as they stood at a git ref: what is judged cannot loosen what judges it.

    Args:
        repository: The work tree.
        ref: As it was named.

    Attributes:
        ref: As it was named.
        top: The top folder of the work tree.

    Raises:
        GitError: There is no such ref.
    """

    def __init__(self, repository: Repository, ref: str) -> None:
        self.ref = ref
        self.top = repository.top
        self._repository = repository
        self._commit = repository.commit(ref)
        self._texts: dict[str, bytes] | None = None

    def texts(self) -> Mapping[str, bytes]:
        """
        Read all policies of the commit, by their path from the top.

        Raises:
            CannotReadError: One is a link that leads out, or is not a file.
        """
        if self._texts is None:
            with self._repository.at(self._commit) as tree:
                names = sorted(one for one in tree.entries if one.rpartition("/")[2] == NAME)
                self._texts = {
                    name: tree.read(os.path.join(self.top, name))  # noqa: PTH118 - any text
                    for name in names
                }
        return self._texts

    def above(self, folder: str) -> Iterator[PolicyText]:
        """
        List the policies of a folder as they stood, its own last.

        Raises:
            CannotReadError: One of the commit is not a file.
            GitError: The folder lies elsewhere.
        """
        found: dict[str, None] = {}
        for inside in self._names_of(folder):
            parts = PurePath(inside).parts
            for depth in range(len(parts) + 1):
                found["/".join((*parts[:depth], NAME))] = None
        yield from (self.text(name) for name in found if name in self.texts())

    def _names_of(self, folder: str) -> Iterator[str]:
        """Write a folder from the top, as it is named and as links of today lead: both hold."""
        named = os.path.relpath(os.path.abspath(folder), self.top)  # noqa: PTH100 - any text
        lies_inside = named.partition(os.sep)[0] != os.pardir
        if lies_inside:
            yield named
        try:
            yield self._repository.relative(os.path.abspath(folder))  # noqa: PTH100 - any text
        except GitError:
            if not lies_inside:  # else it is a link today that leads out: what was there is judged
                raise

    def named(self, name: str) -> PolicyText:
        """
        Return the file of that path from the top as a policy, whatever it is called.

        Raises:
            CannotReadError: There was no such file.
        """
        with self._repository.at(self._commit) as tree:
            content = tree.read(os.path.join(self.top, name))  # noqa: PTH118 - any text
        root = os.path.join(self.top, os.path.dirname(name))  # noqa: PTH118, PTH120 - any text
        return PolicyText(f"{self.ref}:{name}", root, content)

    def text(self, name: str) -> PolicyText:
        """Return the policy of that path from the top."""
        root = os.path.join(self.top, os.path.dirname(name))  # noqa: PTH118, PTH120 - any text
        return PolicyText(f"{self.ref}:{name}", root, self.texts()[name])


class Policies:
    """
    Finds the policies of each file, and reads each once.

    Args:
        named: The one that was asked for, for all files: a file; `REF:FILE`, as it stood at a git
            ref; or `REF:`, those of each file as they stood there. None for those of each file.
        known: The codes that there are, for what a policy names.
        wanted: Whether any is looked for.
        root: The folder to which the patterns of the named one are relative; its own if left out.

    Attributes:
        files_read: Every policy that was read, valid or not.
        notes: What a reader should know of where they come from.
    """

    def __init__(
        self,
        named: str | None,
        known: Sequence[str],
        *,
        wanted: bool = True,
        root: str | None = None,
    ) -> None:
        self._named = named
        self._wanted = wanted
        self._known = tuple(known)
        self._root = root
        self._by_folder: dict[str, Policy] = {}
        self._by_file: dict[str, Policy] = {}
        self._committed: CommittedPolicies | None = None
        self.files_read: list[str] = []
        self.notes: list[str] = []

    def of(self, file: str) -> Policy:
        """
        Return the policy of a file, with those above it; `-` stands for standard input, which lies in
        the working folder.

        Raises:
            CannotReadError: A policy cannot be read.
            GitError: There is no such ref.
            InvalidScenarioError: A policy is not valid; it carries all findings.
        """
        folder = os.path.dirname(file) if file != "-" else ""  # noqa: PTH120 - any text
        if not self._wanted:
            return _NONE
        if folder not in self._by_folder:
            inside = os.path.join(folder, "x")  # noqa: PTH118 - any text
            self._by_folder[folder] = self._found(folder).in_folder_of(inside)
        return self._by_folder[folder]

    def _found(self, folder: str) -> Policy:
        if self._named is None:
            return self._chain(WorkTreePolicies(), folder)
        ref, name = _at_ref(self._named)
        if not ref:
            root = os.path.dirname(self._named) if self._root is None else self._root  # noqa: PTH120
            return self._read(PolicyText(self._named, root, read_confined(self._named)))
        committed = self.committed(ref, folder)
        if name:
            try:
                text = committed.named(name)
            except CannotReadError:
                raise CannotReadError(
                    f"cannot read the policy {visible(self._named)}: it is not there"
                ) from None
            return self._read(text if self._root is None else text._replace(root=self._root))
        return self._chain_at(committed, folder)

    def committed(self, ref: str, folder: str) -> CommittedPolicies:
        """
        Return the policies of a git ref, of the work tree that a folder lies in.

        Raises:
            GitError: There is no such ref, or no work tree.
        """
        if self._committed is None:
            here = os.path.abspath(folder)  # noqa: PTH100 - any text
            while not os.path.isdir(here):  # noqa: PTH112 - it may be gone now
                here = os.path.dirname(here)  # noqa: PTH120 - as above
            self._committed = CommittedPolicies(Repository(here), ref)
        return self._committed

    def judging(self, folder: str) -> CommittedPolicies | None:
        """
        Return the policies of the git ref that judges; None where others do.

        Args:
            folder: A folder of the work tree.

        Raises:
            GitError: There is no such ref.
        """
        ref, name = ("", "") if self._named is None else _at_ref(self._named)
        return self.committed(ref, folder) if self._wanted and ref and not name else None

    def _chain_at(self, committed: CommittedPolicies, folder: str) -> Policy:
        why = "has no policy for these files"
        try:
            found = self._chain(committed, folder)
        except (CannotReadError, InvalidScenarioError) as error:
            why, found = f"has a policy that cannot be used ({error})", _NONE
        if not found.file:
            found = self._chain(WorkTreePolicies(), folder)
            if found.file:
                note = visible(f"{committed.ref} {why}: {found.file} judges")
                self.notes += [note] if note not in self.notes else []
        return found

    def _chain(self, source: PolicySource, folder: str) -> Policy:
        above: Policy | None = None
        for text in source.above(folder):
            above = self._read(text).below(above)
        return _NONE if above is None else above

    def _read(self, text: PolicyText) -> Policy:
        if text.file not in self._by_file:
            self.files_read.append(text.file)
            self._by_file[text.file] = read_policy(
                text.file, self._known, root=text.root, content=text.content
            )
        return self._by_file[text.file]


def _at_ref(named: str) -> tuple[str, str]:
    """
    Take `REF:FILE` apart; a path that begins with a dot or a slash, or a drive of Windows, is no ref.

    What lies in the working folder is not looked at: a change can bring a file of any name, also one
    that is called like the ref by which it is to be judged.

    >>> _at_ref("origin/main:cases/.omsrisk.yaml"), _at_ref("main:"), _at_ref("policy.yaml")
    (('origin/main', 'cases/.omsrisk.yaml'), ('main', ''), ('', 'policy.yaml'))
    >>> _at_ref("./main:policy.yaml")
    ('', './main:policy.yaml')
    """
    ref, colon, name = named.partition(":")
    is_drive = len(ref) == 1 and name[:1] in {"/", "\\"}
    if not colon or is_drive or named[:1] in {".", "/", "\\"}:  # no name of a ref begins so
        return "", named
    return ref, name
