"""
Sources: which ranges take one quantile.

A phase that restates a range says anew what the same number may come to, not that it is another
number: if data are worse than thought, they are so in every phase. So all ranges that phases give one
path of the scenario are one source of uncertainty, and move together from end to end, as the range
that they inherit would. Where phases are thought to differ by chance, their ranges are separated.
"""

from collections.abc import Collection

from omsrisk.core.pricing.case import Case, Input, Phase
from omsrisk.text import slug_of

EVERY_RANGE = "*"
"""Stands for the paths of all ranges where some are to be separated."""


def sharing_quantiles(case: Case, independent: Collection[str] = ()) -> Case:
    """
    Let the ranges that phases give one path take one quantile.

    Args:
        case: Complete inputs.
        independent: Paths that are separated: of the scenario, then each phase has a source of its
            own; or of one phase. `*` is all of them.
    """
    if EVERY_RANGE in independent or not any(
        one.spread is not None for phase in case.phases for one in phase.inputs.values()
    ):
        return case
    sources: dict[str, str] = {}
    apart = {_as_slugs(path) for path in independent}
    for phase in case.phases:
        for tail, one in phase.inputs.items():
            if _restates(phase, tail, one) and apart.isdisjoint(map(_as_slugs, (tail, one.path))):
                sources[one.path] = tail

    def sourced(one: Input) -> Input:
        return one._replace(drawn_with=sources.get(one.path))

    return case._replace(
        inputs={path: sourced(one) for path, one in case.inputs.items()},
        phases=tuple(
            phase._replace(inputs={path: sourced(one) for path, one in phase.inputs.items()})
            for phase in case.phases
        ),
    )


def _as_slugs(path: str) -> str:
    """Write a path as it is compared: elements go by any spelling of their names."""
    return ".".join(map(slug_of, path.split(".")))


def _restates(phase: Phase, tail: str, one: Input) -> bool:
    """Whether a phase gives a path of the scenario a range; what it adds has a path of its own."""
    return one.spread is not None and one.path == phase.prefix + tail


def sources_shared(case: Case) -> dict[str, tuple[str, ...]]:
    """List the sources that several ranges of a case take their quantile from, with their paths."""
    found: dict[str, dict[str, None]] = {}
    for inputs in (case.inputs, *(phase.inputs for phase in case.phases)):
        for one in inputs.values():
            if one.spread is not None:
                found.setdefault(one.quantile_source, {})[one.path] = None
    return {source: tuple(paths) for source, paths in found.items() if len(paths) > 1}
