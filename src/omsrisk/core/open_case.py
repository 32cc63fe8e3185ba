"""A case with its numbers left open: what it costs is worked out once for all that are alike."""

from collections.abc import Collection
from decimal import Decimal

from omsrisk.core.outlines import LookedAtError, OpenValues, Outline
from omsrisk.core.pricing.case import Case
from omsrisk.core.pricing.exposure import Exposure, price

_PRICED_IN_FULL = 2
"""Cases that are priced line by line, to compare: an outline is worth its while from then on."""


class OpenCase:
    """
    All cases that differ in the values of some inputs alone.

    Args:
        paths: The inputs whose values differ.

    Attributes:
        exposure: What they cost, with open values; None where that is not known.
    """

    def __init__(self, paths: Collection[str]) -> None:
        self.exposure: Exposure[Decimal] | None = None
        self._paths = frozenset(paths)
        self._outline: Outline[Exposure[Decimal]] | None = None
        self._priced = 0
        self._has_none = False

    def price(self, case: Case) -> Exposure[Decimal]:
        """
        Price one of the cases, as `pricing.exposure.price` does.

        Args:
            case: Complete inputs.

        Call it inside `money.exact()`.
        """
        if self._has_none or case.phases:  # whose inputs are their own
            return price(case)
        if self._outline is not None and self._priced >= _PRICED_IN_FULL:
            return self._outline.filled(*case.inputs.values())
        self._priced += 1
        found = price(case)
        try:
            outline = self._outline = self._outline or self._outline_of(case)
            self._has_none = outline.filled(*case.inputs.values()) != found
        except (LookedAtError, TypeError):
            self._has_none = True
        if self._has_none:
            self.exposure = None
        return found

    def _outline_of(self, case: Case) -> Outline[Exposure[Decimal]]:
        values = OpenValues()
        given: dict[int, str] = {}
        inputs = {}
        for number, (path, one) in enumerate(case.inputs.items()):
            name = f"i{number}"
            if path in self._paths:
                one = one._replace(value=values.value(f"{name}[1]"))  # type: ignore[arg-type]  # noqa: PLW2901
            inputs[path] = one
            given[id(one)] = name
        made = price(case._replace(inputs=inputs))
        self.exposure = made
        return Outline(made, values, ", ".join(given.values()), given)
