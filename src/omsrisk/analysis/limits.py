"""Are the limits kept? Each limit against its metric, and what keeps one from being judged."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.metrics import figures_of
from omsrisk.core.catalogue import Group
from omsrisk.core.exposure import Exposure
from omsrisk.core.lines import Line
from omsrisk.core.money import add

if TYPE_CHECKING:
    from omsrisk.scenario.oversight import Limit

_FAILURE = ("cost_of_failure", "expected_cost_of_failure", "cost_of_failure_at_margin")
_NET = ("net_exposure", "exposure", "net_exposure_at_margin")


@dataclass(frozen=True, slots=True)
class Judgement:
    """
    One limit against its metric.

    Attributes:
        limit: The limit.
        amount: What the metric comes to, exact; None where the scenario has no such figure.
        missing: What is not assessed in it and is not allowed to be; deleting a section lowers the
            amount, so that a limit over a part of the whole says nothing.
    """

    limit: "Limit"
    amount: Decimal | None
    missing: tuple[str, ...]

    @property
    def excess(self) -> Decimal | None:
        """By how much the amount is above the limit; None where it is not."""
        if self.amount is None or self.amount <= self.limit.maximum:
            return None
        return add(self.amount, self.limit.maximum.copy_negate())

    @property
    def is_judged(self) -> bool:
        """Whether there is an answer: what is missing could only add to an excess."""
        return self.excess is not None or (self.amount is not None and not self.missing)


def judge(assessment: Assessment, limits: "Sequence[Limit]") -> tuple[Judgement, ...]:
    """
    Hold a scenario to limits.

    Args:
        assessment: From `assess`.
        limits: Those of its file, a policy, the command line.
    """
    figures: Mapping[str, Decimal | None] = figures_of(assessment.exposure) if limits else {}
    return tuple(
        Judgement(
            limit,
            None if figures.get(limit.metric) is None else Decimal(figures[limit.metric] or 0),
            tuple(
                name
                for name in _missing(assessment, limit.metric)
                if not any(
                    name == one or name.startswith(f"{one}.") for one in limit.allow_not_assessed
                )
            ),
        )
        for limit in limits
    )


def _missing(assessment: Assessment, metric: str) -> Iterator[str]:
    """List what is not assessed in a metric, by line ids."""
    exposure = assessment.exposure
    if metric in _FAILURE:
        yield from _incomplete(exposure, Group.COST_OF_FAILURE)
    elif metric in _NET:
        yield from _incomplete(exposure, Group.COST_OF_FAILURE)
        yield from _group(exposure, Group.STABILISATION)
        case = assessment.scenario.case
        could_stop = case.stops_if_a_phase_fails and len(case.phases) > 1
        if could_stop and exposure.totals["stopping"] is None:
            yield "stopping"
        if metric != "exposure":
            yield from _group(exposure, Group.PROGRAMME)
    elif metric in {"stabilisation", "programme"}:
        yield from _group(exposure, Group(metric))
    else:
        line = next((one for one in exposure.lines if one.id == metric), None)
        if line is not None:
            yield from _of_line(line)


def _group(exposure: Exposure, group: Group) -> Iterator[str]:
    if exposure.totals[group.value] is None:
        yield group.value
    else:
        yield from _incomplete(exposure, group)


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
    for part in line.parts:
        yield from _of_line(part)
