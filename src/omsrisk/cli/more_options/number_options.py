"""Options of how numbers and days are written, which every command takes that tells amounts."""

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Annotated, TypedDict, cast

import typer

from omsrisk.cli.options import whole_number
from omsrisk.cli.output import is_stdout
from omsrisk.errors import UsageError
from omsrisk.report.formats.output_formats import suffix_of
from omsrisk.report.number_style import (
    LOCALES,
    MOST_DECIMALS,
    PLAIN,
    UNITS,
    NumberStyle,
    locale_of,
    written_as,
)
from omsrisk.scenario.schema.choices import nearest
from omsrisk.text import visible

EXCEL = "csv-for-excel"

_UNITS = tuple(one for one in UNITS if one)

Locale = Annotated[
    str | None,
    typer.Option(
        "--locale",
        metavar="TAG",
        help="How people write numbers and days, such as de, fr or en-GB; JSON and CSV stay.",
        autocompletion=lambda incomplete: [one for one in LOCALES if one.startswith(incomplete)],
        show_default=False,
    ),
]
Unit = Annotated[
    str | None,
    typer.Option(
        "--unit",
        metavar="|".join(_UNITS),
        help="Tell people amounts in thousands or millions.",
        autocompletion=lambda incomplete: [one for one in _UNITS if one.startswith(incomplete)],
        show_default=False,
    ),
]
Decimals = Annotated[
    int | None,
    typer.Option(
        "--decimals",
        metavar="N",
        parser=whole_number("--decimals", 0),
        help="Digits after the point of amounts that people read.",
        show_default=False,
    ),
]
ForExcel = Annotated[
    bool,
    typer.Option(
        "--csv-for-excel",
        help="CSV that Excel opens with a click where people write decimal commas.",
    ),
]
_OPTIONS = {"locale": Locale, "unit": Unit, "decimals": Decimals, "csv_for_excel": ForExcel}
_DEFAULTS = {"csv_for_excel": False}


class _Asked(TypedDict, total=False):
    """What is asked for, by the names of the options."""

    locale: str | None
    unit: str | None
    decimals: int | None
    csv_for_excel: bool


def with_number_options(command: Callable[..., None]) -> Callable[..., None]:
    """
    Give a command the options of how numbers are written, and run it with numbers written so.

    Args:
        command: What Typer is to call; it takes options of output, or is a page.
    """
    signature = inspect.signature(command)
    taken = [
        name for name in _OPTIONS if name != "csv_for_excel" or "format_name" in signature.parameters
    ]

    @wraps(command)
    def styled(**given: object) -> None:
        asked = cast("_Asked", {name: given.pop(name) for name in taken})
        wanted = style_of(asked["locale"], asked["unit"], asked["decimals"])
        if asked.get("csv_for_excel"):
            given["format_name"] = _for_excel(given["format_name"], given["output"])
        with written_as(wanted):
            command(**given)

    more = [
        inspect.Parameter(
            name,
            inspect.Parameter.KEYWORD_ONLY,
            default=_DEFAULTS.get(name),
            annotation=_OPTIONS[name],
        )
        for name in taken
    ]
    own = [one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in signature.parameters.values()]
    vars(styled)["__signature__"] = signature.replace(parameters=[*own, *more])  # what Typer reads
    styled.__annotations__ = {
        **command.__annotations__,
        **{name: _OPTIONS[name] for name in taken},
    }
    return styled


def style_of(locale: str | None, unit: str | None, decimals: int | None) -> NumberStyle:
    """
    Read how numbers are to be written.

    Args:
        locale: A tag, such as `de` or `en-GB`.
        unit: `thousand` or `million`.
        decimals: Digits after the point of amounts.

    Raises:
        UsageError: One of them is not known.
    """
    if (locale, unit, decimals) == (None, None, None):
        return PLAIN
    tag = "en" if locale is None else locale_of(locale)
    if tag is None:
        known = ", ".join(LOCALES)
        raise UsageError(
            f"--locale {visible(str(locale))}: unknown locale; there are {known}",
            nearest(str(locale), tuple(LOCALES)) or "such as de or en-GB",
        )
    if unit is not None and unit not in _UNITS:
        raise UsageError(
            f"--unit {visible(unit)}: must be one of {', '.join(_UNITS)}", nearest(unit, _UNITS)
        )
    if decimals is not None and decimals > MOST_DECIMALS:
        raise UsageError(f"--decimals {decimals}: write {MOST_DECIMALS} or less")
    return LOCALES[tag]._replace(
        locale="" if locale is None else tag, unit=unit or "", decimals=decimals
    )


def given_by(wanted: NumberStyle) -> list[str]:
    """Write the options that ask for a way of writing, as a shell takes them."""
    asked = []
    if wanted.locale:
        import shlex  # few ask for one

        asked.append(shlex.join(["--locale", wanted.locale]))
    asked += [f"--unit {wanted.unit}"] if wanted.unit else []
    return asked + ([] if wanted.decimals is None else [f"--decimals {wanted.decimals}"])


def _for_excel(format_name: object, output: object) -> str:
    """
    See that nothing but CSV is asked for beside it.

    Raises:
        UsageError: Another format is.
    """
    suffix = "" if output is None or is_stdout(str(output)) else suffix_of(str(output))
    if format_name not in {None, "csv", EXCEL} or suffix not in {"", ".csv"}:
        asked = (
            f"--format {visible(str(format_name))}" if format_name else f"-o {visible(str(output))}"
        )
        raise UsageError(f"--csv-for-excel goes with CSV, not with {asked}", "name it case.csv")
    return EXCEL
