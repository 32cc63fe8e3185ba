"""May a metric rise so much? Gates on a change, in money or as a part of what it was."""

import re
from decimal import Decimal
from typing import NamedTuple

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.changes.diff import Difference
from omsrisk.analysis.changes.held_figures import HeldFigure, held_figure
from omsrisk.core.money import ENOUGH_DIGITS, add, exact
from omsrisk.core.pricing.case import PHASES
from omsrisk.core.pricing.derived import CATEGORIES
from omsrisk.core.pricing.figures import MEMOS, OTHER_GROUPS, TOTALS, statistic_of
from omsrisk.errors import UsageError
from omsrisk.scenario.schema.choices import nearest

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
        currency: The currency of an amount; empty for that of the file it is held to.
    """

    metric: str
    most: Decimal
    is_share: bool
    currency: str = ""

    def __str__(self) -> str:
        """Write it as it was asked for."""
        if self.is_share:
            percent = f"{self.most.scaleb(2):f}"
            percent = percent.rstrip("0").rstrip(".") if "." in percent else percent
            return f"{self.metric} +{percent} %"
        return f"{self.metric} +{self.most:,f}"


class GateBreach(NamedTuple):
    """
    What a change does not pass.

    Attributes:
        code: What kind of breach it is, as `omsrisk explain` knows it.
        what: What it does not pass, such as `net_exposure +5 %`.
        metric: The metric that it is about; empty where it is about none.
        change: By how much the metric rises, exact [money]; None where it cannot be told.
        allowed: By how much it might, exact [money]; None where that cannot be told.
        reason: Why, where the amounts do not say it.
    """

    code: str
    what: str
    metric: str = ""
    change: Decimal | None = None
    allowed: Decimal | None = None
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
            f"`{setting}` is not a gate", "write it as net_exposure=+5% or net_exposure=+10000"
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
    asked = statistic_of(name)
    plain = name if asked is None else asked.metric
    head = plain.partition(".")[0]
    if re.match(r"p\d+(?:\.\d+)?[_:]", plain):
        raise UsageError(f"there is no metric `{name}` here", "p1 to p99, such as p90_net_exposure")
    if plain in _METRICS or (head in _WITH_PARTS and plain != head):
        return
    raise UsageError(f"there is no metric `{name}`", nearest(plain, _METRICS))


_LINES = tuple(kind.id for kind in CATEGORIES)
_METRICS = (*TOTALS, *MEMOS, *_LINES)
_WITH_PARTS = (*_LINES, PHASES, *(group.value for group in OTHER_GROUPS))


def breach_of(gate: Gate, found: Difference) -> GateBreach | None:
    """
    Hold a change to a gate.

    What has ranges is held by its mean: an end of a range that moves alone moves it. A gate of a
    part is defined for a baseline of zero, too: nothing of nothing may be added. What is no longer
    assessed lowers a metric without making anything cheaper, so it never passes; what cannot fall any
    more passes where the metric weighs it by its chance.
    """
    if not found.is_comparable:
        lost = ", ".join(found.lost)
        return _unjudged(gate, f"no longer assessed: {lost}" if lost else "in another currency")
    if found.ruled_out and not _is_expected(gate.metric):
        return _unjudged(gate, f"no longer assessed: {', '.join(found.ruled_out)}")
    old, new = (held_figure(one, gate.metric) for one in (found.old, found.new))
    return _held(gate, old, new, found.new.scenario.currency)


def breach_against(
    gate: Gate, baseline: Assessment | Decimal, now: Assessment, called: str
) -> GateBreach | None:
    """
    Hold a scenario to a gate against a baseline: an earlier state, or a figure that was approved.

    Args:
        gate: The gate.
        baseline: The state, or the recorded figure of the metric [money].
        now: What it is now.
        called: What the baseline is called.
    """
    if isinstance(baseline, Decimal):
        old: HeldFigure = HeldFigure(baseline)
    elif baseline.scenario.currency != now.scenario.currency:
        return _unjudged(gate, f"{called} is in another currency")
    else:
        old = held_figure(baseline, gate.metric)
    found = _held(gate, old, held_figure(now, gate.metric), now.scenario.currency)
    return None if found is None else found._replace(what=f"{gate} against {called}")


_EXPECTED = frozenset({*TOTALS, "net_exposure_at_margin"} - {"cost_of_failure"})


def _is_expected(metric: str) -> bool:
    """Whether a metric weighs what may happen by its chance."""
    asked = statistic_of(metric)
    return (metric if asked is None else asked.metric) in _EXPECTED


def _held(gate: Gate, old: HeldFigure, new: HeldFigure, currency: str) -> GateBreach | None:
    if gate.currency not in {"", currency} and not gate.is_share:
        return _unjudged(gate, f"the gate is in {gate.currency}, and the scenario in {currency}")
    for one, when in ((new, "now"), (old, "before")):
        if one.value is None:
            return _unjudged(gate, one.reason or f"`{gate.metric}` is not assessed {when}")
    assert old.value is not None  # noqa: S101 - asked above
    assert new.value is not None  # noqa: S101 - as above
    change = add(new.value, old.value.copy_negate())
    with exact(ENOUGH_DIGITS):
        allowed = abs(old.value) * gate.most if gate.is_share else gate.most
    over = GateBreach("GAT001", str(gate), gate.metric, change, allowed)
    return over if change > allowed else None


def _unjudged(gate: Gate, reason: str) -> GateBreach:
    return GateBreach("GAT002", str(gate), gate.metric, reason=reason)
