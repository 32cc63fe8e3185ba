"""LIM and WVR: whether limits are kept, and whether waivers still hold."""

from collections.abc import Iterator

from omsrisk.analysis.metrics import figures_of
from omsrisk.analysis.uncertainty.trial_figures import is_of_the_phase_that_fails
from omsrisk.checks.rule import Problem, Rule, rule
from omsrisk.checks.subject import Subject
from omsrisk.core.pricing.figures import is_share
from omsrisk.scenario.documents.findings import Severity
from omsrisk.scenario.documents.places import Location
from omsrisk.scenario.schema.choices import nearest
from omsrisk.scenario.schema.limits import Limit


def _place(limit: Limit) -> Location:
    return () if limit.origin else ("limits", limit.metric)


def _named(limit: Limit) -> str:
    return f"`{limit.metric}`" + (f" ({limit.origin})" if limit.origin else "")


@rule(
    "LIM001",
    "a limit is exceeded",
    Severity.ERROR,
    reason="A limit is what the business has said it can bear.",
    source="[C] 3, the exposure model; [P], the authority of the committee",
    hint="see what moves it: omsrisk tornado, omsrisk mitigate",
    wrong="limits:\n  cost_of_failure: 100000",
    right="limits:\n  cost_of_failure: 200000",
    can_be_waived=False,
)
def limit_exceeded(subject: Subject) -> Iterator[Problem]:
    """Hold each metric to its limit."""
    for one in subject.judgements:
        if one.excess is not None and one.told is not None:
            amount, excess, maximum = subject.figures_apart(
                one.limit.metric, one.told, one.limit.maximum
            )
            if one.error is not None:
                amount += f" (+/- {subject.figure(one.limit.metric, one.error)[0]})"
            named = _named(one.limit)
            if one.phase:  # the failures of the other phases exclude it
                named += f" of {one.phase}, the dearest phase,"
            elif is_of_the_phase_that_fails(subject.assessment.scenario.case, one.limit.metric):
                named += " of the phase that fails"
            message = f"{named} is {amount}, {excess} over the limit of {maximum}"
            money = None if is_share(one.limit.metric) else one.excess
            yield Problem(_place(one.limit), message, severity=Severity(one.limit.level), money=money)


@rule(
    "LIM002",
    "a limit cannot be judged",
    Severity.ERROR,
    reason="What is not assessed is missing from the metric, so that the limit would be kept by "
    "leaving sections out.",
    source="[C] 3, total cost of failure; the model's own law",
    hint="assess what is missing, or name it in the limit's `allow_not_assessed`",
    wrong="hidden_costs:\nlimits:\n  cost_of_failure: 200000",
    right="hidden_costs:\nlimits:\n  cost_of_failure:\n    value: 200000\n"
    "    allow_not_assessed: hidden_costs\n  net_exposure:",
    can_be_waived=False,
)
def limit_not_judged(subject: Subject) -> Iterator[Problem]:
    """Look for limits on metrics of which a part is not assessed."""
    known: tuple[str, ...] = ()
    for one in subject.judgements:
        if one.is_judged:
            continue
        severity = Severity(one.limit.level)
        hint = ""
        if one.other_currency:
            message = (
                f"the limit on {_named(one.limit)} cannot be judged: it is in {one.limit.currency}, "
                f"and the scenario in {one.other_currency}"
            )
            hint = "state the limit in the currency of the scenario"
        elif one.amount is None and not one.missing:
            known = known or tuple(figures_of(subject.assessment.exposure))
            hint = nearest(one.limit.metric, known)
            message = (
                f"the limit on {_named(one.limit)} cannot be judged: there is no such figure here"
            )
        else:
            names = ", ".join(f"`{name}`" for name in one.missing)
            message = f"the limit on {_named(one.limit)} cannot be judged: not assessed: {names}"
        yield Problem(_place(one.limit), message, hint=hint, severity=severity)


_WAIVER = "waivers:\n  - rule: PLN002\n"
_NO_BACKUP = "calendar:\n  backup_go_live:\n"


@rule(
    "WVR001",
    "a waiver without reason",
    Severity.ERROR,
    reason="A rule that is broken without a reason is just broken.",
    source="practice",
    hint="add `reason`, and who agreed: `approved_by`",
    wrong=_NO_BACKUP + _WAIVER + "    until: 2027-01-31",
    right=_NO_BACKUP + _WAIVER + "    until: 2027-01-31\n    reason: the date is in the contract",
    can_be_waived=False,
    about=("waivers",),
)
def waiver_without_reason(subject: Subject) -> Iterator[Problem]:
    """Ask each waiver why."""
    for at, one in enumerate(subject.waivers):
        if not (one.reason or "").strip():
            yield Problem(("waivers", at), f"the waiver of `{one.rule}` says no reason")


