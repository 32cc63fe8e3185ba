"""
Units as data: `order/day`, `money/order`, `1`.

A unit is written as factors with `*` and at most one `/`; `1` is a pure number. The formulas carry
their units in their annotations, the inputs in their declarations, and one algebra serves both.
"""

from collections.abc import Mapping

MONEY = "money"


def dimensions(unit: str) -> Mapping[str, int]:
    """
    Return the exponent of each base in a unit.

    Args:
        unit: Such as `order/day` or `person*hour/day`.

    Returns:
        Exponents by base name, without those that are 0.

    >>> dict(dimensions("order/day"))
    {'order': 1, 'day': -1}
    >>> dict(dimensions("1"))
    {}
    """
    exponents: dict[str, int] = {}
    over, _, under = unit.partition("/")
    for part, sign in ((over, 1), (under, -1)):
        for base in part.split("*"):
            if base not in {"", "1"}:
                exponents[base] = exponents.get(base, 0) + sign
    return {base: exponent for base, exponent in exponents.items() if exponent}


def plural(noun: str) -> str:
    """
    Return the plural of an English unit name.

    >>> [plural(noun) for noun in ("day", "account", "box", "company", "hours")]
    ['days', 'accounts', 'boxes', 'companies', 'hours']
    """
    if noun.endswith("y") and noun[-2:-1] not in set("aeiou"):
        return noun[:-1] + "ies"
    if noun.endswith(("x", "ch", "sh")):
        return noun + "es"
    return noun if noun.endswith("s") else noun + "s"
