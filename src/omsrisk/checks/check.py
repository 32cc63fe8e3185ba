"""Does a business case keep the rules? Each asked of one scenario, with waivers and a policy."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import repeat

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.limits import Judgement
from omsrisk.analysis.result import Result
from omsrisk.analysis.uncertainty.means import At
from omsrisk.checks.known_problems import KnownProblems
from omsrisk.checks.policy.limit_settings import tightened
from omsrisk.checks.policy.policy import Policy
from omsrisk.checks.rule import Problem, Rule
from omsrisk.checks.rules import BY_CODE, RULES, limits
from omsrisk.checks.stakes import stake_of, stake_of_what_lacks
from omsrisk.checks.subject import Subject
from omsrisk.scenario.documents.findings import Finding, Severity
from omsrisk.scenario.documents.nodes import Node
from omsrisk.scenario.documents.places import found_at, joined, lacks
from omsrisk.scenario.schema.limits import Limit
from omsrisk.text import visible


@dataclass(frozen=True, slots=True, repr=False)
class Verdict(Result):
    """
    What the rules say of one scenario.

    Attributes:
        findings: What they found and nobody waived, in the order of the rules.
        lifted: What they found and a waiver lifts.
        judgements: Each limit against its metric.
    """

    findings: tuple[Finding, ...]
    lifted: tuple[Finding, ...] = ()
    judgements: tuple[Judgement, ...] = ()

    @property
    def waived(self) -> int:
        """How many findings were waived."""
        return len(self.lifted)


_ANY = Policy()


def check(
    assessment: Assessment,
    *,
    today: date,
    policy: Policy = _ANY,
    more_limits: Sequence[Limit] = (),
    currency: str = "",
    at: At = At.MEAN,
    wants_stakes: bool = True,
) -> Verdict:
    """
    Hold a scenario to every rule.

    Args:
        assessment: From `assess`.
        today: The day on which it is asked.
        policy: What counts, how much, and which limits hold.
        more_limits: Those of the command line.
        currency: The currency of limits of the policy that name none; empty for that of the file.
        at: What ranges count with in limits and rules that price.
        wants_stakes: Whether it is told of each finding who answers for it, until when, and what
            money rests on it; few formats show that.

    Returns:
        Findings with places in the files that wrote what they are about.
    """
    scenario = assessment.scenario
    held = (
        one._replace(currency=one.currency or currency)
        for one in policy.limits_for(scenario.own_file)
    )
    others = (*held, *more_limits)
    subject = Subject(assessment, today, tightened(scenario.limits, others), at)
    found = ask(subject, policy)
    lifted = _lifted(subject)
    weighed = _asked_under(policy).weights
    kept: list[Finding] = []
    waived: list[Finding] = []
    for one, problem in found:
        told = waived if one.code in lifted else kept
        told.append(_finding(subject, one, problem, policy, weighed, wants_stakes=wants_stakes))
    return Verdict(tuple(kept), tuple(waived), subject.judgements)


def ask(subject: Subject, policy: Policy = _ANY) -> list[tuple[Rule, Problem]]:
    """
    Ask every rule that counts; those on waivers come last, as they ask what the others found.

    Args:
        subject: What they look at; it then knows which were asked, and which found something.
        policy: What counts.
    """
    asked = _asked_under(policy)
    asked.begin(subject)
    found: list[tuple[Rule, Problem]] = []
    on_the_case, on_waivers = asked.about(tuple(subject.root.entries))
    known = asked.known_problems.steps(subject, on_the_case)
    for one, problems in zip(on_the_case, repeat(None)) if known is None else known:
        for problem in one.find(subject) if problems is None else problems:
            found.append((one, problem))  # noqa: PERF401 - most find nothing, and a list takes longer
    if on_waivers:
        subject.fired = frozenset([one.code for one, _ in found])
        found += [(one, problem) for one in on_waivers for problem in one.find(subject)]
    return found


class _Asked:
    """What is asked under a policy, worked out once for each."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy  # kept, so that no other takes its identity
        self.codes = frozenset(_asked(policy))
        self.waivers_allowed = policy.allows_waivers
        self.waivers_need = policy.needed_of_waivers
        self.required_limits = policy.needed_limits
        self.weights: dict[tuple[str, Severity], Severity] = {}
        self.known_problems = KnownProblems(self.begin)
        self._about: dict[tuple[str, ...], tuple[tuple[Rule, ...], tuple[Rule, ...]]] = {}

    def begin(self, subject: Subject) -> None:
        """Let a subject know what is asked."""
        subject.waivers_allowed = self.waivers_allowed
        subject.waivers_need = self.waivers_need
        subject.required_limits = self.required_limits
        subject.known = _KNOWN
        subject.unwaivable = _UNWAIVABLE
        subject.ran = self.codes

    def about(self, keys: tuple[str, ...]) -> tuple[tuple[Rule, ...], tuple[Rule, ...]]:
        """
        List the rules to ask of a file, the last of them on its waivers.

        Args:
            keys: Those at the top of the file; most files have the keys of another.
        """
        found = self._about.get(keys)
        if found is None:
            if len(self._about) >= _KEPT:
                self._about.clear()
            on_the_case, on_waivers = (
                tuple(
                    one
                    for one in rules
                    if one.code in self.codes
                    and (not one.about or not frozenset(one.about).isdisjoint(keys))
                )
                for rules in (_ON_THE_CASE, limits.WAIVERS)
            )
            found = self._about[keys] = (on_the_case, on_waivers)
        return found