@rule(
    "WVR002",
    "a waiver past its date",
    Severity.ERROR,
    reason="A waiver is granted for a time; after it, the rule holds again.",
    source="practice",
    hint="mend what the rule finds, or have the waiver granted anew",
    wrong=_NO_BACKUP + _WAIVER + "    until: 2026-11-30\n    reason: the date is in the contract",
    right=_NO_BACKUP + _WAIVER + "    until: 2026-12-01\n    reason: the date is in the contract",
    reads_clock=True,
    can_be_waived=False,
    about=("waivers",),
)
def waiver_expired(subject: Subject) -> Iterator[Problem]:
    """Compare the last day of each waiver with today."""
    for at, one in enumerate(subject.waivers):
        if one.until is not None and one.until < subject.today:
            message = f"the waiver of `{one.rule}` ended on {one.until}: the rule holds again"
            yield Problem(("waivers", at, "until"), message)


@rule(
    "WVR003",
    "a waiver that waives nothing",
    Severity.ERROR,
    reason="A waiver that is left behind lifts the next breach of its rule, which nobody has seen.",
    source="practice",
    hint="remove it",
    wrong=_WAIVER + "    reason: the date is in the contract",
    right=_NO_BACKUP + _WAIVER + "    reason: the date is in the contract",
    can_be_waived=False,
    about=("waivers",),
)
def waiver_of_nothing(subject: Subject) -> Iterator[Problem]:
    """Look for waivers of rules that found nothing, or that there are not."""
    for at, one in enumerate(subject.waivers):
        code = (one.rule or "").strip().upper()
        if code in subject.ran and code not in subject.fired:
            yield Problem(("waivers", at, "rule"), f"`{code}` finds nothing: the waiver is left over")
        elif code not in subject.known:
            yield Problem(("waivers", at, "rule"), f"there is no rule `{one.rule}` to waive")


@rule(
    "WVR004",
    "a waiver that is not allowed",
    Severity.ERROR,
    reason="Limits, waivers and the shape of the file are not the file's to lift, and a policy can "
    "forbid waivers altogether.",
    source="practice",
    hint="mend what the rule finds",
    wrong="limits:\n  cost_of_failure: 100000\n"
    "waivers:\n  - {rule: LIM001, reason: the date is in the contract}",
    right=_NO_BACKUP + _WAIVER + "    reason: the date is in the contract",
    can_be_waived=False,
    about=("waivers",),
)
def waiver_not_allowed(subject: Subject) -> Iterator[Problem]:
    """Look for waivers of what cannot be waived."""
    for at, one in enumerate(subject.waivers):
        code = (one.rule or "").strip().upper()
        if not subject.waivers_allowed:
            yield Problem(("waivers", at), f"the policy forbids waivers: `{code}` stays")
        elif code in subject.unwaivable:
            yield Problem(("waivers", at, "rule"), f"`{code}` cannot be waived")


@rule(
    "LIM003",
    "a required limit is missing",
    Severity.ERROR,
    reason="Whoever approves a business case says what it may come to; a file without that limit has "
    "not been approved for any amount.",
    source="practice",
    hint="state it under `limits`",
    wrong="limits:\n  net_exposure:\n  delay: 100000",
    right="limits:\n  net_exposure: 900000",
    can_be_waived=False,
    policy="required_limits: [net_exposure]",
)
def required_limit_missing(subject: Subject) -> Iterator[Problem]:
    """Look for the limits that the policy asks every file to state."""
    own = {one.metric for one in subject.assessment.scenario.limits if one.level == "error"}
    for metric in subject.required_limits:
        if metric not in own:
            yield Problem(("limits",), f"the policy requires a limit on `{metric}`: there is none")


@rule(
    "WVR005",
    "a waiver without what the policy needs",
    Severity.ERROR,
    reason="A waiver without end, or that nobody has approved, is a rule removed by its author.",
    source="practice",
    hint="add the key to the waiver",
    wrong=_NO_BACKUP + _WAIVER + "    until: 2027-01-31\n    reason: the date is in the contract",
    right=_NO_BACKUP + _WAIVER + "    until: 2027-01-31\n    reason: the date is in the contract\n"
    "    approved_by: Ada Kern",
    can_be_waived=False,
    policy="waivers_need: [until, approved_by]",
    about=("waivers",),
)
def waiver_without_need(subject: Subject) -> Iterator[Problem]:
    """Look at each waiver for the keys that the policy asks for."""
    for at, one in enumerate(subject.waivers):
        for key in subject.waivers_need:
            value = getattr(one, key)
            if not (value.strip() if isinstance(value, str) else value):
                yield Problem(("waivers", at), f"the waiver of `{one.rule}` does not say `{key}`")


LIMITS: tuple[Rule, ...] = (limit_exceeded, limit_not_judged, required_limit_missing)
WAIVERS: tuple[Rule, ...] = (
    waiver_without_reason,
    waiver_expired,
    waiver_of_nothing,
    waiver_not_allowed,
    waiver_without_need,
)
