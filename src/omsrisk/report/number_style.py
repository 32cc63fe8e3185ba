"""
How people write numbers and days, by locale; and in which unit amounts are told.

It is kept as `decimal` keeps its context: every sentence of a report holds numbers, and none of them
is about how these are written. What programs read is written the same everywhere.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple

_SPACE, _THIN = "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"


class NumberStyle(NamedTuple):
    """
    A way of writing.

    Attributes:
        point: What stands before the part of a number behind its whole.
        group: What stands between three digits and three.
        day: A day, as `date.strftime` takes it.
        least_grouped: Digits before the point from which they are grouped.
        unit: `thousand` or `million`, in which amounts are told; empty for one.
        decimals: Digits after the point of amounts; None for as many as the unit or the currency has.
        locale: The tag that was asked for; empty for none.
    """

    point: str = "."
    group: str = ","
    day: str = "%Y-%m-%d"
    least_grouped: int = 4
    unit: str = ""
    decimals: int | None = None
    locale: str = ""

    @property
    def power(self) -> int:
        """Of ten: what an amount is divided by."""
        return UNITS[self.unit][0]

    def digits_of(self, minor_digits: int) -> int:
        """Return how many digits follow the point of an amount of a currency that has so many."""
        if self.decimals is not None:
            return self.decimals
        return UNITS[self.unit][1] if self.unit else minor_digits


MOST_DECIMALS = 12

UNITS: Mapping[str, tuple[int, int]] = {"": (0, 0), "thousand": (3, 1), "million": (6, 2)}
"""The units of amounts: the power of ten of each, and the digits after the point it is told with."""

PLAIN = NumberStyle()
"""As everything is written where nothing else is asked for."""

LOCALES: Mapping[str, NumberStyle] = {
    "en": PLAIN,
    "en-GB": NumberStyle(day="%d/%m/%Y"),
    "en-US": NumberStyle(day="%m/%d/%Y"),
    "cs": NumberStyle(",", _SPACE, "%d.%m.%Y"),
    "da": NumberStyle(",", ".", "%d.%m.%Y"),
    "de": NumberStyle(",", ".", "%d.%m.%Y"),
    "de-AT": NumberStyle(",", _SPACE, "%d.%m.%Y"),
    "de-CH": NumberStyle(".", "'", "%d.%m.%Y"),
    "es": NumberStyle(",", ".", "%d/%m/%Y", 5),
    "fi": NumberStyle(",", _SPACE, "%d.%m.%Y"),
    "fr": NumberStyle(",", _THIN, "%d/%m/%Y"),
    "fr-CH": NumberStyle(",", _THIN, "%d.%m.%Y"),
    "it": NumberStyle(",", ".", "%d/%m/%Y", 5),
    "nb": NumberStyle(",", _SPACE, "%d.%m.%Y"),
    "nl": NumberStyle(",", ".", "%d-%m-%Y"),
    "pl": NumberStyle(",", _SPACE, "%d.%m.%Y", 5),
    "pt": NumberStyle(",", ".", "%d/%m/%Y"),
    "sv": NumberStyle(",", _SPACE, "%Y-%m-%d"),
}
"""The locales, by the tags of BCP 47, as the Unicode locale data have them."""

_NOW: ContextVar[NumberStyle] = ContextVar("number_style", default=PLAIN)


def style() -> NumberStyle:
    """Return how numbers are written here."""
    return _NOW.get()


@contextmanager
def written_as(wanted: NumberStyle) -> Iterator[None]:
    """
    Write numbers and days in this way inside the `with` block.

    Args:
        wanted: How.
    """
    token = _NOW.set(wanted)
    try:
        yield
    finally:
        _NOW.reset(token)


def locale_of(tag: str) -> str | None:
    """
    Find a locale as people and systems name it; None for one that is not known.

    >>> locale_of("de_DE.UTF-8"), locale_of("EN-gb"), locale_of("tlh")
    ('de', 'en-GB', None)
    """
    known = {name.casefold(): name for name in LOCALES}
    wanted = tag.partition(".")[0].replace("_", "-").casefold()
    return known.get(wanted) or known.get(wanted.partition("-")[0])
