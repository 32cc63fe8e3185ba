"""Parts of a quantity: its value, the ends of its range, its source, and how they go together."""

from collections.abc import Mapping
from decimal import Decimal

from pydantic_core import PydanticCustomError

from omsrisk.core.money import exact
from omsrisk.scenario.documents.nodes import List, Map, Node, Origin, Scalar
from omsrisk.scenario.schema.quantities import QUANTITY_KEYS, SPREAD_KEYS, Kind
from omsrisk.scenario.splicing.new_values import NewValue, Written

VALUE = QUANTITY_KEYS[0]
SAID = QUANTITY_KEYS[1:]
"""What is said of a number: its source, a note, who answers for it ..."""

PARTS = (VALUE, *SPREAD_KEYS, *SAID)
"""The keys of a quantity, in the order in which they are written."""

NUMBERS = tuple(key for key in (VALUE, *SPREAD_KEYS) if key != "distribution")
_OF_A_RANGE = ("low", "likely", "high", "distribution")
_SAYS_THE_NUMBER = (VALUE, *SPREAD_KEYS)


def with_part(old: Mapping[str, Written], part: str, new: Written) -> dict[str, Written]:
    """
    Put a part into a quantity.

    A number where there was a range is known now, and the range goes; an end of a range where there
    was a number makes that the likely one.

    Args:
        old: The quantity, by its keys; a plain number is its `value`.
        part: The key; empty for the whole, a number or the keys of a range.
        new: What comes in its place.

    >>> with_part({"value": NewValue("3")}, "low", NewValue("2"))
    {'low': NewValue(text='2', is_yaml=False), 'likely': NewValue(text='3', is_yaml=False)}
    """
    kept = dict(old)
    added: Mapping[str, Written] = {part or VALUE: new}
    if not part and isinstance(new, Mapping):
        added = new
    if part in _OF_A_RANGE and VALUE in kept:
        kept["likely"] = kept.pop(VALUE)
    elif part not in _OF_A_RANGE and not added.keys().isdisjoint(_SAYS_THE_NUMBER):
        others = set(_SAYS_THE_NUMBER)
        if part in SPREAD_KEYS:  # an end of an interval: the other end stays
            others = {VALUE, *_OF_A_RANGE[:3]}
        kept = {key: one for key, one in kept.items() if key not in others}
    whole = {**kept, **added}
    return {key: whole[key] for key in sorted(whole, key=_rank)}


def _rank(key: str) -> int:
    return PARTS.index(key) if key in PARTS else len(PARTS)


def parts_of(node: Node) -> dict[str, Written]:
    """Return the parts of a quantity as it stands: a plain number is its `value`."""
    if isinstance(node, Map):
        return {key: written_of(one) for key, one in node.entries.items()}
    return {VALUE: written_of(node)}


def written_of(node: Node) -> Written:
    """Return what a node says as a new value."""
    if isinstance(node, Map):
        return {key: written_of(one) for key, one in node.entries.items()}
    if isinstance(node, List):
        items = (written_of(one) for one in node.items)
        texts = (one.written(in_flow=True) for one in items if isinstance(one, NewValue))
        return NewValue(f"[{', '.join(texts)}]", is_yaml=True)
    return NewValue(node.text if isinstance(node, Scalar) else "")


def number_in(quantity: Mapping[str, Written]) -> str:
    """Return a number of a quantity as its author wrote it; empty where it has none."""
    found = (quantity[key] for key in NUMBERS if key in quantity)
    return next((one.text for one in found if isinstance(one, NewValue)), "")


def in_style_of(old: str, new: NewValue, kind: Kind) -> NewValue:
    """
    Write a share as the one before it: a percentage stays one, a fraction stays one.

    Args:
        old: The number that stood there, as written; empty for none.
        new: What comes in its place; what is not a number stays as it is, for the reader to refuse.
        kind: The kind of number.
    """
    was, is_ = old.endswith("%"), new.text.endswith("%")
    if not kind.is_share or not old or (was and is_):
        return new
    scalar = Scalar(Origin("", new.text), 1, 1, 1, len(new.text) + 1)
    scalar.text, scalar.style = new.text, None
    try:
        number = kind.number(scalar)
    except PydanticCustomError:
        return new
    if not was:
        return NewValue(f"{_plain(number):f}") if is_ else new
    space = old[len(old[:-1].rstrip()) : -1]
    with exact():
        return NewValue(f"{_plain(number.scaleb(2)):f}{space}%")


def _plain(number: Decimal) -> Decimal:
    """Drop the zeros behind the last digit that says something."""
    return number.normalize() if number else Decimal(0)
