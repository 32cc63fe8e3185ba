"""GAP and MIT: what is decided on the gaps, and what the mitigations are worth."""

from collections.abc import Iterator

from omsrisk.analysis.decisions.gaps import gaps
from omsrisk.analysis.decisions.mitigate import benefits_of
from omsrisk.analysis.decisions.not_judged import not_judged
from omsrisk.checks.rule import Problem, Rule, rule
from omsrisk.checks.subject import Subject, person
from omsrisk.scenario.documents.findings import Severity
from omsrisk.text import slug_of

SHORTEST_ANALYSIS = 14
"""Days: the source's couple of weeks."""


@rule(
    "GAP001",
    "an area without a decision",
    Severity.WARNING,
    reason="A gap that nobody decides on is closed by whoever meets it first, after the go-live.",
    source="[P], where there is a gap, modify the software or change the procedure",
    hint="decide on the gap (`modify` or `change_process`), or name the area in `fits`",
    wrong="gap_analysis:\n  areas: [Order entry, Returns, Pricing]",
    right="gap_analysis:\n  areas: [Order entry, Returns, Pricing]\n  fits: [Order entry, Pricing]",
    about=("gaps", "gap_analysis"),
)
def area_without_decision(subject: Subject) -> Iterator[Problem]:
    """Look for gaps without a decision, and areas with neither a gap nor a fit."""
    for at, gap in enumerate(subject.gaps):
        if gap.decision is None:
            yield Problem(("gaps", at), f"the gap `{gap.area}` is not decided")
    analysis = subject.gap_analysis
    if analysis is not None:
        known = {slug_of(gap.area or "") for gap in subject.gaps}
        known |= {slug_of(area) for area in analysis.fits or ()}
        for at, area in enumerate(analysis.areas or ()):
            if slug_of(area) not in known:
                message = f"the area `{area}` has neither a gap that is decided nor a fit"
                yield Problem(("gap_analysis", "areas", at), message)


@rule(
    "GAP002",
    "no gap analysis, or a short one",
    Severity.WARNING,
    reason="Walking through each functional area takes a couple of weeks or more; gaps that it "
    "misses are found by orders.",
    source="[P], a gap (scoping) process of a couple of weeks or more",
    hint="state `gap_analysis` with `areas`, `from` and `to`, 14 days apart or more",
    wrong="gap_analysis:\n  from: 2026-09-01\n  to: 2026-09-07",
    right="gap_analysis:\n  from: 2026-09-01\n  to: 2026-09-14",
)
def short_gap_analysis(subject: Subject) -> Iterator[Problem]:
    """Count the days of the gap analysis, the last one included."""
    analysis = subject.gap_analysis
    if analysis is None or not analysis.areas:
        yield Problem(("gap_analysis",), "no gap analysis has walked through the areas")
    elif analysis.from_ is None or analysis.to is None:
        yield Problem(("gap_analysis",), "the gap analysis has no days `from` and `to`")
    else:
        days = (analysis.to - analysis.from_).days + 1
        if days < SHORTEST_ANALYSIS:
            message = f"the gap analysis took {max(days, 0)} days, less than {SHORTEST_ANALYSIS}"
            yield Problem(("gap_analysis", "to"), message)


@rule(
    "GAP003",
    "a modification where changing the process is cheaper",
    Severity.WARNING,
    reason="A modified software costs more than its invoice: it takes time, and comes back with each "
    "new version.",
    source="[P], change the procedure wherever possible: less risk, less cost",
    hint="change the process, or say in a note what the modification is worth: omsrisk gaps",
    wrong="gaps:\n  - {area: Returns, decision: modify, modification_cost: 12000, "
    "process_change_cost: 4000, postpones_by_days: 14}",
    right="gaps:\n  - {area: Returns, decision: change_process, modification_cost: 12000, "
    "process_change_cost: 4000, postpones_by_days: 14}",
    about=("gaps",),
)
def modification_dearer(subject: Subject) -> Iterator[Problem]:
    """Price each modified gap both ways, waiting included."""
    if not any(gap.modify for gap in subject.case.gaps):
        return
    for at, choice in enumerate(gaps(subject.assessment, at=subject.at).choices):
        if choice.gap.modify and choice.saving is not None and choice.saving > 0:
            saved = subject.money(choice.saving)
            message = f"modifying `{choice.gap.name}` costs {saved} more than changing the process"
            yield Problem(("gaps", at, "decision"), message, money=choice.saving)


