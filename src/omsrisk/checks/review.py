"""Reviewing a change: each scenario before and now, in money and in findings."""

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date
from enum import StrEnum
from pathlib import PurePath
from typing import NamedTuple

from omsrisk.analysis.assess import Assessment, assess
from omsrisk.analysis.diff import Difference, difference
from omsrisk.analysis.gates import Breach, Gate, breach_of
from omsrisk.checks.check import check
from omsrisk.checks.policies import Policies
from omsrisk.checks.rules import BY_CODE
from omsrisk.core.text import visible
from omsrisk.errors import CannotReadError, UsageError
from omsrisk.scenario.bases import bases_of
from omsrisk.scenario.files import STDIN, has_marker, read_bytes
from omsrisk.scenario.findings import Finding, InvalidScenarioError
from omsrisk.scenario.git import Changed, Repository, Tree
from omsrisk.scenario.load import Loader

_SUFFIXES = (".yaml", ".yml")


class Status(StrEnum):
    """What became of a file."""

    CHANGED = "changed"
    UNCHANGED = "unchanged in money"
    RENAMED = "renamed"
    NEW = "new"
    DELETED = "deleted"
    INVALID_BEFORE = "invalid before"
    INVALID = "invalid"


class Reviewed(NamedTuple):
    """
    One scenario, before and now.

    Attributes:
        file: Its name now; that of before where it is deleted.
        status: What became of it.
        old_file: Its name before, where that was another.
        difference: What has changed, where both can be priced.
        appeared: Findings of the rules that are new.
        gone: Findings that are no more.
        problems: What is wrong with the one that is not valid.
        breaches: The gates that it does not pass.
        assessment: What it costs, where only one of the two can be priced.
    """

    file: str
    status: Status
    old_file: str = ""
    difference: Difference | None = None
    appeared: tuple[Finding, ...] = ()
    gone: tuple[Finding, ...] = ()
    problems: tuple[Finding, ...] = ()
    breaches: tuple[Breach, ...] = ()
    assessment: Assessment | None = None

    @property
    def passes(self) -> bool:
        """Whether nothing about it fails."""
        return self.status is not Status.INVALID and not self.breaches


Load = Callable[[str], Assessment]


class Reviewer:
    """
    Compares scenarios with what they were.

    Args:
        today: The day on which rules are asked.
        gates: The most by which metrics may rise, beside those of policies.
        policies: Finds the policy of each file.

    Attributes:
        files_read: What it was given to read, bases included: no output may overwrite it.
    """

    def __init__(
        self, today: date, gates: Sequence[Gate] = (), policies: Policies | None = None
    ) -> None:
        self._today = today
        self._gates = tuple(gates)
        self._policies = policies or Policies(None, tuple(BY_CODE))
        self.files_read: list[str] = []

    def compare(self, old: Load, new: Load, old_file: str, new_file: str) -> Reviewed:
        """
        Compare one scenario with what it was.

        Args:
            old: Loads and prices what it was.
            new: Loads and prices what it is.
            old_file: Its name before; empty where there was none.
            new_file: Its name now; empty where it is deleted.

        Raises:
            CannotReadError: One of them cannot be read.
        """
        renamed = old_file if old_file != new_file else ""
        gates = (*self._gates, *self._policies.of(new_file or old_file).max_increase)
        try:
            now = new(new_file) if new_file else None
        except InvalidScenarioError as error:
            return Reviewed(new_file, Status.INVALID, renamed, problems=error.findings)
        try:
            before = old(old_file) if old_file else None
        except (InvalidScenarioError, CannotReadError) as error:
            problems = error.findings if isinstance(error, InvalidScenarioError) else ()
            if now is None:
                return Reviewed(old_file, Status.DELETED, problems=problems)
            reason = "there is no baseline: it was not valid"
            breaches = tuple(Breach(gate, None, None, reason) for gate in gates)
            return Reviewed(new_file, Status.INVALID_BEFORE, renamed, problems=problems,
                            breaches=breaches, assessment=now)  # fmt: skip
        if now is None:
            return Reviewed(old_file, Status.DELETED, assessment=before)
        if before is None:
            return Reviewed(new_file, Status.NEW, assessment=now)
        found = difference(before, now)
        status = Status.CHANGED if found.is_changed else Status.UNCHANGED
        if renamed and status is Status.UNCHANGED:
            status = Status.RENAMED
        first, second = (self._findings(one, new_file) for one in (before, now))
        return Reviewed(
            new_file,
            status,
            renamed,
            found,
            tuple(one for key, one in second.items() if key not in first),
            tuple(one for key, one in first.items() if key not in second),
            breaches=tuple(
                breach for gate in gates if (breach := breach_of(gate, found)) is not None
            ),
        )

    def _findings(self, assessment: Assessment, file: str) -> dict[tuple[str, str], Finding]:
        """Give what the rules find, by code and path: places move as lines are added."""
        policy = self._policies.of(file)
        verdict = check(assessment, today=self._today, policy=policy)
        return {(one.code, one.path): one for one in verdict.findings}


