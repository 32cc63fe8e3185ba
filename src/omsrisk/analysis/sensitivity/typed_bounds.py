"""Between which numbers an input may be typed: what `--set` would refuse has no figure elsewhere."""

from collections.abc import Iterator
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from typing import NamedTuple

from omsrisk.core.money import DIGITS_AFTER_POINT
from omsrisk.core.pricing.case import Case, Effect, Operation
from omsrisk.core.pricing.derived import is_part
from omsrisk.core.pricing.mitigations import acting, stating
from omsrisk.core.pricing.variation import values_of


class TypedBound(NamedTuple):
    """
    What a mitigation leaves of the numbers that an input may have.

    Attributes:
        path: The input, by the path where it is stated.
        least: The least that keeps it at 0 or more; None where any does.
        most: The most that keeps it at 1 or less; None where it is no share, or any does.
        mitigation: What the mitigation is called.
    """

    path: str
    least: Decimal | None
    most: Decimal | None
    mitigation: str


def bounds_by_mitigations(case: Case) -> Iterator[TypedBound]:
    """
    List the bounds that mitigations set to inputs: each alone must keep all of them in their bounds.

    Args:
        case: A case with its mitigations, taken or not.
    """
    stated = stating(case, case.mitigations)
    known = values_of(case)
    shares = {
        one.path: is_part(one)
        for inputs in (stated.inputs, *(phase.inputs for phase in stated.phases))
        for one in inputs.values()
    }
    for one in case.mitigations:
        effects: dict[str, list[Effect]] = {}
        for effect in one.effects:
            for path, own in acting(stated, effect):
                effects.setdefault(path, []).append(own)
        for path, some in effects.items():
            if path in known:
                yield from _bounds(path, some, one.name, is_share=shares[path])


def _bounds(path: str, effects: list[Effect], name: str, *, is_share: bool) -> Iterator[TypedBound]:
    """Find from which number on effects lead out of the bounds, where it is not set."""
    if any(one.operation is Operation.SET for one in effects):
        return
    factor, added = Decimal(1), Decimal(0)
    for one in effects:
        if one.operation is Operation.MULTIPLY:
            factor *= one.number
        else:
            added += one.number
    if factor <= 0:
        return
    least = _UP.divide(-added, factor).quantize(_FINEST, context=_UP) if added < 0 else None
    most = _DOWN.divide(1 - added, factor).quantize(_FINEST, context=_DOWN) if is_share else None
    if most is not None and most >= 1:
        most = None
    if least is not None or most is not None:
        yield TypedBound(path, least, most, name)


_FINEST = Decimal(1).scaleb(-DIGITS_AFTER_POINT)
_UP, _DOWN = Context(prec=60, rounding=ROUND_CEILING), Context(prec=60, rounding=ROUND_FLOOR)
