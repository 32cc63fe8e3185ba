"""Metrics: the figures of an exposure by name, as `--metric`, limits and targets use them."""

from collections.abc import Iterable, Mapping

from omsrisk.core.formulas.formula import N
from omsrisk.core.pricing.exposure import Exposure
from omsrisk.core.pricing.figures import MEMOS, TOTALS, statistic_of
from omsrisk.core.pricing.lines import Line
from omsrisk.core.pricing.phase_figures import memos_of_phase, totals_of_phase
from omsrisk.errors import UsageError
from omsrisk.scenario.schema.choices import nearest

DEFAULT = "net_exposure"


def metric_of(exposure: Exposure[N], name: str) -> N | int:
    """
    Take a figure: a total, a memo, a line's amount, or any of these of a phase.

    Args:
        exposure: In numbers of any kind.
        name: Such as `net_exposure`, `delay` or `phases.pilot.delay`.

    Raises:
        UsageError: There is no such figure, or it is not assessed.
    """
    return metrics_of(exposure, (name,))[name]


def metrics_of(exposure: Exposure[N], names: Iterable[str]) -> dict[str, N | int]:
    """
    Take several figures, as `metric_of` takes one.

    Args:
        exposure: In numbers of any kind.
        names: Which figures.

    Raises:
        UsageError: There is no such figure, or it is not assessed.
    """
    wanted = tuple(names)
    stated = all(name in TOTALS or name in MEMOS for name in wanted)
    figures = _stated_figures(exposure) if stated else figures_of(exposure)
    return {name: _told(figures, name) for name in wanted}


def _told(figures: Mapping[str, N | int | None], name: str) -> N | int:
    asked = statistic_of(name)
    if name not in figures and asked is not None and asked.metric in figures:
        raise UsageError(
            f"`{name}` asks what a figure may come to",
            "check, solve and mitigate take that; simulate shows it",
        )
    if name not in figures:
        raise UsageError(f"there is no metric `{name}`", nearest(name, tuple(figures)))
    value = figures[name]
    if value is None:
        raise not_assessed(name)
    return value


def not_assessed(name: str) -> UsageError:
    """Say that a metric cannot be told."""
    hint = "omsrisk calc shows every metric that is"
    return UsageError(f"the metric `{name}` is not assessed in this scenario", hint)


def figures_of(exposure: Exposure[N]) -> dict[str, N | int | None]:
    """List every figure of an exposure by name; None where it is not assessed."""
    figures = _stated_figures(exposure)
    for line in exposure.lines:
        _add(figures, "", line)
    for one in exposure.phases:
        prefix = one.phase.prefix
        own = {**totals_of_phase(one), **memos_of_phase(one)}
        figures |= {f"{prefix}{name}": value for name, value in own.items()}
        for line in one.lines:
            _add(figures, prefix, line)
    return figures


def _stated_figures(exposure: Exposure[N]) -> dict[str, N | int | None]:
    """List the totals and memos of the whole."""
    figures: dict[str, N | int | None] = dict(exposure.totals)
    figures |= {name: exposure.memos[name] for name in MEMOS}
    return figures


def _add(figures: dict[str, N | int | None], prefix: str, line: Line[N]) -> None:
    figures.setdefault(prefix + line.id, line.amount)
    for part in line.parts:
        _add(figures, prefix, part)
