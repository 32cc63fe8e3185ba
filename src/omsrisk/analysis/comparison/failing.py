"""What of a line falls only if a go-live fails: asked of each compared scenario by itself."""

from collections.abc import Iterator
from decimal import Decimal

from omsrisk.analysis.uncertainty.means import At, Means
from omsrisk.analysis.uncertainty.valued import value_of
from omsrisk.core.money import add
from omsrisk.core.pricing.case import Case, ListElement
from omsrisk.core.pricing.catalogue import (
    ITEM_LISTS,
    LINES,
    ONCE_MORE,
    PARALLEL_RUNNING,
    RECOVERIES,
    STOPPING_LIKELIHOOD,
    WAITING,
)
from omsrisk.core.pricing.declarations import Charged
from omsrisk.core.pricing.lines import Line

_CHARGED = (*LINES, *ITEM_LISTS)
_FAILING = frozenset(one.group for one in _CHARGED if one.charged is Charged.IF_FAILED)
_STOPPING = frozenset(one.group for one in _CHARGED if one.charged is Charged.IF_STOPPED)
_LONGER_IN_A_PAUSE = frozenset({WAITING.id, PARALLEL_RUNNING.id})
_NOTHING = Decimal(0)


def ways_of_falling(line: Line[Decimal], case: Case) -> frozenset[bool]:
    """
    Say whether a line falls only if a go-live fails: True, False, or both, in several phases.

    What stopping costs does so under the stop rule alone: with a likelihood of its own it is an event
    of its own. A recovery may be contingent in one scenario, or phase, and paid in any case in
    another.

    Args:
        line: The line.
        case: A case that has it.
    """
    if line.group in _STOPPING:
        return frozenset({case.stops_if_a_phase_fails})
    if line.group is RECOVERIES.group:
        return frozenset(row.contingent for _, row in _recoveries(line.id, case))
    if case.may_pause and line.id in _LONGER_IN_A_PAUSE:
        return frozenset({True, False})
    return frozenset({line.group in _FAILING or line.id == ONCE_MORE.id})


def failing_part(line: Line[Decimal], figures: Means) -> Decimal:
    """
    Return what of a line falls only if a go-live fails, weighted as the line is [money].

    Args:
        line: A line that the scenario has.
        figures: What the scenario comes to.
    """
    case, lines = figures.assessment.scenario.case, figures.lines
    whole = Decimal(lines[line.id] or 0)
    ways = ways_of_falling(line, case)
    if ways == {True}:
        return whole
    if True not in ways:
        return _NOTHING
    if line.id in _LONGER_IN_A_PAUSE:
        at = At.MEAN if figures.ranges else At.LIKELY
        in_any_case = value_of(case._replace(pauses_if_a_phase_fails=False), line.id, at)
        return add(whole, in_any_case.copy_negate())
    paid = [lines.get(f"shared.{line.id}")]
    for prefix, row in _recoveries(line.id, case):
        if prefix and not row.contingent:
            own = lines[prefix + line.id]
            paid.append(lines.get(f"{prefix}added.{line.id}", own))
    return add(whole, *(Decimal(one or 0).copy_negate() for one in paid))


def _recoveries(line_id: str, case: Case) -> Iterator[tuple[str, ListElement]]:
    """List the recoveries of one name, each with the prefix of the phase that adds it."""
    slug = line_id.partition(".")[2]
    lists = [("", case.rows.get(RECOVERIES.path, ()))]
    lists += [
        (phase.prefix, phase.own_rows.get(phase.prefix + RECOVERIES.path, ()))
        for phase in case.phases
    ]
    yield from ((prefix, row) for prefix, rows in lists for row in rows if row.slug == slug)


def may_stop(case: Case) -> bool:
    """
    Whether a roll-out may stop or go on, so that what falls whatever fails does not fall for certain.

    Args:
        case: The case.
    """
    if case.stops_if_a_phase_fails:
        return len(case.phases) > 1
    stated = case.inputs.get(STOPPING_LIKELIHOOD)
    return stated is not None and (stated.spread is not None or 0 < stated.value < 1)
