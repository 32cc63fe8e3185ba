"""What scenarios side by side are called: in sentences, and in the heads of columns."""

from collections.abc import Callable, Sequence
from pathlib import PurePath

from omsrisk.analysis.comparison.compare import Comparison
from omsrisk.scenario.load import Scenario

_WIDEST_HEAD = 20


def labels(result: Comparison) -> tuple[str, ...]:
    """Name scenarios as they name themselves; by the stems of their files where names are equal."""
    return names_of([one.scenario for one in result.assessments])


def names_of(scenarios: Sequence[Scenario]) -> tuple[str, ...]:
    """
    Name scenarios as they name themselves; by the stems of their files where names are equal.

    Args:
        scenarios: Those that stand side by side.
    """
    return _told_apart(scenarios, (lambda one: one.name, _stem))


def stems_of(scenarios: Sequence[Scenario]) -> tuple[str, ...]:
    """
    Name scenarios by the stems of their files, with the variant; by their files where equal.

    Args:
        scenarios: Those that stand side by side.
    """
    return _told_apart(scenarios, (_stem,))


def heads(result: Comparison) -> tuple[str, ...]:
    """
    Name scenarios in the heads of columns: all in one way, by the first that is short for each.

    That is the name, the stem of the file, or its number: of a name beside a stem nobody could tell
    which is which.
    """
    scenarios = [one.scenario for one in result.assessments]
    for found in (labels(result), stems_of(scenarios)):
        if all(len(head) <= _WIDEST_HEAD for head in found):
            return found
    return tuple(f"file {at}" for at in range(1, len(scenarios) + 1))


def _stem(scenario: Scenario) -> str:
    variant = scenario.file.removeprefix(scenario.own_file)
    return f"{PurePath(scenario.own_file).stem}{variant}"


def _file(scenario: Scenario) -> str:
    return scenario.file


def _told_apart(
    scenarios: Sequence[Scenario], ways: Sequence[Callable[[Scenario], str]]
) -> tuple[str, ...]:
    """Take for each scenario the first way of naming it that names no other."""
    found = [ways[0](one) for one in scenarios]
    for way in (*ways[1:], _file):
        twice = {name for name in found if found.count(name) > 1}
        found = [way(one) if name in twice else name
                 for one, name in zip(scenarios, found, strict=True)]  # fmt: skip
    return tuple(
        name if found.count(name) == 1 else f"{name} ({found[: at + 1].count(name)})"
        for at, name in enumerate(found)
    )