def review_pair(reviewer: Reviewer, old: str, new: str) -> Reviewed:
    """
    Compare two files.

    Raises:
        CannotReadError: One of them cannot be read.
        UsageError: Both are standard input.
    """
    if old == new == STDIN:
        raise UsageError("standard input can be read only once: `-` is given twice")
    # a pipe of the shell can be read only once, too
    contents = {file: read_bytes(file) for file in dict.fromkeys((old, new))}
    loader = Loader()

    def load(path: str) -> Assessment:
        return assess(loader.load(path, contents[path]))

    found = reviewer.compare(load, load, old, new)
    reviewer.files_read += [old, new, *loader.files_read()]
    # two files that stand side by side: none has become the other
    status = Status.UNCHANGED if found.status is Status.RENAMED else found.status
    return found._replace(status=status, old_file=old)


def review_against(
    reviewer: Reviewer, repository: Repository, commit: str, paths: Sequence[str]
) -> Iterator[Reviewed]:
    """
    Compare the scenarios of a work tree with what they were at a commit.

    Args:
        reviewer: Compares.
        repository: The work tree.
        commit: The baseline.
        paths: Files and folders that are looked at.

    Yields:
        Each scenario that has changed, or that rests on a base that has.

    Raises:
        CannotReadError: A file cannot be read, or is neither there nor was.
        GitError: Git cannot answer, or a path lies elsewhere.
    """
    changes = repository.changes(commit)
    wanted = [repository.relative(path) for path in paths]
    with repository.at(commit) as tree:
        for path, name in zip(paths, wanted, strict=True):
            if name != "." and not os.path.lexists(path) and not tree.has(name):
                reason = "it is not there, and was not there"
                raise CannotReadError(f"cannot read {visible(path)}: {reason}")
        loader = Loader()
        old, new = _priced_by(Loader(read_bytes=tree.read)), _priced_by(loader)
        seen: set[str] = set()
        for change in sorted(filter(_is_yaml, changes), key=lambda one: one.new or one.old):
            if not any(_lies_under(name, one) for one in wanted for name in change if name):
                continue
            before = change.old if change.old and _was_scenario(tree, repository, change.old) else ""
            after = change.new if change.new and _is_scenario(repository, change.new) else ""
            if before or after:
                seen.add(change.new)
                yield reviewer.compare(
                    old, new, _shown(repository, before), _shown(repository, after)
                )
        for name in _resting_on(reviewer, repository, changes, wanted):
            if name not in seen:
                shown = _shown(repository, name)
                yield reviewer.compare(old, new, shown, shown)
        reviewer.files_read += loader.files_read()


def _priced_by(loader: Loader) -> Load:
    return lambda path: assess(loader.load(path))


def _is_yaml(change: Changed) -> bool:
    return (change.new or change.old).lower().endswith(_SUFFIXES)


def _lies_under(name: str, folder: str) -> bool:
    return folder in {".", name} or name.startswith(f"{folder}{os.sep}")


def _shown(repository: Repository, name: str) -> str:
    """Write a path from the top of the work tree as one from the working folder."""
    if not name:
        return ""
    here = os.path.realpath(os.getcwd())  # noqa: PTH109 - as the others
    shown = os.path.relpath(os.path.join(repository.top, name), here)  # noqa: PTH118 - any text
    return f".{os.sep}{shown}" if shown.startswith("-") else shown


def _hidden(name: str) -> bool:
    return any(part[:1] in {".", "_"} for part in PurePath(name).parts)


def _is_scenario(repository: Repository, name: str) -> bool:
    if _hidden(name):
        return False
    try:
        return has_marker(read_bytes(os.path.join(repository.top, name)))  # noqa: PTH118 - any text
    except CannotReadError:
        return False


def _was_scenario(tree: Tree, repository: Repository, name: str) -> bool:
    if _hidden(name):
        return False
    try:
        return has_marker(tree.read(os.path.join(repository.top, name)))  # noqa: PTH118 - any text
    except CannotReadError:
        return False


def _resting_on(
    reviewer: Reviewer,
    repository: Repository,
    changes: Iterable[Changed],
    wanted: Sequence[str],
) -> Iterator[str]:
    """List the scenarios that rest on something that has changed, directly or through another."""
    changed = {name for one in changes for name in one if name}
    for name in repository.files():
        path = os.path.join(repository.top, name)  # noqa: PTH118 - any text
        if not name.lower().endswith(_SUFFIXES) or _hidden(name):
            continue
        if not any(_lies_under(name, one) for one in wanted):
            continue
        try:
            content = read_bytes(path)
        except CannotReadError:
            continue
        if not has_marker(content):
            continue
        reviewer.files_read.append(path)
        if any(_reaches(repository, one, changed) for one in (path, *bases_of(path, content))):
            yield name


def _reaches(repository: Repository, path: str, changed: Collection[str]) -> bool:
    """Whether a path, or what it is a link to, is among what has changed or lies in it."""
    top = repository.top
    for one in (os.path.normpath(path), os.path.realpath(path)):
        name = PurePath(os.path.relpath(one, top))
        if any(str(part) in changed for part in (name, *name.parents)):
            return True
    return False
