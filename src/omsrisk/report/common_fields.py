"""Fields and records that many commands share, each with its one meaning."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from omsrisk.analysis.uncertainty.means import At
from omsrisk.core.pricing.case import Spread
from omsrisk.report.records import LEFT_OUT, Field, Records
from omsrisk.report.shapes import CHANCE, COUNT, NUMBER, TEXT, WHOLE, Many, Maybe, member_of

Item = TypeVar("Item")
"""What a record is of."""


def scenario_fields(where: str) -> tuple[Field[object], ...]:
    """
    Declare what tells of which scenario a record is.

    Args:
        where: The attribute of an item that is the scenario, such as `assessment.scenario`.
    """
    return (
        Field("file", "The file, as it was named.", TEXT, f"{where}.file"),
        Field("name", "What reports call the scenario.", TEXT, f"{where}.name"),
        Field("currency", "Of all amounts: a code of ISO 4217.", TEXT, f"{where}.currency"),
    )


def metric_of(where: str = "") -> Field[object]:
    """
    Declare what is watched.

    Args:
        where: The attribute of an item that has it; the item itself, if left out.
    """
    says = "What is watched, such as `net_exposure`."
    return Field("metric", says, TEXT, f"{where}.metric" if where else "metric")


def at_of(where: str = "") -> Field[object]:
    """
    Declare what ranges count with.

    Args:
        where: The attribute of an item that has it; the item itself, if left out.
    """
    says = (
        "What ranges count with: all that they may come to, or their most likely values; "
        "what was asked for, where there are none."
    )
    return Field("at", says, member_of(At), f"{where}.at" if where else "at")


def sampling_fields(where: str = "sampling") -> tuple[Field[object], Field[object]]:
    """
    Declare how something was simulated; left out where it was not.

    Args:
        where: The attribute of an item that says it, or is None.
    """

    def part(name: str) -> Callable[[object], object]:
        def read(item: object) -> object:
            found = getattr(item, where)
            return LEFT_OUT if found is None else getattr(found, name)

        return read

    return (
        Field("trials", "How many trials.", COUNT, part("trials"), optional=True),
        Field("seed", "What the random numbers follow from.", WHOLE, part("seed"), optional=True),
    )


class _Sure(Protocol):
    """What tells how sure it is."""

    @property
    def accuracy(self) -> float | None: ...


def accuracy_field() -> Field[_Sure]:
    """Declare how sure something is that was worked out exactly; left out where it was not."""

    def read(item: _Sure) -> object:
        return LEFT_OUT if item.accuracy is None else item.accuracy

    says = "How far off what was worked out may be, in standard deviations."
    return Field("accuracy", says, CHANCE, read, optional=True)


INPUT: tuple[Field[object], Field[object], Field[object]] = (
    Field("path", "The input.", TEXT),
    Field("label", "What reports call it.", TEXT),
    Field("owner", "Who answers for it, where the author says so.", Maybe(TEXT)),
)
"""What tells of which input a record is: of items that have the three as attributes."""

INPUT_OF_VARIED: tuple[Field[object], Field[object], Field[object]] = (
    Field("path", "The input.", TEXT, "varied.path"),
    Field("label", "What reports call it.", TEXT, "varied.label"),
    Field("owner", "Who answers for it, where the author says so.", Maybe(TEXT), "varied.owner"),
)
"""The same, of a result that varies one."""


def notes(of: Callable[[Item], object] | str) -> Field[Item]:
    """
    Declare what to mind with the figures.

    Args:
        of: Takes the sentences from an item, or names the attribute that they are.
    """
    return Field("notes", "What to mind with the figures, in sentences.", Many(TEXT), of)


STATED_RANGE = Records[Spread](
    "stated_range",
    "What is known of an input that has a range.",
    Field("distribution", "How it is spread.", TEXT, "kind"),
    Field("low", "Its low end, in the unit of the input.", NUMBER),
    Field("likely", "Its most likely number.", Maybe(NUMBER)),
    Field("high", "Its high end.", NUMBER),
    Field("outside", "Share that lies beyond each end of an interval.", Maybe(NUMBER), "share"),
)
