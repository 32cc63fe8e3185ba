"""Reviewing a change: each scenario before and now, in money and in findings."""

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import PurePath
from typing import NamedTuple

from omsrisk.analysis.assess import Assessment, assess
from omsrisk.analysis.diff import Difference, difference
from omsrisk.analysis.gates import Breach, Gate
from omsrisk.analysis.held_figures import held_figure
from omsrisk.checks.baselines import Baselines
from omsrisk.checks.check import Verdict, check
from omsrisk.checks.gate import (
    Held,
    breaches_of_change,
    breaches_of_findings,
    breaches_of_new,
    held_by,
    in_currency,
)
from omsrisk.checks.policies import Policies
from omsrisk.checks.policy import Policy
from omsrisk.checks.policy_changes import changes_of_policies
from omsrisk.checks.rules import BY_CODE
from omsrisk.core.paths import real_path
from omsrisk.core.text import visible
from omsrisk.core.variation import uncertain_inputs
from omsrisk.errors import CannotReadError, UsageError
from omsrisk.scenario.bases import bases_of
from omsrisk.scenario.confinement import check_link
from omsrisk.scenario.files import STDIN, has_marker, plain_name, read_bytes
from omsrisk.scenario.findings import Finding, InvalidScenarioError, Severity
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
        file: Its name now; that of before where it is gone.
        status: What became of it.
        old_file: Its name before, where that was another.
        difference: What has changed, where both can be priced.
        appeared: Findings of the rules that are new.
        gone: Findings that are no more.
        waived: Findings that a waiver lifts now, and none lifted before.
        problems: What is wrong with the one that is not valid.
        breaches: What it does not pass.
        assessment: What it costs, where only one of the two can be priced.
        cause: Why it is gone, where it is.
        means: The mean of its net exposure before and now, where it has ranges [money].
    """

    file: str
    status: Status
    old_file: str = ""
    difference: Difference | None = None
    appeared: tuple[Finding, ...] = ()
    gone: tuple[Finding, ...] = ()
    waived: tuple[Finding, ...] = ()
    problems: tuple[Finding, ...] = ()
    breaches: tuple[Breach, ...] = ()
    assessment: Assessment | None = None
    cause: str = ""
    means: tuple[Decimal, Decimal] | None = None

    @property
    def passes(self) -> bool:
        """Whether nothing about it fails."""
        return self.status is not Status.INVALID and not self.breaches

    @property
    def is_quiet(self) -> bool:
        """Whether there is nothing to tell of it."""
        if self.status not in {Status.UNCHANGED, Status.RENAMED} or self.breaches:
            return False
        if self.difference is not None and (self.difference.limits or any(self.difference.elements)):
            return False
        return not (self.appeared or self.gone or self.waived)


Load = Callable[[str], Assessment]


class Reviewer:
    """
    Compares scenarios with what they were.

    Args:
        today: The day on which rules are asked.
        gates: The most by which metrics may rise, beside those of policies.
        policies: Finds the policy of each file.
        fail_on_new: From which severity on a new finding fails; None for none.

    Attributes:
        files_read: What it was given to read, bases included: no output may overwrite it.
        baselines: What scenarios were at the refs that policies name; None where there is no git.
        policy_findings: What there is to tell of policies: those that change, and what they say in
            vain.
        notes: What else a reader should know.
    """

    def __init__(
        self,
        today: date,
        gates: Sequence[Gate] = (),
        policies: Policies | None = None,
        *,
        fail_on_new: Severity | None = None,
    ) -> None:
        self._today = today
        self._gates = tuple(gates)
        self._policies = policies or Policies(None, tuple(BY_CODE))
        self._fail_on_new = fail_on_new
        self.files_read: list[str] = []
        self.baselines: Baselines | None = None
        self.policy_findings: tuple[Finding, ...] = ()
        self.notes: list[str] = []

    def tell_of_policies(self, repository: Repository) -> None:
        """
        Find what there is to tell of policies: those that the change changes, and vain words.

        Args:
            repository: The work tree.
        """
        committed = self._policies.judging(repository.top)
        if committed is not None:
            self.policy_findings = tuple(changes_of_policies(committed, repository.files()))

    def compare(
        self, old: Load, new: Load, old_file: str, new_file: str, cause: str = ""
    ) -> Reviewed:
        """
        Compare one scenario with what it was.

        Args:
            old: Loads and prices what it was.
            new: Loads and prices what it is.
            old_file: Its name before; empty where there was none.
            new_file: Its name now; empty where it is gone.
            cause: Why it is gone, where that is more than that it is deleted.

        Raises:
            CannotReadError: One of them cannot be read.
        """
        renamed = old_file if old_file != new_file else ""
        names = [one for one in dict.fromkeys((new_file, old_file)) if one]
        policies = [(self._policies.of(one), one) for one in names]
        held = held_by(policies, self._gates, self._fail_on_new)
        try:
            now = new(new_file) if new_file else None
        except InvalidScenarioError as error:
            return Reviewed(new_file, Status.INVALID, renamed, problems=error.findings)
        try:
            before = old(old_file) if old_file else None
        except (InvalidScenarioError, CannotReadError) as error:
            problems = error.findings if isinstance(error, InvalidScenarioError) else ()
            if now is None:
                return _gone(Reviewed(old_file, Status.DELETED, problems=problems), held, cause)
            reason = "there is no baseline: it was not valid"
            breaches = tuple(
                Breach("GAT002", str(gate), gate.metric, reason=reason) for gate in held.gates
            )
            found = self._alone(new_file, now, held, policies)
            return found._replace(
                status=Status.INVALID_BEFORE,
                old_file=renamed,
                problems=problems,
                breaches=(*breaches, *found.breaches),
            )
        if now is None:
            return _gone(Reviewed(old_file, Status.DELETED, assessment=before), held, cause)
        if before is None:
            return self._alone(new_file, now, held, policies)
        return self._both(before, now, (new_file, renamed), held, policies)

    def tell_the_end(self) -> None:
        """Gather the notes of what was asked on the way."""
        self.notes += self._policies.notes
        if self.baselines is not None:
            self.notes += self.baselines.notes

    def _alone(self, file: str, now: Assessment, held: Held, policies: "_Policies") -> Reviewed:
        """Review a scenario that has nothing to be compared with: all that is found is new."""
        verdict = self._verdict(now, held, policies, "")
        breaches = (
            *breaches_of_new(held, now, verdict),
            *breaches_of_findings(held, verdict.findings),
        )
        return Reviewed(
            file,
            Status.NEW,
            appeared=verdict.findings,
            waived=verdict.lifted,
            breaches=breaches,
            assessment=now,
        )

    def _both(
        self,
        before: Assessment,
        now: Assessment,
        names: tuple[str, str],
        held: Held,
        policies: "_Policies",
    ) -> Reviewed:
        file, renamed = names
        found = difference(before, now)
        status = Status.CHANGED if found.is_changed else Status.UNCHANGED
        if renamed and status is Status.UNCHANGED:
            status = Status.RENAMED
        currency = before.scenario.currency
        held = held._replace(limits=in_currency(held.limits, currency))
        was, is_ = (self._verdict(one, held, policies, currency) for one in (before, now))
        appeared = _only_in(is_.findings, was.findings)
        breaches = (
            *breaches_of_change(held, found, is_, lambda ref: self._at(ref, names)),
            *breaches_of_findings(held, appeared),
        )
        return Reviewed(
            file,
            status,
            renamed,
            found,
            appeared,
            _only_in(was.findings, is_.findings),
            _only_in(is_.lifted, was.lifted),
            breaches=breaches,
            means=_means(found) if found.is_changed else None,
        )

    def _at(self, ref: str, names: tuple[str, str]) -> Assessment | None:
        if self.baselines is None:
            return None
        return self.baselines.at(ref, [one for one in names if one])

    def _verdict(
        self, assessment: Assessment, held: Held, policies: "_Policies", currency: str
    ) -> Verdict:
        """Ask the rules, under the policy of the file, and the limits of all that hold it."""
        return check(
            assessment,
            today=self._today,
            policy=policies[0][0],
            more_limits=held.limits,
            currency=currency,
        )


_Policies = Sequence[tuple[Policy, str]]


def _means(found: Difference) -> tuple[Decimal, Decimal] | None:
    """Find the mean before and now, where one of the two has ranges and both mean the same."""
    states = (found.old, found.new)
    if not found.is_comparable or not any(uncertain_inputs(one.scenario.case) for one in states):
        return None
    old, new = (held_figure(one, "net_exposure").value for one in states)
    return None if old is None or new is None else (old, new)


def _gone(one: Reviewed, held: Held, cause: str) -> Reviewed:
    """Let a scenario that is gone fail where it had anything to pass."""
    cause = cause or "deleted"
    if not held.guards or held.allows_deletions:
        return one._replace(cause=cause)
    breach = Breach("GAT003", "a scenario may not vanish", reason=f"it is gone: {cause}")
    return one._replace(cause=cause, breaches=(breach,))


def _only_in(these: Sequence[Finding], others: Sequence[Finding]) -> tuple[Finding, ...]:
    """Keep the findings that others are not, by code and path: places move as lines are added."""
    known = {(one.code, one.path) for one in others}
    return tuple(
        {(one.code, one.path): one for one in these if (one.code, one.path) not in known}.values()
    )


def review_pair(reviewer: Reviewer, old: str, new: str) -> Reviewed:
    """
    Compare two files.

    Raises:
        CannotReadError: One of them cannot be read.
        UsageError: Both are standard input.
    """
    if old == new == STDIN:
        raise UsageError("standard input can be read only once: `-` is given twice")
    for file in (old, new):
        if file != STDIN:
            check_link(file)
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
    reviewer.tell_of_policies(repository)
    changes = repository.changes(commit)
    wanted = [repository.relative(path) for path in paths]
    with repository.at(commit) as tree, Baselines(repository) as reviewer.baselines:
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
        reviewer.tell_the_end()


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
    here = real_path(os.getcwd())  # noqa: PTH109 - as the others
    shown = os.path.relpath(os.path.join(repository.top, name), here)  # noqa: PTH118 - any text
    return plain_name(shown)


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
    for one in (os.path.normpath(path), real_path(path)):
        name = PurePath(os.path.relpath(one, top))
        if any(str(part) in changed for part in (name, *name.parents)):
            return True
    return False
