"""The gate: what a change of one scenario has to pass, and what of it does not."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.changes.diff import Difference
from omsrisk.analysis.changes.gates import Gate, GateBreach, breach_against, breach_of
from omsrisk.analysis.changes.held_figures import held_name
from omsrisk.analysis.limits import Judgement, judge, other_currency
from omsrisk.checks.check import Verdict, is_violation
from omsrisk.checks.policy.policy import Baseline, Policy
from omsrisk.core.money import digits_apart, to_minor_unit
from omsrisk.core.pricing.case import COMMAND_LINE, Case, Input
from omsrisk.core.pricing.derived import is_likelihood_of_failure
from omsrisk.scenario.documents.findings import Finding, Severity
from omsrisk.scenario.schema.limits import Limit
from omsrisk.scenario.schema.paths import known_input

AtBaseline = Callable[[str], Assessment | None]
"""Gives what the scenario was at a git ref; None where it was not there."""


class Held(NamedTuple):
    """
    What one scenario is held to: by its policy now, and by that of where it stood before.

    Attributes:
        gates: The most by which the change may raise metrics.
        limits: The most that metrics may come to.
        max_new: The most that they may come to where the scenario is new.
        baselines: What gates hold to besides what it was.
        allows_deletions: Whether it may vanish.
        fail_on_new: From which severity on a new finding fails; None for none.
    """

    gates: tuple[Gate, ...] = ()
    limits: tuple[Limit, ...] = ()
    max_new: tuple[Limit, ...] = ()
    baselines: tuple[Baseline, ...] = ()
    allows_deletions: bool = False
    fail_on_new: Severity | None = None

    @property
    def guards(self) -> bool:
        """Whether there is anything to pass, so that the scenario may not just vanish."""
        return bool(self.gates or self.limits or self.max_new)


def held_by(
    policies: Sequence[tuple[Policy, str]],
    gates: Sequence[Gate] = (),
    fail_on_new: Severity | None = None,
) -> Held:
    """
    Put together what holds for a scenario.

    Args:
        policies: Each with the name by which the scenario stands under it: before, and now.
        gates: Those of the command line.
        fail_on_new: From which severity on a new finding fails.
    """
    return Held(
        tuple(dict.fromkeys([*gates, *(gate for one, _ in policies for gate in one.gates)])),
        _each_once(policies, Policy.limits_for),
        _each_once(policies, Policy.max_new_for),
        tuple(dict.fromkeys(each for one, file in policies for each in one.baselines_for(file))),
        all(one.allows_deletions for one, _ in policies),
        fail_on_new,
    )


def _each_once(
    policies: Sequence[tuple[Policy, str]], limits: Callable[[Policy, str], tuple[Limit, ...]]
) -> tuple[Limit, ...]:
    return tuple(dict.fromkeys(limit for one, file in policies for limit in limits(one, file)))


def in_currency(limits: Sequence[Limit], currency: str) -> tuple[Limit, ...]:
    """Say in which currency limits are meant that name none."""
    return tuple(one._replace(currency=one.currency or currency) for one in limits)


def breaches_of_change(
    held: Held, found: Difference, verdict: Verdict, at_baseline: AtBaseline
) -> Iterator[GateBreach]:
    """
    Hold a change of a scenario to the gate.

    Args:
        held: What it is held to.
        found: The change.
        verdict: What the rules say of it now.
        at_baseline: Gives what it was at a git ref.
    """
    for gate in held.gates:
        breach = breach_of(gate, found)
        if breach is not None:
            yield breach
        else:
            yield from _against_baselines(gate, held.baselines, found.new, at_baseline)
    yield from _over_limits(held, verdict, found.new)
    if held.guards:
        yield from _unsupported(found.new.scenario.case, found.old.scenario.case)


def breaches_of_new(held: Held, now: Assessment, verdict: Verdict) -> Iterator[GateBreach]:
    """
    Hold a new scenario to the gate: it has no baseline, so limits are what there is.

    Args:
        held: What it is held to.
        now: What it costs.
        verdict: What the rules say of it.
    """
    asked = [one._replace(metric=held_name(now, one.metric)) for one in held.max_new]
    for one, limit in zip(judge(now, asked), held.max_new, strict=True):
        what = f"max_new {limit.metric} {limit.maximum:,f}"
        if one.excess is not None:
            yield GateBreach("GAT004", what, limit.metric, one.told, limit.maximum)
        elif not one.is_judged:
            yield GateBreach("GAT002", what, limit.metric, reason=_why_not(one))
    yield from _over_limits(held, verdict, now)
    if held.guards:
        yield from _unsupported(now.scenario.case, None)


def breaches_of_findings(held: Held, appeared: Sequence[Finding]) -> Iterator[GateBreach]:
    """List the new findings that weigh enough to fail."""
    if held.fail_on_new is None:
        return
    for one in appeared:
        if is_violation(one.severity, held.fail_on_new):
            what = f"no new {held.fail_on_new.value}"
            yield GateBreach("GAT006", what, reason=f"{one.code} {one.message}")


def _against_baselines(
    gate: Gate, baselines: Sequence[Baseline], now: Assessment, at_baseline: AtBaseline
) -> Iterator[GateBreach]:
    for one in baselines:
        figures = dict(one.figures)
        was: Assessment | Decimal | None
        was = at_baseline(one.ref) if one.ref else figures.get(gate.metric)
        if was is None:
            continue  # not recorded for this metric, or not there at that ref: told by the review
        called = one.ref or "the approved figure"
        breach = breach_against(gate, was, now, called)
        if breach is not None:
            yield breach
            return


def _over_limits(held: Held, verdict: Verdict, now: Assessment) -> Iterator[GateBreach]:
    """
    Find the limits of the policy that are passed.

    A limit of the file that is stricter stands for one of the policy when rules are asked, so each
    is held against the amount that was found for its metric.
    """
    amounts = {one.limit.metric: one for one in verdict.judgements}
    for limit in held.limits:
        one = amounts.get(limit.metric)
        if one is None or limit.level != "error":
            continue
        other = other_currency(limit, now.scenario.currency)
        mine = replace(one, limit=limit, other_currency=other)
        what = f"limit {limit.metric} {limit.maximum:,f}"
        if mine.excess is not None and mine.told is not None:
            digits = digits_apart(mine.told, limit.maximum, now.scenario.minor_digits)
            rounded = to_minor_unit(mine.told, digits)
            yield GateBreach("LIM001", what, limit.metric, reason=f"it is {rounded:,f}")
        elif not mine.is_judged:
            yield GateBreach("LIM002", what, limit.metric, reason=_why_not(mine))


def _why_not(one: Judgement) -> str:
    if one.other_currency:
        return f"it is in {one.limit.currency}, and the scenario in {one.other_currency}"
    if one.amount is None:
        return "there is no such figure here"
    return f"not assessed: {', '.join(one.missing)}"


def _unsupported(now: Case, before: Case | None) -> Iterator[GateBreach]:
    """Find likelihoods that the change puts below what is documented, and that name no source."""
    then = {} if before is None else before.inputs
    for path, one in now.inputs.items():
        if not is_likelihood_of_failure(path) or one.source not in {None, COMMAND_LINE}:
            continue
        was = then.get(path)
        if _is_low(one) and (was is None or was.value != one.value):
            percent = f"{one.value.scaleb(2).normalize():f} %"
            reason = f"`{path}` is {percent}, and no source says why"
            yield GateBreach("GAT005", "a likelihood needs a source", path, reason=reason)


def _is_low(one: Input) -> bool:
    known = known_input("likelihood")
    documented = None if known is None else known.declaration.documented
    if known is None or documented is None:
        return one.value.is_zero()
    return one.value < known.kind.of_text(documented.low)