_KEPT = 1_000


def _asked_under(policy: Policy) -> _Asked:
    found = _ASKED.get(id(policy))
    if found is None:
        found = _ASKED[id(policy)] = _Asked(policy)
    return found


def asked_by(policy: Policy) -> frozenset[str]:
    """List the codes that a policy asks for; worked out once for each policy."""
    return _asked_under(policy).codes


def _asked(policy: Policy) -> Iterator[str]:
    for one in RULES:
        if policy.counts(one.code) and policy.severity_of(one.code, one.severity) is not None:
            yield one.code


_ASKED: dict[int, _Asked] = {}
"""By the identity of the policy."""

_KNOWN = frozenset(BY_CODE)
_ON_THE_CASE = tuple(one for one in RULES if one not in limits.WAIVERS)


_UNWAIVABLE = frozenset(one.code for one in RULES if not one.can_be_waived)


def _lifted(subject: Subject) -> set[str]:
    """List the codes that waivers lift: with a reason, in time, of rules that can be waived."""
    if not subject.waivers_allowed:
        return set()
    return {
        (one.rule or "").strip().upper()
        for one in subject.waivers
        if (one.reason or "").strip()
        and (one.until is None or one.until >= subject.today)
        and all(getattr(one, key) for key in subject.waivers_need)
    } - subject.unwaivable


def _finding(
    subject: Subject,
    rule: Rule,
    problem: Problem,
    policy: Policy,
    weighed: dict[tuple[str, Severity], Severity],
    *,
    wants_stakes: bool,
) -> Finding:
    location, message, hint, said, priced = problem
    usual = said or rule.severity
    severity = weighed.get((rule.code, usual))
    if severity is None:
        severity = weighed[rule.code, usual] = policy.severity_of(rule.code, usual) or usual
    node: Node
    owner, due, money = "", None, priced
    if lacks(subject.root, location):  # as of most rules that find something
        node, path = subject.root, joined(location)
        if wants_stakes:
            owner, due, money = stake_of_what_lacks(subject, path, priced)
    else:
        node, path = found_at(subject.root, location)
        # what stands in a base is told once, unless something of it differs
        if wants_stakes or node.origin is not subject.root.origin:
            owner, due, money = stake_of(subject, location, path, priced)
    file, line, column, end_column, excerpt = subject.place_of(node)
    return Finding(
        rule.code,
        severity,
        visible(message if len(message) <= _LONGEST else _cut(message)),
        file,
        line,
        column,
        end_column,
        path,
        hint or rule.hint,
        excerpt,
        rule.source,
        rule.reason,
        (),
        owner and visible(owner),
        due,
        money,
    )


_LONGEST = 500
"""Characters of a message; a name in it can be as long as a file."""


def _cut(message: str) -> str:
    """Cut the middle out of a message that nobody would read."""
    return f"{message[: _LONGEST - 100]} ... {message[-95:]}"


def is_violation(severity: Severity, fail_on: Severity | None) -> bool:
    """Whether a finding of a rule weighs enough to fail; None where nothing does."""
    if fail_on is None:
        return False
    order = (Severity.ERROR, Severity.WARNING, Severity.INFO)
    return order.index(severity) <= order.index(fail_on)
