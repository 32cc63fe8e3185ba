"""What is not assessed in a figure: what keeps a limit on it from being judged."""

from collections.abc import Iterator, Sequence

from omsrisk.analysis.assess import Assessment
from omsrisk.core.pricing.case import Case
from omsrisk.core.pricing.catalogue import Group
from omsrisk.core.pricing.exposure import Exposure, PhaseExposure
from omsrisk.core.pricing.figures import MEMOS, TOTALS
from omsrisk.core.pricing.lines import Line

_FAILURE = ("cost_of_failure", "expected_cost_of_failure", "cost_of_failure_at_margin")
_NET = ("net_exposure", "exposure", "net_exposure_at_margin")
_DELAY, _FREEZE = "delay", "stabilisation.freeze"
_LATE = {
    "order_value_delayed": (_DELAY,),
    "order_value_frozen": (_FREEZE,),
    **dict.fromkeys(("order_value_kept", "lost_revenue", "lost_margin"), (_DELAY, _FREEZE)),
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
        prefix = f"phases.{one.phase.slug}."
        own = metric.removeprefix(prefix)
        if own != metric and (own in TOTALS or own in MEMOS):
            yield from _missing_in_phase(assessment, one, own)
            return
    if metric in _FAILURE:
        yield from _incomplete(exposure, Group.COST_OF_FAILURE)
    elif metric in _NET:
        yield from _incomplete(exposure, Group.COST_OF_FAILURE)
        yield from _stabilisation(exposure)
        yield from _stopping(assessment.scenario.case)
        if metric != "exposure":
            yield from _programme(assessment)
    elif metric == "stabilisation":
        yield from _stabilisation(exposure)
    elif metric == "stopping":
        yield from _stopping(assessment.scenario.case)
    elif metric == "programme":
        yield from _programme(assessment)
    else:
        named = _named(exposure)
        for name in _LATE.get(metric, (metric,)):
            if name in named:
                yield from _of_line(named[name])


def _missing_in_phase(assessment: Assessment, one: PhaseExposure, name: str) -> Iterator[str]:
    """List what is not assessed in a total, or a memo, of one phase."""
    in_net = name in _NET
    wanted = {
        group
        for group in (Group.COST_OF_FAILURE, Group.STABILISATION, Group.STOPPING)
        if in_net or name == group.value
    }
    wanted |= {Group.COST_OF_FAILURE} if name in _FAILURE else set()
    stabilising = any(line.group is Group.STABILISATION and line.assessed for line in one.lines)
    for line in one.lines:
        is_asked = line.group in wanted or line.id in _LATE.get(name, ())
        if is_asked and (line.group is not Group.STABILISATION or not in_net or stabilising):
            for missing in _of_line(line):
                yield f"phases.{one.phase.slug}.{missing}"
    if in_net and not stabilising:
        yield f"phases.{one.phase.slug}.stabilisation"
    case = assessment.scenario.case
    lacking = {phase.slug for phase in case.phases_without_stopping}
    if Group.STOPPING in wanted and one.phase.slug in lacking:
        yield f"phases.{one.phase.slug}.stopping"


def _stabilisation(exposure: Exposure) -> Iterator[str]:
    if exposure.totals["stabilisation"] is None:
        yield "stabilisation"
    else:
        yield from _incomplete(exposure, Group.STABILISATION)


def _stopping(case: Case) -> Iterator[str]:
    """Under the stop rule each phase but the last has to say what stopping there costs."""
    if case.phases_without_stopping:
        yield "stopping"


def _programme(assessment: Assessment) -> Iterator[str]:
    """What gaps, waiting and measures cost is no programme: the section has to be there."""
    if "programme" not in assessment.scenario.case.sections:
        yield "programme"
    yield from _incomplete(assessment.exposure, Group.PROGRAMME)


def _named(exposure: Exposure) -> dict[str, Line]:
    """Find lines by the names of their figures: with their parts, in the whole and by phase."""
    found: dict[str, Line] = {}
    _add(found, "", exposure.lines)
    for one in exposure.phases:
        _add(found, f"phases.{one.phase.slug}.", one.lines)
    return found


def _add(found: dict[str, Line], prefix: str, lines: Sequence[Line]) -> None:
    for line in lines:
        found.setdefault(prefix + line.id, line)
        _add(found, prefix, [_as_part(one, line) for one in line.parts])


def _as_part(part: Line, whole: Line) -> Line:
    """Let a part lack what its line lacks in some phase altogether."""
    lacks = not whole.complete and part.phases < whole.phases
    return part._replace(complete=False) if lacks else part


def _incomplete(exposure: Exposure, group: Group) -> Iterator[str]:
    for line in exposure.group(group):
        yield from _of_line(line)


def _of_line(line: Line) -> Iterator[str]:
    """Go down to the parts that are missing; a line that no phase assesses is missing itself."""
    if line.complete:
        return
    if not line.assessed or not line.parts:
        yield line.id
        return
    missing = [name for part in line.parts for name in _of_line(part)]
    yield from missing or [line.id]  # its parts are complete: a phase has none of them
