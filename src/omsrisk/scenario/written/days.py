"""Days as authors write them: what to write for each, or which days it may be."""

import re
from datetime import date, timedelta

from omsrisk.scenario.written.vocabulary import UNKNOWN

_FORM = "which day is it? Write year, month and day, as in 2027-02-15"
_WRITTEN = "Write year, month and day, as in 2027-02-15"
_MONTHS = {
    word: number
    for number, words in enumerate(
        (
            "january jan januar jänner janvier janv jän jaen enero gennaio januari",
            "february feb februar febr feber février fevrier févr fév febrero febbraio februari",
            "march mar märz maerz mrz mär mars marzo maart março",
            "april apr avril avr abril abr aprile",
            "may mai mayo maggio mei",
            "june jun juni juin juno junio giugno",
            "july jul juli juillet juil julei julio luglio",
            "august aug août aout agosto augustus",
            "september sep sept septembre septiembre settembre",
            "october oct oktober okt octobre octubre ottobre",
            "november nov novembre noviembre",
            "december dec dezember dez décembre decembre déc diciembre dicembre",
        ),
        1,
    )
    for word in words.split()
}
_WEEKDAYS = re.compile(
    r"^(?:mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so|lun|mar|mer|jeu|ven|sam|dim|montag|dienstag|"
    r"mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag|lundi|mardi|mercredi|jeudi|vendredi|samedi|"
    r"dimanche|tues|thur|thurs|[a-z]+day)\.?,?\s+(?=.*\d.*\d)",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:Z|[+-]\d{2}:?\d{2}|[AaPp][Mm])?$")