@rule(
    "GAP004",
    "a gap decided by the project manager alone",
    Severity.WARNING,
    reason="The committee and the senior manager hold the authority; the project manager reports to "
    "them.",
    source="[P], the steering committee holds the authority",
    hint="let the steering committee decide, and say so in `decided_by`",
    wrong="gaps:\n  - {area: Returns, decision: change_process, process_change_cost: 4000, "
    "decided_by: Ada Kern}",
    right="gaps:\n  - {area: Returns, decision: change_process, process_change_cost: 4000, "
    "decided_by: Steering committee}",
    about=("gaps",),
)
def gap_decided_alone(subject: Subject) -> Iterator[Problem]:
    """Compare who decided with the project manager."""
    manager = subject.governance.project_manager
    name = person(manager.owner if manager is not None else None)
    for at, gap in enumerate(subject.gaps):
        decider = person(gap.decided_by)
        if decider and decider in {name, "project-manager"}:
            message = f"`{gap.decided_by}`, the project manager, decided alone on `{gap.area}`"
            yield Problem(("gaps", at, "decided_by"), message)


@rule(
    "MIT001",
    "a mitigation without owner",
    Severity.WARNING,
    reason="A mitigation that nobody answers for is a mitigation that nobody takes.",
    source="[C] 2, unclear roles; [C] 7, governance",
    hint="add `owner`",
    wrong="mitigations:\n  - name: Rehearsal\n    cost: 3000\n"
    "    effects: {delay.duration_days: {multiply: 0.6}}",
    right="mitigations:\n  - name: Rehearsal\n    cost: 3000\n    owner: Ben Roth\n"
    "    effects: {delay.duration_days: {multiply: 0.6}}",
    about=("mitigations",),
)
def mitigation_without_owner(subject: Subject) -> Iterator[Problem]:
    """Look for mitigations that nobody answers for."""
    for at, one in enumerate(subject.mitigations):
        if not (one.owner or "").strip():
            yield Problem(("mitigations", at), f"the mitigation `{one.name}` has no owner")


@rule(
    "MIT002",
    "a mitigation that costs more than it saves",
    Severity.WARNING,
    reason="Money spent on a mitigation is part of the programme; one that avoids less than it costs "
    "makes the roll-out dearer.",
    source="[C] 3, the exposure model; practice",
    hint="leave it, make it cheaper, or price what else it does: omsrisk mitigate",
    wrong="mitigations:\n  - name: Rehearsal\n    cost: 300000\n    owner: Ben Roth\n"
    "    effects: {delay.duration_days: {multiply: 0.6}}",
    right="mitigations:\n  - name: Rehearsal\n    cost: 3000\n    owner: Ben Roth\n"
    "    effects: {delay.duration_days: {multiply: 0.6}}",
    about=("mitigations",),
)
def mitigation_too_dear(subject: Subject) -> Iterator[Problem]:
    """Price each mitigation alone; none is called dear because failing looks cheap."""
    if subject.case.taken:
        return
    places = {one.slug: at for at, one in enumerate(subject.case.mitigations)}
    alone = benefits_of(subject.assessment, at=subject.at)
    unjudged = not_judged(subject.case, alone)
    for one in alone:
        if one.net_benefit < 0 and one.mitigation not in unjudged:
            cost, change = subject.money(one.cost), subject.money(one.avoided.copy_abs())
            verb = "adds" if one.avoided < 0 else "avoids"
            message = f"`{one.mitigation.name}` costs {cost} and {verb} {change}"
            where = ("mitigations", places[one.mitigation.slug])
            yield Problem(where, message, money=one.net_benefit.copy_negate())


RULES: tuple[Rule, ...] = (
    area_without_decision,
    short_gap_analysis,
    modification_dearer,
    gap_decided_alone,
    mitigation_without_owner,
    mitigation_too_dear,
)
