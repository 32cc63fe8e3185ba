"""Judging files: each loaded, priced and held to its policy, here or by several processes."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from itertools import chain, islice
from typing import NamedTuple

from omsrisk.analysis.assess import assess
from omsrisk.analysis.limits import Judgement
from omsrisk.analysis.uncertainty.means import At
from omsrisk.checks.check import Verdict, asked_by, check
from omsrisk.checks.policy.discovery import Policies
from omsrisk.checks.policy.policy import Policy
from omsrisk.checks.policy.policy_changes import without_effect
from omsrisk.checks.rules import BY_CODE
from omsrisk.errors import OmsriskError, UsageError
from omsrisk.scenario.building.variants import asked_for, named_as_its, of_a_variant, variants_of
from omsrisk.scenario.documents.findings import Finding, InvalidScenarioError, Severity, in_order
from omsrisk.scenario.load import Loader, Scenario
from omsrisk.scenario.own_options import OwnOptions
from omsrisk.scenario.reading.files import STDIN, STDIN_NAME, VARIANT_SIGN, parted
from omsrisk.scenario.schema.limits import Limit

Item = tuple[str, bytes | None]
"""A file by its name, with its bytes where somebody has read them."""

FILES_AT_ONCE = 50
"""Files that a process is given at once."""


class HeldLimit(NamedTuple):
    """
    A limit that holds.

    Attributes:
        metric: What it is on.
        amount: What that comes to [money, or a share].
        maximum: The most it may come to, in the same unit.
    """

    metric: str
    amount: Decimal
    maximum: Decimal


Counts = tuple[tuple[tuple[str, Severity], int], ...]
"""How often each code was found with each severity."""


class WrittenFindings(NamedTuple):
    """
    What was found in a file itself, written already.

    Attributes:
        alike: What many files have in common: what stands before, between and behind the rest.
        differing: The rest, piece by piece; nothing where nothing is shown.
        counts: How often each code was found with each severity, also of what is not shown.
    """

    alike: tuple[str, ...]
    differing: tuple[str, ...]
    counts: Counts

    @property
    def text(self) -> str:
        """All of it, as it is shown."""
        if not self.differing:
            return ""
        pieces = [""] * (2 * len(self.differing) + 1)
        pieces[::2] = self.alike
        pieces[1::2] = self.differing
        return "".join(pieces)


class FileVerdict(NamedTuple):
    """
    What became of one file.

    Attributes:
        file: As the user named it.
        findings: What is wrong with it, by place.
        waived: How many findings were waived.
        is_valid: Whether it could be priced.
        error: Why it could not be read or asked at all, and what to do; None where it could.
        stops: Whether the next file would fail in the same way: the command line is wrong.
        policy: The policy that it is held to, where that is not valid.
        notes: What a reader should know of where its policy comes from.
        held: Its limits, where they are judged and all of them hold.
        unit: Its currency, and how many digits follow the point of an amount.
        variants: How many of its variants were judged with it.
        told: What was found in the file itself, where that is written already; `findings` then holds
            only what stands in others.
    """

    file: str
    findings: tuple[Finding, ...] = ()
    waived: int = 0
    is_valid: bool = True
    error: tuple[str, str] | None = None
    stops: bool = False
    policy: str = ""
    notes: tuple[str, ...] = ()
    held: tuple[HeldLimit, ...] = ()
    unit: tuple[str, int] = ("", 0)
    variants: int = 0
    told: WrittenFindings | None = None


class _Judged(NamedTuple):
    """A scenario, and all that is wrong or odd with it."""

    scenario: Scenario
    verdict: Verdict
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class CheckQuestion:
    """
    What is asked of each file; plain values, so that another process can be asked the same.

    Attributes:
        today: The day on which it is asked.
        select: Codes, or their beginnings, that count alone; empty for those of the policy.
        ignore: Codes, or their beginnings, that do not count.
        limits: Limits beside those of files and policies.
        policy: The policy for all files, as `Policies` takes it; None for those above each.
        policy_root: The folder to which its patterns are relative; its own if left out.
        wants_policy: Whether any policy is looked for.
        overrides: Values by path that stand over every file.
        taken: Names of the mitigations that are taken.
        stdin_name: What standard input is called.
        at: What ranges count with.
        independent: Paths whose ranges take a quantile of their own in each phase.
        own: What stands over one file alone, by the name of that file.
        wants_variants: Whether the variants that a file names are judged with it.
        wants_stakes: Whether findings tell who answers for them and what money rests on them.
    """

    today: date
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    limits: tuple[Limit, ...] = ()
    policy: str | None = None
    policy_root: str | None = None
    wants_policy: bool = True
    overrides: Mapping[str, str] = field(default_factory=dict)
    taken: tuple[str, ...] = ()
    stdin_name: str = STDIN_NAME
    at: At = At.MEAN
    independent: tuple[str, ...] = ()
    own: Mapping[str, OwnOptions] = field(default_factory=dict)
    wants_variants: bool = False
    wants_stakes: bool = True


class Judge:
    """
    Answers one question for file after file, and reads bases and policies once.

    Args:
        question: What is asked.
    """

    def __init__(self, question: CheckQuestion) -> None:
        self._question = question
        self._loader = Loader(
            question.overrides,
            stdin_name=question.stdin_name,
            taken=question.taken,
            independent=question.independent,
            own=question.own,
        )
        self._policies = Policies(
            question.policy,
            tuple(BY_CODE),
            wanted=question.wants_policy,
            root=question.policy_root,
        )
        self._told: set[str] = set()
        self._changed: dict[int, Policy] = {}

    def files_read(self) -> list[str]:
        """List every base and policy that was read: what an output may not overwrite."""
        return [*self._loader.files_read(), *self._policies.files_read]

    def policy_of(self, file: str) -> Policy:
        """
        Return the policy of a file, as the question changes it.

        Raises:
            CannotReadError: The policy cannot be read.
            GitError: There is no such ref.
            InvalidScenarioError: It is not valid.
        """
        policy = self._policies.of(self._name_of(file))
        if id(policy) not in self._changed:  # the policies keep each, so that none takes its place
            question = self._question
            self._changed[id(policy)] = replace(
                policy, asked=question.select, left_out=question.ignore
            )
        return self._changed[id(policy)]

    def _name_of(self, path: str) -> str:
        """Call standard input what it is called."""
        return self._question.stdin_name if path == STDIN else path

    def of(self, path: str, content: bytes | None = None) -> FileVerdict:
        """
        Judge one file.

        Args:
            path: The file, or `-` for standard input; `FILE#NAME` for one of its variants.
            content: Its bytes, where somebody has read them.
        """
        file, variant = parted(path)
        name = self._name_of(file) + (f"{VARIANT_SIGN}{variant}" if variant else "")
        try:
            policy = self.policy_of(file)
        except OmsriskError as error:
            return FileVerdict(name, error=(error.message, error.hint), stops=True)
        except InvalidScenarioError as error:
            where = error.findings[0].file
            return FileVerdict(name, error.findings, is_valid=False, policy=where)
        try:
            if variant:
                return self._variant_judged(file, content, policy, variant)
            return self._file_judged(file, content, policy)
        except OmsriskError as error:
            wrong = isinstance(error, UsageError)  # as wrong for the next file
            return FileVerdict(name, error=(error.message, error.hint), stops=wrong)
        except InvalidScenarioError as error:
            return FileVerdict(name, error.findings, is_valid=False)

    def _file_judged(self, path: str, content: bytes | None, policy: Policy) -> FileVerdict:
        """Judge a file as it stands; of its variants what is not true of it, where that is asked."""
        one = self._judged(path, content, policy)
        every, found, lifted = [one], [*one.findings], [*one.verdict.lifted]
        for slug in one.scenario.variants if self._question.wants_variants else ():
            try:
                other = self._judged(path, one.scenario.written, policy, slug)
            except InvalidScenarioError as error:
                raise self._of_variant(path, one.scenario.written, slug, error, found) from None
            name = other.scenario.name
            found += of_a_variant(name, other.findings, found)
            lifted += of_a_variant(name, other.verdict.lifted, lifted)
            every.append(other)
        return self._verdict(one, found, len(lifted), policy, every)

    def _variant_judged(
        self, path: str, content: bytes | None, policy: Policy, variant: str
    ) -> FileVerdict:
        """Judge a variant; it is named in what is not true of its file as it stands."""
        if content is None:
            content = self._loader.content_of(path)
        try:
            known = self._judged(path, content, policy).findings
        except InvalidScenarioError as error:
            known = error.findings
        try:
            one = self._judged(path, content, policy, variant)
        except InvalidScenarioError as error:
            raise self._of_variant(path, content, variant, error) from None
        found = named_as_its(one.scenario.name, one.findings, known)
        return self._verdict(one, found, one.verdict.waived, policy, [one])

    def _of_variant(
        self,
        path: str,
        content: bytes,
        variant: str,
        error: InvalidScenarioError,
        known: Sequence[Finding] = (),
    ) -> InvalidScenarioError:
        """Name the variant in what keeps it from being priced."""
        chosen = asked_for(variants_of(self._loader.merged(path, content)), variant, path)
        return InvalidScenarioError(
            in_order((*known, *named_as_its(chosen.name, error.findings, known)))
        )

    def _judged(self, path: str, content: bytes | None, policy: Policy, variant: str = "") -> _Judged:
        scenario = self._loader.load(path, content, variant)
        question = self._question
        verdict = check(
            assess(scenario),
            today=question.today,
            policy=policy,
            more_limits=question.limits,
            at=question.at,
            wants_stakes=question.wants_stakes,
        )
        return _Judged(scenario, verdict, (*scenario.findings, *verdict.findings))

    def _verdict(
        self,
        one: _Judged,
        found: Iterable[Finding],
        waived: int,
        policy: Policy,
        every: Sequence[_Judged],
    ) -> FileVerdict:
        scenario = one.scenario
        judged = "LIM001" in asked_by(policy)
        return FileVerdict(
            scenario.file,
            tuple(in_order((*found, *self._of_policy(policy)))),
            waived,
            notes=tuple(self._policies.notes),
            held=_held([each.verdict.judgements for each in every]) if judged else (),
            unit=(scenario.currency, scenario.minor_digits),
            variants=len(every) - 1,
        )

    def _of_policy(self, policy: Policy) -> tuple[Finding, ...]:
        """Find what a policy says in vain, once."""
        if policy.file in self._told:
            return ()
        self._told.add(policy.file)
        return tuple(without_effect(policy))


def _held(every: Sequence[Sequence[Judgement]]) -> tuple[HeldLimit, ...]:
    """List all limits, each where it has the least room; none where one is passed or not judged."""
    held: dict[str, HeldLimit] = {}
    for one in chain.from_iterable(every):
        if not one.is_judged or one.excess is not None or one.told is None:
            return ()
        limit = HeldLimit(one.limit.metric, one.told, one.limit.maximum)
        before = held.setdefault(limit.metric, limit)
        if limit.maximum - limit.amount < before.maximum - before.amount:
            held[limit.metric] = limit
    return tuple(held.values())


_judges: dict[str, Judge] = {}
"""The judge of a process that was asked to help, by its question."""


Tell = Callable[[FileVerdict], FileVerdict]
"""Writes what was found in a file, so that its text goes to another process, not its findings."""


def _judged(question: CheckQuestion, items: Sequence[Item], tell: Tell | None) -> list[FileVerdict]:
    """Judge some files in a process of its own, which keeps its judge for the next."""
    key = repr(question)
    if key not in _judges:
        _judges.clear()
        _judges[key] = Judge(question)
    verdicts = [_judges[key].of(path, content) for path, content in items]
    return verdicts if tell is None else list(map(tell, verdicts))


def by_many(
    executor: Executor,
    question: CheckQuestion,
    items: Iterable[Item],
    workers: int,
    tell: Tell | None = None,
) -> Iterator[FileVerdict]:
    """
    Judge files by several processes, in order, and hold only a few of them at a time.

    Args:
        executor: Any; its processes must be able to import omsrisk.
        question: What is asked.
        items: The files.
        workers: How many of them work at once.
        tell: Writes what was found, in the process that found it; None where that is left to others.
    """
    rest = iter(items)
    waiting: deque[Future[list[FileVerdict]]] = deque()
    while True:
        while len(waiting) < 3 * workers and (some := list(islice(rest, FILES_AT_ONCE))):
            waiting.append(executor.submit(_judged, question, some, tell))
        if not waiting:
            return
        yield from waiting.popleft().result()