_AROUND = re.compile(r"^(?:le|el|on|am|the|den|vom)\s+(?=.*\d)|\s*\([^\W\d_]+\.?\)$", re.IGNORECASE)
_ABOUT = re.compile(
    r"^(?:(?:the\s+)?(?:early|mid|late|beginning|begin|start|middle|end|anfang|mitte|ende|d\u00e9but|mi|fin)"
    r"(?:\s+(?:of|de|des))?[\s-]+)",
    re.IGNORECASE,
)
_YEAR_AND_MONTH = re.compile(r"(\d{4})[-/.](\d{1,2})|(\d{1,2})[-/.](\d{4})")
_NUMBERS = re.compile(r"(\d{1,4})\s?([-/. ])\s?(\d{1,2})\s?\2\s?(\d{1,4})\.?")
_NAMED = re.compile(
    r"(\d{0,4})(?:st|nd|rd|th|er|e|\.)?[\s.,/-]*(?:of\s+|de\s+)?([^\W\d_]+)(?:\s+de)?[\s.,/'\u2019-]*"
    r"(\d{1,4})(?:st|nd|rd|th|\.)?(?:[\s.,/-]+(\d{4}))?"
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_WEEK = re.compile(
    r"(?:(\d{4})[- ]?W|(?:kw|cw|week|wk|woche|semaine|w)\s?)(\d{1,2})(?:-(?P<day>[1-7])(?!\d))?"
    r"[\s/-]*(\d{4})?",
    re.IGNORECASE,
)
_QUARTER = re.compile(r"(?:q|quarter )\s?[1-4][\s/-]*(\d{4})?|\d{4}[\s/-]*q[1-4]", re.IGNORECASE)
_SERIAL = re.compile(r"[3-9]\d{4}")
_FIRST_SERIAL = date(1899, 12, 30)


def day_hint(text: str) -> str:
    """
    Say how to write a day; ask where it may be two.

    >>> day_hint("1 March 2026"), day_hint("1.9.2027")
    ('write 2026-03-01', 'write 2027-09-01')
    >>> day_hint("03/11/2026")
    '2026-03-11 or 2026-11-03?'
    """
    plain = _AROUND.sub("", _CLOCK.sub("", text.strip()))
    for one in (plain, _WEEKDAYS.sub("", plain)):  # `mar` is a month, and a Tuesday
        for read in (
            _in_numbers,
            _with_a_name,
            _about_a_month,
            _in_one,
            _of_a_week,
            _of_a_spreadsheet,
        ):
            found = read(one)
            if found is not None:
                return found
    folded = plain.casefold()
    if folded in UNKNOWN:
        return f"{_FORM}; leave the key out while it is not known"
    return _FORM


def _told(days: list[date]) -> str:
    """Say which days it may be."""
    known = list(dict.fromkeys(day.isoformat() for day in days))
    if not known:
        return f"it is not a day of the calendar: which is meant? {_WRITTEN}"
    return f"write {known[0]}" if len(known) == 1 else f"{', '.join(known[:-1])} or {known[-1]}?"


def _day(year: int, month: int, day: int) -> list[date]:
    try:
        return [date(year, month, day)]
    except ValueError:
        return []


def _in_numbers(text: str) -> str | None:
    """Read three numbers: a year in front settles it, points and a year behind mean the day first."""
    found = _NUMBERS.fullmatch(text)
    if found is None:
        return None
    first, mark, second, last = found.groups()
    one, two, three = int(first), int(second), int(last)
    if len(first) == 4:  # noqa: PLR2004 - a year
        return _told(_day(one, two, three))
    if len(last) == 3 or len(first) == 3:  # noqa: PLR2004 - no year
        return None
    if len(last) == 4 or mark == ".":  # noqa: PLR2004 - a year
        year = three if len(last) == 4 else 2000 + three  # noqa: PLR2004 - a year
        by_month = [] if mark == "." else _day(year, one, two)
        return _told([*by_month, *_day(year, two, one)])
    by_month, by_day = _day(2000 + three, one, two), _day(2000 + three, two, one)
    return _told([*by_month, *by_day, *_day(2000 + one, two, three)])


def _with_a_name(text: str) -> str | None:  # noqa: PLR0911 - an order of the three a case
    """Read a month by its name, the day before or behind it."""
    found = _NAMED.fullmatch(text)
    month = None if found is None else _MONTHS.get(found[2].casefold())
    if found is None or month is None:
        return None
    front, back, year = found[1], found[3], found[4]
    if year:
        days = [back] if not front else []
        return _told(_day(int(year), month, int(days[0]))) if days else None
    if not front:
        if len(back) == 4:  # noqa: PLR2004 - a year
            return _of_a_month(int(back), month)
        return f"which year? {_WRITTEN}"
    if len(front) == 4:  # noqa: PLR2004 - a year
        return _told(_day(int(front), month, int(back)))
    if len(back) == 4:  # noqa: PLR2004 - a year
        return _told(_day(int(back), month, int(front)))
    return _told(_day(2000 + int(back), month, int(front)))


def _of_a_month(year: int, month: int) -> str:
    return f"which day of the month? Write it as in {year:04}-{month:02}-15"


def _about_a_month(text: str) -> str | None:
    """Read a month without a day: `2026-04`, `Mitte April 2026`."""
    found = _YEAR_AND_MONTH.fullmatch(text)
    if found is not None:
        year, month = int(found[1] or found[4]), int(found[2] or found[3])
        return _of_a_month(year, month) if 1 <= month <= 12 else None  # noqa: PLR2004 - of a year
    rest = _ABOUT.sub("", text)
    return _with_a_name(rest) if rest != text else None


def _in_one(text: str) -> str | None:
    found = _COMPACT.fullmatch(text)
    return None if found is None else _told(_day(*map(int, found.groups())))


def _of_a_week(text: str) -> str | None:
    found = _WEEK.fullmatch(text)
    if found is not None:
        year = found[1] or found[4]
        if year and found["day"]:
            return _told(_of_iso(int(year), int(found[2]), int(found["day"])))
        try:
            monday = date.fromisocalendar(int(year), int(found[2]), 1) if year else None
        except ValueError:
            return _FORM
        return (
            f"which day of the week? Its Monday is {monday}"
            if monday
            else f"which day of the week? {_WRITTEN}"
        )
    if _QUARTER.fullmatch(text):
        return f"which day of the quarter? {_WRITTEN}"
    return None


def _of_iso(year: int, week: int, day: int) -> list[date]:
    try:
        return [date.fromisocalendar(year, week, day)]
    except ValueError:
        return []


def _of_a_spreadsheet(text: str) -> str | None:
    """Read the number that a spreadsheet counts days by."""
    if not _SERIAL.fullmatch(text):
        return None
    return f"is it a spreadsheet's number of the day {_FIRST_SERIAL + timedelta(days=int(text))}?"
