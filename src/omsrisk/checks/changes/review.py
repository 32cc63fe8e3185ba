"""Reviewing a change: each scenario before and now, in money and in findings."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from omsrisk.analysis.assess import Assessment, assess
from omsrisk.analysis.changes.diff import Difference, difference
from omsrisk.analysis.changes.gates import Gate, GateBreach
from omsrisk.analysis.changes.held_figures import held_figure
from omsrisk.analysis.uncertainty.means import At
from omsrisk.checks.changes.baselines import Baselines
from omsrisk.checks.changes.gate import (
    Held,
    breaches_of_change,
    breaches_of_findings,
    breaches_of_new,
    held_by,
    in_currency,
)
from omsrisk.checks.changes.pairs import FilePair, pairs_of
from omsrisk.checks.check import Verdict, check
from omsrisk.checks.policy.discovery import Policies
from omsrisk.checks.policy.policy import Policy
from omsrisk.checks.policy.policy_changes import changes_of_policies
from omsrisk.checks.rules import BY_CODE
from omsrisk.core.pricing.lines import assessed_figure
from omsrisk.core.pricing.variation import uncertain_inputs
from omsrisk.errors import CannotReadError, UsageError
from omsrisk.git.repository import Repository
from omsrisk.git.work_files import WorkFiles
from omsrisk.scenario.documents.findings import Finding, InvalidScenarioError, Severity
from omsrisk.scenario.load import Loader
from omsrisk.scenario.reading.confinement import check_link
from omsrisk.scenario.reading.files import STDIN, parted, read_bytes
from omsrisk.text import visible


class ReviewStatus(StrEnum):
    """What became of a file."""

    CHANGED = "changed"
    UNCHANGED = "unchanged in money"
    RENAMED = "renamed"
    NEW = "new"
    DELETED = "deleted"
    INVALID_BEFORE = "invalid before"
    INVALID = "invalid"


class ReviewedFile(NamedTuple):
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
        cause: Why it is gone, where it is; otherwise why its names differ.
        means: The mean of its net exposure before and now, where it has ranges [money].
    """

    file: str
    status: ReviewStatus
    old_file: str = ""
    difference: Difference | None = None
    appeared: tuple[Finding, ...] = ()
    gone: tuple[Finding, ...] = ()
    waived: tuple[Finding, ...] = ()
    problems: tuple[Finding, ...] = ()
    breaches: tuple[GateBreach, ...] = ()
    assessment: Assessment | None = None
    cause: str = ""
    means: tuple[Decimal, Decimal] | None = None

    @property
    def passes(self) -> bool:
        """Whether nothing about it fails."""
        return self.status is not ReviewStatus.INVALID and not self.breaches

    @property
    def is_quiet(self) -> bool:
        """Whether there is nothing to tell of it."""
        if self.status not in {ReviewStatus.UNCHANGED, ReviewStatus.RENAMED} or self.breaches:
            return False
        if self.difference is not None and self.difference.is_changed_beside_money:
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
        at: What ranges count with where an effect on a figure is told; gates hold means anyhow.
        independent: Paths whose ranges take a quantile of their own in each phase.

    Attributes:
        independent: As given.
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
        at: At = At.MEAN,
        independent: Sequence[str] = (),
    ) -> None:
        self.independent = tuple(independent)
        self._today = today
        self._gates = tuple(gates)
        self._policies = policies or Policies(None, tuple(BY_CODE))
        self._fail_on_new = fail_on_new
        self._at_ranges = at
        self.files_read: list[str] = []
        self.baselines: Baselines | None = None
        self.policy_findings: tuple[Finding, ...] = ()
        self.notes: list[str] = []
        self._left_out: list[str] = []

    def tell_of_policies(self, repository: Repository, names: Iterable[str]) -> None:
        """
        Find what there is to tell of policies: those that the change changes, and vain words.

        Args:
            repository: The work tree.
            names: Its files, from its top.
        """
        committed = self._policies.judging(repository.top)
        if committed is not None:
            self.policy_findings = tuple(changes_of_policies(committed, names))

    def compare(self, old: Load, new: Load, old_file: str, new_file: str) -> ReviewedFile:
        """
        Compare one scenario with what it was.

        Args:
            old: Loads and prices what it was.
            new: Loads and prices what it is.
            old_file: Its name before; empty where there was none.
            new_file: Its name now; empty where it is gone.

        Raises:
            CannotReadError: One of them cannot be read.
        """
        return self.compare_pair(old, new, FilePair(old_file, new_file))

    def leaves_out(self, pair: FilePair) -> bool:
        """
        Tell whether the policy excludes a scenario, as it was and as it is; that is noted.

        Args:
            pair: Its names.

        Raises:
            CannotReadError: A policy cannot be read.
            InvalidScenarioError: A policy is not valid.
        """
        names = [one for one in (pair.old, pair.new) if one]
        if not all(self._policies.of(one).excludes(one) for one in names):
            return False
        self._left_out.append(names[-1])
        return True

    def compare_pair(self, old: Load, new: Load, pair: FilePair) -> ReviewedFile:
        """
        Compare one scenario with what it was, in a place where walks find it or do not.

        Args:
            old: Loads and prices what it was.
            new: Loads and prices what it is.
            pair: Its names, and why they differ.

        Raises:
            CannotReadError: One of them cannot be read.
        """
        old_file, new_file, cause = pair[:3]
        renamed = old_file if old_file != new_file else ""
        names = [one for one in dict.fromkeys((new_file, old_file)) if one]
        policies = [(self._policies.of(one), one) for one in (parted(name)[0] for name in names)]
        held = held_by(policies, self._gates, self._fail_on_new)
        try:
            now = new(new_file) if new_file else None
        except InvalidScenarioError as error:
            return ReviewedFile(new_file, ReviewStatus.INVALID, renamed, problems=error.findings)
        try:
            before = old(old_file) if old_file else None
        except (InvalidScenarioError, CannotReadError) as error:
            problems = error.findings if isinstance(error, InvalidScenarioError) else ()
            if now is None:
                return _gone(
                    ReviewedFile(old_file, ReviewStatus.DELETED, problems=problems), held, cause
                )
            reason = "there is no baseline: it was not valid"
            breaches = tuple(
                GateBreach("GAT002", str(gate), gate.metric, reason=reason) for gate in held.gates
            )
            found = self._alone(new_file, now, held, policies)
            return found._replace(
                status=ReviewStatus.INVALID_BEFORE,
                old_file=renamed,
                problems=problems,
                breaches=(*breaches, *found.breaches),
            )
        if now is None:
            return _gone(ReviewedFile(old_file, ReviewStatus.DELETED, assessment=before), held, cause)
        if before is None:
            return self._alone(new_file, now, held, policies)
        found = self._both(before, now, (new_file, renamed), held, policies)
        if pair.enters:
            # no gate has held what it was: for the gate it is new, too
            breaches = (*found.breaches, *self._alone(new_file, now, held, policies).breaches)
            found = found._replace(breaches=tuple(dict.fromkeys(breaches)))
        if pair.leaves:
            found = _gone(found, held, f"{_OUT_OF_REACH}: {cause}")
        return found._replace(cause=cause)

    def tell_the_end(self) -> None:
        """Gather the notes of what was asked on the way."""
        if self._left_out:
            shown = ", ".join(map(visible, self._left_out[:_MOST_NAMES]))
            more = len(self._left_out) - _MOST_NAMES
            shown += f" and {more} more" if more > 0 else ""
            self.notes.append(f"the policy excludes, so that they are not compared: {shown}")
        self.notes += self._policies.notes
        if self.baselines is not None:
            self.notes += self.baselines.notes

    def _alone(self, file: str, now: Assessment, held: Held, policies: "_Policies") -> ReviewedFile:
        """Review a scenario that has nothing to be compared with: all that is found is new."""
        verdict = self._verdict(now, held, policies, "")
        breaches = (
            *breaches_of_new(held, now, verdict),
            *breaches_of_findings(held, verdict.findings),
        )
        return ReviewedFile(
            file,
            ReviewStatus.NEW,
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
    ) -> ReviewedFile:
        file, renamed = names
        found = difference(before, now, self._at_ranges)
        status = ReviewStatus.CHANGED if found.is_changed else ReviewStatus.UNCHANGED
        if renamed and status is ReviewStatus.UNCHANGED:
            status = ReviewStatus.RENAMED
        currency = before.scenario.currency
        held = held._replace(limits=in_currency(held.limits, currency))
        was, is_ = (self._verdict(one, held, policies, currency) for one in (before, now))
        appeared = _only_in(is_.findings, was.findings)
        breaches = (
            *breaches_of_change(held, found, is_, lambda ref: self._at(ref, names)),
            *breaches_of_findings(held, appeared),
        )
        return ReviewedFile(
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


_OUT_OF_REACH = "no walk finds it any more"

_Policies = Sequence[tuple[Policy, str]]
_MOST_NAMES = 5


def _means(found: Difference) -> tuple[Decimal, Decimal] | None:
    """Find the mean before and now, where one of the two has ranges and both mean the same."""
    states = (found.old, found.new)
    if not found.is_comparable or not any(uncertain_inputs(one.scenario.case) for one in states):
        return None
    if found.states is not None:
        first, second = (Decimal(assessed_figure(one.totals["net_exposure"])) for one in found.states)
        return first, second
    old, new = (held_figure(one, "net_exposure").value for one in states)
    return None if old is None or new is None else (old, new)


def _gone(one: ReviewedFile, held: Held, cause: str) -> ReviewedFile:
    """Let a scenario that is gone fail where it had anything to pass."""
    cause = cause or "deleted"
    if not held.guards or held.allows_deletions:
        return one._replace(cause=cause)
    breach = GateBreach("GAT003", "a scenario may not vanish", reason=f"it is gone: {cause}")
    return one._replace(cause=cause, breaches=(*one.breaches, breach))


def _only_in(these: Sequence[Finding], others: Sequence[Finding]) -> tuple[Finding, ...]:
    """Keep the findings that others are not, by code and path: places move as lines are added."""
    known = {(one.code, one.path) for one in others}
    return tuple(
        {(one.code, one.path): one for one in these if (one.code, one.path) not in known}.values()
    )


def review_pair(reviewer: Reviewer, old: str, new: str) -> ReviewedFile:
    """
    Compare two files, or variants of files.

    Raises:
        CannotReadError: One of them cannot be read.
        UsageError: Both are standard input, or a file has no such variant.
    """
    if old == new == STDIN:
        raise UsageError("standard input can be read only once: `-` is given twice")
    files = dict.fromkeys(parted(one)[0] for one in (old, new))
    for file in files:
        if file != STDIN:
            check_link(file)
    # a pipe of the shell can be read only once, too
    contents = {file: read_bytes(file) for file in files}
    loader = Loader(independent=reviewer.independent)

    def load(path: str) -> Assessment:
        file, variant = parted(path)
        return assess(loader.load(file, contents[file], variant))

    found = reviewer.compare(load, load, old, new)
    reviewer.files_read += [*files, *loader.files_read()]
    # two files that stand side by side: none has become the other
    status = ReviewStatus.UNCHANGED if found.status is ReviewStatus.RENAMED else found.status
    return found._replace(status=status, old_file=old)


def review_against(
    reviewer: Reviewer, repository: Repository, commit: str, paths: Sequence[str]
) -> Iterator[ReviewedFile]:
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
    with (
        repository.at(commit) as tree,
        Baselines(repository, reviewer.independent) as reviewer.baselines,
    ):
        listing = repository.listing()
        files = WorkFiles(repository, tree, listing)
        reviewer.tell_of_policies(repository, files.names())
        pairs = pairs_of(repository, tree, files, listing, paths)
        reviewer.notes += pairs.notes
        reviewer.files_read += pairs.scenarios
        own = reviewer.independent
        loader = Loader(read_bytes=files.read, independent=own)
        then = Loader(read_bytes=tree.read, follow_links=tree.real_path, independent=own)
        old, new = _priced_by(then), _priced_by(loader)
        named_outright = {repository.relative(one) for one in paths if os.path.lexists(one)}
        for pair in pairs.found:
            named = pair._replace(old=repository.shown(pair.old), new=repository.shown(pair.new))
            if named_outright.isdisjoint({pair.old, pair.new}) and reviewer.leaves_out(named):
                continue
            yield reviewer.compare_pair(old, new, named)
        reviewer.files_read += loader.files_read()
        reviewer.tell_the_end()


def _priced_by(loader: Loader) -> Load:
    return lambda path: assess(loader.load(path))
