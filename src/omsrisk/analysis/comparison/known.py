"""What a scenario knows of a line, be it nothing: one answer for `compare` and for `diff`."""

from collections.abc import Mapping
from decimal import Decimal

from omsrisk.analysis.assess import Assessment
from omsrisk.core.pricing.case import Input
from omsrisk.core.pricing.catalogue import (
    GAP_LIST,
    LIKELIHOOD,
    LINES,
    ONCE_MORE,
    PROGRAMME_ITEMS,
    STOPPING_ITEMS,
    WAITING,
)
from omsrisk.core.pricing.declarations import Group
from omsrisk.core.pricing.lines import Line, slices_of
from omsrisk.core.pricing.programme import GAPS, MITIGATIONS, waiting_days

OF_PARTS = frozenset(kind.id for kind in LINES if kind.parts)
"""The lines that are sums of parts, each of which is assessed or not by itself."""


def known_parts(line: Line[Decimal]) -> frozenset[str]:
    """
    List the parts of a line that are known in full: in every phase that has the line.

    Args:
        line: The line.
    """
    return frozenset(
        part.id for part in line.parts if part.complete and part.assessed_in == part.phases
    )


def is_known(
    head: Line[Decimal],
    line: Line[Decimal] | None,
    whole: Line[Decimal] | None,
    assessment: Assessment,
) -> bool:
    """
    Whether a scenario knows all that a line costs it, be it nothing.

    Args:
        head: The line, as the first scenario that has it states it.
        line: The line as the scenario has it, where it has it.
        whole: The line of which it is a part there, where it is one.
        assessment: The scenario.
    """
    if head.group is Group.STOPPING:
        return not _stops_unpriced(assessment)
    if head.group is Group.COST_OF_FAILURE and not _can_fail(assessment):
        return True
    if line is None:
        return _knows_it_is_nothing(head, assessment)
    if line.id in OF_PARTS:
        return line.assessed and bool(known_parts(line))
    if whole is not None and whole.id in OF_PARTS:
        return line.id in known_parts(whole)
    return line.assessed and line.complete


def _knows_it_is_nothing(head: Line[Decimal], assessment: Assessment) -> bool:
    """Whether a scenario that has no such line says thereby that it costs nothing."""
    case = assessment.scenario.case
    if head.id == WAITING.id:
        return waiting_days(case) == 0
    if head.id.startswith(ONCE_MORE.id) and not case.may_pause:
        return True
    if head.id.startswith(GAPS):
        return GAP_LIST in case.rows
    if head.group is Group.PROGRAMME and not head.id.startswith(MITIGATIONS):
        own = (path for phase in case.phases for path in phase.own_rows)
        listed = PROGRAMME_ITEMS.path
        return listed in case.rows or any(path.endswith(listed) for path in own)
    if head.group is Group.PROGRAMME:
        return True  # no mitigation is taken
    return head.group is not Group.COST_OF_FAILURE and assessment.totals[head.group] is not None


def is_ruled_out(line_id: str, group: Group, old: Assessment, new: Assessment) -> bool:
    """
    Whether what a line cost cannot fall any more, so that nothing is missing where it is left out.

    A go-live that cannot fail has no cost of failure, and one on the earliest day does not wait. What
    stopping cost by the stop rule cannot fall where no phase stops the others by it, and nothing is
    stabilised once more where nothing pauses. Where it had a
    likelihood of its own, no rule has gone with it: it takes a word that it has none now.

    Args:
        line_id: The line.
        group: Its group.
        old: The state that has the line.
        new: The state that says nothing of it.
    """
    if group is Group.STOPPING:
        return old.scenario.case.stops_if_a_phase_fails and not _stops_unpriced(new)
    if group is Group.COST_OF_FAILURE:
        return not _can_fail(new)
    if line_id.startswith(ONCE_MORE.id):
        return not new.scenario.case.may_pause
    return line_id == WAITING.id and waiting_days(new.scenario.case) == 0


def _stops_unpriced(assessment: Assessment) -> bool:
    """Whether a phase may stop the others by the rule, and does not say what that costs."""
    case = assessment.scenario.case
    if not case.stops_if_a_phase_fails:
        return False
    stops = zip(assessment.exposure.phases[:-1], slices_of(case), strict=False)
    return any(
        STOPPING_ITEMS.path not in slice_.rows
        for phase, slice_ in stops
        if phase.weight and _may_be_above_nothing(slice_.inputs, phase.likelihood)
    )


def _can_fail(assessment: Assessment) -> bool:
    """Whether any go-live can fail: a range of a likelihood says so whatever is most likely."""
    exposure = assessment.exposure
    likelihoods = [one.likelihood for one in exposure.phases] or [exposure.likelihood]
    return any(
        _may_be_above_nothing(slice_.inputs, likelihood)
        for slice_, likelihood in zip(slices_of(assessment.scenario.case), likelihoods, strict=True)
    )


def _may_be_above_nothing(inputs: Mapping[str, Input], likelihood: Decimal | int) -> bool:
    stated = inputs.get(LIKELIHOOD)
    return bool(likelihood) or (stated is not None and stated.spread is not None)
