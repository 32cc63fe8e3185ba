"""May a metric rise so much? Gates on a change, in money or as a part of what it was."""

import re
from decimal import Decimal
from typing import NamedTuple

from omsrisk.analysis.diff import Difference
from omsrisk.analysis.metrics import figures_of
from omsrisk.core.figures import MEMOS, TOTALS, statistic_of
from omsrisk.core.money import ENOUGH_DIGITS, add, exact
from omsrisk.errors import UsageError
from omsrisk.scenario.choices import nearest

_GATE = re.compile(
    r"(?P<metric>[^=\s]+)\s*=\s*\+?(?P<number>[0-9]{1,18}(?:\.[0-9]{1,12})?)\s?(?P<percent>%?)\Z"
)


class Gate(NamedTuple):
    """
    The most by which a metric may rise.

    Attributes:
        metric: Such as `net_exposure`.
        most: In money, or as a part of what it was.
        is_share: Whether it is a part.
    """

    metric: str
    most: Decimal
    is_share: bool

    def __str__(self) -> str:
        """Write it as it was asked for."""
        if self.is_share:
            percent = f"{self.most.scaleb(2):f}"
            percent = percent.rstrip("0").rstrip(".") if "." in percent else percent
            return f"{self.metric} +{percent} %"
        return f"{self.metric} +{self.most:,f}"


class Breach(NamedTuple):
    """
    A gate that a change does not pass.

    Attributes:
        gate: The gate.
        change: By how much the metric rises, exact [money]; None where it cannot be told.
        allowed: By how much it might, exact [money]; None where that cannot be told.
        reason: Why it cannot be told; empty where it can.
    """

    gate: Gate
    change: Decimal | None
    allowed: Decimal | None
    reason: str = ""


def gate_of(setting: str) -> Gate:
    """
    Read a gate: `net_exposure=+5%`, `cost_of_failure=+10000`.

    Raises:
        UsageError: It is none.
    """
    found = _GATE.match(setting.strip())
    if found is None:
        raise UsageError(
            f"`{setting}` is no gate", "write it as net_exposure=+5% or net_exposure=+10000"
        )
    check_metric(found["metric"])
    number = Decimal(found["number"])
    is_share = bool(found["percent"])
    return Gate(found["metric"], number.scaleb(-2) if is_share else number, is_share)


def check_metric(name: str) -> None:
    """
    Check that a metric can be one: a figure of every scenario, or a part of a group or a phase.

    Raises:
        UsageError: There is none of that name.
    """
    head = name.partition(".")[0]
    percentile = re.match(r"p\d+(?:\.\d+)?[_:]", name)
    if percentile:
        asked = statistic_of(name)
        hint = "p1 to p99, such as p90_net_exposure"
        if asked is not None:
            hint = "a change is held to point values; limits know percentiles"
        raise UsageError(f"there is no metric `{name}` here", hint)
    if name in _METRICS or (head in _WITH_PARTS and name != head):
        return
    raise UsageError(f"there is no metric `{name}`", nearest(name, _METRICS))


_LINES = ("data_misalignment", "delay", "training_deficit", "hidden_costs")
_METRICS = (*TOTALS, *MEMOS, *_LINES)
_WITH_PARTS = (*_LINES, "phases", "stopping", "stabilisation", "programme", "recoveries")


def breach_of(gate: Gate, found: Difference) -> Breach | None:
    """
    Hold a change to a gate.

    A gate of a part is defined for a baseline of zero, too: nothing of nothing may be added. What is
    no longer assessed lowers a metric without making anything cheaper, so it never passes.
    """
    if not found.is_comparable:
        lost = ", ".join(found.lost) or "in another currency"
        return Breach(gate, None, None, f"no longer assessed: {lost}" if found.lost else lost)
    old, new = (figures_of(one.exposure).get(gate.metric) for one in (found.old, found.new))
    if new is None or old is None:
        which = "now" if new is None else "before"
        return Breach(gate, None, None, f"`{gate.metric}` is not assessed {which}")
    change = add(Decimal(new), Decimal(old).copy_negate())
    with exact(ENOUGH_DIGITS):
        allowed = abs(Decimal(old)) * gate.most if gate.is_share else gate.most
    return Breach(gate, change, allowed) if change > allowed else None
