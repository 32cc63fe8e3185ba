"""Grids: the points at which an input is tried, from the words of the command line."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from omsrisk.core.calendar import add_months
from omsrisk.core.money import exact
from omsrisk.errors import UsageError
from omsrisk.scenario.schema.quantities import FIRST_YEAR, LAST_YEAR

MOST_POINTS = 10_000_000

_NUMBER = re.compile(r"(?P<sign>[+-]?)(?P<digits>\d{1,18}(?:\.\d{1,12})?)(?P<percent>%?)\Z")
_STEP = re.compile(r"(?P<count>[1-9]\d{0,3})(?P<unit>[dwm])\Z")
_RANGE_PARTS = 3


class Grid(NamedTuple):
    """
    The numbers at which one input is tried.

    Attributes:
        path: The input, as it was named.
        start: The first number.
        step: From one to the next; 0 for a list.
        length: How many there are.
        listed: The numbers of a list, empty for a range.
    """

    path: str
    start: Decimal
    step: Decimal
    length: int
    listed: tuple[Decimal, ...] = ()

    def numbers(self) -> Iterator[Decimal]:
        """Return the numbers one by one; a range is never held whole."""
        if self.listed:
            yield from self.listed
        else:
            for number in range(self.length):
                yield self.start + number * self.step

    def ends(self) -> tuple[Decimal, ...]:
        """Return the numbers that decide whether all lie within bounds."""
        return self.listed or (self.start, self.start + (self.length - 1) * self.step)


class Dates(NamedTuple):
    """
    The days at which a date is tried.

    Attributes:
        path: The date, as it was named.
        days: The days.
    """

    path: str
    days: tuple[date, ...]


def split(setting: str) -> tuple[str, str]:
    """
    Split `PATH=GRID`.

    Raises:
        UsageError: There is no `=`.
    """
    path, equals, text = setting.partition("=")
    if not equals or not path or not text:
        raise UsageError(f"--vary {setting}: write it as PATH=GRID", "such as PATH=0:30:5")
    return path, text


def refuse_percentages(path: str, text: str, *, is_share: bool) -> None:
    """
    Refuse a percentage without a sign for what is not a share: it would be read as a hundredth.

    Raises:
        UsageError: There is one.
    """
    relative = text.startswith(("+", "-"))
    for part in re.split("[:,]", text):
        if (
            part.strip().endswith("%")
            and part.strip()[:1] not in {"+", "-"}
            and not is_share
            and not (relative and ":" in text)
        ):
            raise UsageError(
                f"--vary {path}={text}: `{part}` is a percentage, and the input is not a share",
                "write the number, or +10% and -20% relative to the file's value",
            )


def parse(path: str, text: str, base: Decimal | None) -> Grid:
    """
    Read a grid: `0:30:5`, `1,2,5,10`, `-20%:+20%:5%`, `+10%`.

    Args:
        path: The input.
        text: The words. A percentage with a sign is relative to the number in the file, one without
            is a share.
        base: The number in the file; None where phases have different ones.

    Raises:
        UsageError: It is no grid, or one without end.
    """
    parts = text.split(":")
    if len(parts) == _RANGE_PARTS:
        return _range(path, text, parts, base)
    if len(parts) != 1:
        raise UsageError(f"--vary {path}={text}: a range is start:stop:step", "such as 0:30:5")
    return Grid(path, Decimal(0), Decimal(0), text.count(",") + 1,
                tuple(_number(path, text, part, base) for part in text.split(",")))  # fmt: skip


def _range(path: str, text: str, parts: list[str], base: Decimal | None) -> Grid:
    relative = parts[0][:1] in {"+", "-"} and parts[0].endswith("%")
    start, stop = (_number(path, text, part, base) for part in parts[:2])
    step_text = parts[2]
    if relative and step_text.endswith("%"):
        with exact():
            own = _number(path, text, step_text.lstrip("+"), Decimal(1))
            step = own * _known(path, text, base)
    else:
        step = _plain(path, text, step_text)
    if step == 0 and base == 0 and relative:
        raise UsageError(
            f"--vary {path}={text}: the file has 0, of which every part is 0", "write numbers"
        )
    if step == 0:
        raise UsageError(f"--vary {path}={text}: a step of 0 leads nowhere")
    if (stop - start) * step < 0:
        raise UsageError(f"--vary {path}={text}: the step leads away from the stop")
    count = int((stop - start) // step) + 1
    if count > MOST_POINTS:
        raise UsageError(f"--vary {path}={text}: {count:,} points", f"at most {MOST_POINTS:,}")
    return Grid(path, start, step, count)


def _known(path: str, text: str, base: Decimal | None) -> Decimal:
    if base is None:
        raise UsageError(
            f"--vary {path}={text}: the phases have different numbers",
            "write numbers without a sign",
        )
    return base


def _plain(path: str, text: str, part: str) -> Decimal:
    found = _NUMBER.match(part.strip())
    if found is None:
        raise UsageError(
            f"--vary {path}={text}: `{part}` is not a number",
            "write numbers such as 0:30:5 or 1,2,5; -20%:+20%:5% is relative",
        )
    number = Decimal(found["sign"] + found["digits"])
    return number.scaleb(-2) if found["percent"] else number


def _number(path: str, text: str, part: str, base: Decimal | None) -> Decimal:
    """Read one number; a signed percentage is relative to the number in the file."""
    number = _plain(path, text, part)
    if part.strip()[:1] in {"+", "-"} and part.strip().endswith("%"):
        with exact():
            return _known(path, text, base) * (1 + number)
    return number


def parse_dates(path: str, text: str) -> Dates:
    """
    Read a grid of days: `2027-01-01:2027-06-01:1w`, or days with commas.

    Raises:
        UsageError: It is none.
    """
    parts = text.split(":")
    if len(parts) == 1:
        return Dates(path, tuple(_day(path, text, part) for part in text.split(",")))
    step = _STEP.match(parts[2]) if len(parts) == _RANGE_PARTS else None
    if step is None:
        raise UsageError(
            f"--vary {path}={text}: a range of days is start:stop:step",
            "such as 2027-01-01:2027-06-01:1w; steps are 1d, 1w, 1m",
        )
    first, last = _day(path, text, parts[0]), _day(path, text, parts[1])
    if last < first:
        raise UsageError(f"--vary {path}={text}: the stop lies before the start")
    count = int(step["count"])
    days, day, number = [], first, 0
    while day <= last:
        days.append(day)
        number += count
        if step["unit"] == "m":
            day = add_months(first, number)
        else:
            day = first + timedelta(days=number * (7 if step["unit"] == "w" else 1))
    return Dates(path, tuple(days))


def _day(path: str, text: str, part: str) -> date:
    try:
        day = date.fromisoformat(part.strip())
    except ValueError:
        raise UsageError(f"--vary {path}={text}: `{part}` is not a day") from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise UsageError(f"--vary {path}={text}: {day} lies outside {FIRST_YEAR} to {LAST_YEAR}")
    return day
