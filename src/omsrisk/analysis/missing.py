"""What is not assessed in a figure: what keeps a limit on it from being judged."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from omsrisk.analysis.assess import Assessment
from omsrisk.core.formulas.formula import Basis
from omsrisk.core.pricing.catalogue import ITEM_LISTS, LINES
from omsrisk.core.pricing.declarations import Charged, Group
from omsrisk.core.pricing.derived import HELD_UP
from omsrisk.core.pricing.exposure import Exposure, PhaseExposure
from omsrisk.core.pricing.figures import MEMOS, TOTALS
from omsrisk.core.pricing.lines import Line

_FAILURE = ("cost_of_failure", "expected_cost_of_failure", "cost_of_failure_at_margin")
_NET = ("net_exposure", "exposure", "net_exposure_at_margin")
_REVENUE = tuple(kind.id for kind in LINES if kind.formula.basis is Basis.REVENUE)
_LATE = {
    **{name: (kind.id,) for name, kind in HELD_UP.items()},
    **dict.fromkeys(("order_value_kept", "lost_revenue", "lost_margin"), _REVENUE),
}
"""The memos of what is late or lost, and the lines that they rest on."""


def missing_in(assessment: Assessment, metric: str) -> tuple[str, ...]:
    """
    List what is not assessed in a metric, by line ids.

    Args:
        assessment: The scenario.
        metric: A figure of it, or one that it does not have: nothing is missing then.
    """
    return tuple(_missing(assessment, metric))


def _missing(assessment: Assessment, metric: str) -> Iterator[str]:
    exposure = assessment.exposure
    for one in exposure.phases:
        prefix = one.phase.prefix
        own = metric.removeprefix(prefix)
        if own != metric and (own in TOTALS or own in MEMOS):
            yield from _missing_in_phase(assessment, one, own)
            return
    if metric in _FAILURE:
        yield from _incomplete(exposure, Group.COST_OF_FAILURE)
    elif metric in _NET:
        yield from _incomplete(exposure, Group.COST_OF_FAILURE)
        for group in _COSTS:
            if metric != "exposure" or not group.is_planned:
                yield from _of_group(assessment, group)
    elif metric in _BY_NAME:
        yield from _of_group(assessment, _BY_NAME[metric])
    else:
        named = _named(exposure)
        for name in _LATE.get(metric, (metric,)):
            if name in named:
                yield from _of_line(named[name])


def _missing_in_phase(
    assessment: Assessment, one: PhaseExposure[Decimal], name: str
) -> Iterator[str]:
    """List what is not assessed in a total, or a memo, of one phase."""
    in_net = name in _NET
    wanted = {
        group
        for group in (Group.COST_OF_FAILURE, *_COSTS)
        if not group.is_planned and (in_net or name == group.value)
    }
    wanted |= {Group.COST_OF_FAILURE} if name in _FAILURE else set()
    stabilising = any(line.group is Group.STABILISATION and line.assessed for line in one.lines)
    for line in one.lines:
        is_asked = line.group in wanted or line.id in _LATE.get(name, ())
        if is_asked and (line.group is not Group.STABILISATION or not in_net or stabilising):
            for missing in _of_line(line):
                yield one.phase.prefix + missing
    if in_net and not stabilising:
        yield one.phase.prefix + Group.STABILISATION
    case = assessment.scenario.case
    lacking = {phase.slug for phase in case.phases_without_stopping}
    if Group.STOPPING in wanted and one.phase.slug in lacking:
        yield one.phase.prefix + Group.STOPPING


_COSTS = tuple(group for group in Group if group.in_sum and not group.is_optional)
"""The groups around the cost of failure that a scenario should say something of."""

_BY_NAME = {group.value: group for group in Group if group.in_sum}


def _of_group(assessment: Assessment, group: Group) -> Iterator[str]:
    """
    List what is not assessed in a group around the cost of failure.

    Under the stop rule each phase but the last has to say what stopping there costs. What gaps,
    waiting and mitigations cost is no programme: its own list has to be there.
    """
    case, exposure = assessment.scenario.case, assessment.exposure
    lists = [items for items in ITEM_LISTS if items.group is group]
    if any(items.charged is Charged.IF_STOPPED for items in lists):
        if case.phases_without_stopping:
            yield group.value
        return
    needed = [items.path for items in lists if items.charged is Charged.ONCE]
    if exposure.totals[group.value] is None or not all(path in case.rows for path in needed):
        yield group.value
    yield from _incomplete(exposure, group)


def _named(exposure: Exposure[Decimal]) -> dict[str, Line[Decimal]]:
    """Find lines by the names of their figures: with their parts, in the whole and by phase."""
    found: dict[str, Line[Decimal]] = {}
    _add(found, "", exposure.lines)
    for one in exposure.phases:
        _add(found, one.phase.prefix, one.lines)
    return found


def _add(found: dict[str, Line[Decimal]], prefix: str, lines: Sequence[Line[Decimal]]) -> None:
    for line in lines:
        found.setdefault(prefix + line.id, line)
        _add(found, prefix, [_as_part(one, line) for one in line.parts])


def _as_part(part: Line[Decimal], whole: Line[Decimal]) -> Line[Decimal]:
    """Let a part lack what its line lacks in some phase altogether."""
    lacks = not whole.complete and part.assessed_in < whole.phases
    return part._replace(complete=False) if lacks else part


def _incomplete(exposure: Exposure[Decimal], group: Group) -> Iterator[str]:
    for line in exposure.group(group):
        yield from _of_line(line)


def _of_line(line: Line[Decimal]) -> Iterator[str]:
    """Go down to the parts that are missing; a line that no phase assesses is missing itself."""
    if line.complete:
        return
    if not line.assessed or not line.parts:
        yield line.id
        return
    missing = [name for part in line.parts for name in _of_line(part)]
    yield from missing or [line.id]  # its parts are complete: a phase has none of them
