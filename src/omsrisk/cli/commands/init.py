"""`omsrisk init`: a first scenario file that runs as it stands."""

import os
from pathlib import Path
from typing import Annotated

import typer

from omsrisk.cli import options
from omsrisk.cli.commands.schema import written
from omsrisk.cli.output_file import create_file, is_written_to
from omsrisk.cli.streams import write_error, write_out
from omsrisk.errors import CannotWriteError, UsageError
from omsrisk.scenario.schema.choices import nearest
from omsrisk.scenario.schema.currencies import minor_digits
from omsrisk.scenario.schema.scenario_file import APPROACHES
from omsrisk.scenario.template import documented_cases, first_template, full_template
from omsrisk.text import visible


def complete_case(incomplete: str) -> list[str]:
    """Complete the name of a documented case."""
    return [name for name in documented_cases() if name.startswith(incomplete)]


def complete_currency(incomplete: str) -> list[str]:
    """Complete the code of a currency."""
    return [code for code in minor_digits() if code.startswith(incomplete.upper())]


def complete_approach(incomplete: str) -> list[str]:
    """Complete a way of going live."""
    return [one for one in APPROACHES.words if one.startswith(incomplete)]


def command(
    file: Annotated[
        str, typer.Argument(metavar="[FILE]", help="What to write; - for standard output.")
    ] = "scenario.yaml",
    full: Annotated[bool, typer.Option("--full", help="Every section of the format.")] = False,
    like: Annotated[
        str | None,
        typer.Option(
            "--like",
            metavar="CASE",
            help="A documented failure, such as hp-2004, with its sources.",
            autocompletion=complete_case,
            show_default=False,
        ),
    ] = None,
    currency: Annotated[
        str | None,
        typer.Option(
            "--currency",
            metavar="CODE",
            help="Of the amounts, such as EUR; USD if left out.",
            autocompletion=complete_currency,
            show_default=False,
        ),
    ] = None,
    approach: Annotated[
        str | None,
        typer.Option(
            "--approach",
            metavar="|".join(APPROACHES.words),
            help="How the system goes live; phased brings two phases.",
            autocompletion=complete_approach,
            show_default=False,
        ),
    ] = None,
    ask: Annotated[
        bool, typer.Option("--ask", help="Ask for the numbers of a first file, on a terminal.")
    ] = False,
    quiet: options.Quiet = False,
) -> None:
    """Write a scenario file; a file that is there is never overwritten."""
    if ask and (full or like is not None):
        raise UsageError("--ask is for a first file, without --full and --like")
    if full and like is not None:
        raise UsageError("--full and --like name two templates: choose one")
    if like is not None and (currency or approach):
        raise UsageError("--currency and --approach go with a file of your own, not with --like")
    if full and approach:
        raise UsageError("--approach goes with a first file, not with --full, which has phases")
    code, way = _code(currency), _known(approach)
    body = _asked(file, currency, way) if ask else _template(full, like, code, way)
    text = f"{_SCHEMA_LINE}\n{body}"
    if file == "-":
        write_out([text], utf8=True)
        return
    try:
        create_file(file, text)
    except FileExistsError:
        raise _exists(file) from None
    beside = "" if is_written_to(file) else _with_schema(file)
    if not quiet:
        schema = f"{visible(beside)} is for editors. " if beside else ""
        write_error(f"{visible(file)} written. {schema}Next: omsrisk calc {visible(file)}\n")
        if ask and not is_written_to(file):
            from omsrisk.cli.more_options.first_answers import tell_what_is_left

            tell_what_is_left(file)


def _exists(file: str) -> UsageError:
    message = f"{visible(file)} exists, and is not overwritten"
    return UsageError(message, f"name another file: omsrisk init {_another(file)}")


def _asked(file: str, currency: str | None, approach: str | None) -> str:
    """Ask for what the file is to hold; not at all where it could not be written afterwards."""
    from omsrisk.cli.more_options.first_answers import first_answers
    from omsrisk.scenario.first_file import CURRENCY, first_file

    if file != "-" and not is_written_to(file):
        if os.path.lexists(file):
            raise _exists(file)
        folder = os.path.dirname(file) or "."  # noqa: PTH120 - any text
        if not os.access(folder, os.W_OK | os.X_OK):
            raise CannotWriteError(f"cannot write {visible(file)}: no folder that takes a file")
    given = {} if currency is None else {CURRENCY: currency}
    return first_file(first_answers(given), approach)


_SCHEMA = "omsrisk.schema.json"
_SCHEMA_LINE = f"# yaml-language-server: $schema=./{_SCHEMA}"
"""From which an editor knows what a file may hold."""


def _with_schema(file: str) -> str:
    """Write the schema beside a file, unless one is there; return its name where it was written."""
    from omsrisk.scenario.schema.json_schema import json_schema

    beside = str(Path(file).with_name(_SCHEMA))
    try:
        create_file(beside, written(json_schema()) + "\n")
    except FileExistsError:
        return ""
    return beside


def _code(currency: str | None) -> str:
    """
    Check the code of a currency.

    Raises:
        UsageError: There is none of that name.
    """
    code = "USD" if currency is None else currency
    if code not in minor_digits():
        hint = nearest(code.upper(), tuple(minor_digits())) or "a code of ISO 4217, such as EUR"
        raise UsageError(f"--currency {visible(code)}: unknown currency", hint)
    return code


def _known(approach: str | None) -> str | None:
    if approach is not None and approach not in APPROACHES.words:
        known = ", ".join(APPROACHES.words)
        hint = nearest(approach, APPROACHES.words)
        raise UsageError(f"--approach {visible(approach)}: must be one of {known}", hint)
    return approach


def _template(full: bool, like: str | None, currency: str, approach: str | None) -> str:  # noqa: FBT001 - private
    if like is None:
        return full_template(currency) if full else first_template(currency, approach)
    cases = documented_cases()
    if like not in cases:
        known = ", ".join(cases)
        raise UsageError(f"there is no case `{visible(like)}`", nearest(like, tuple(cases)) or known)
    return cases[like]


def _another(file: str) -> str:
    path = Path(file)
    return visible(str(path.with_name(f"{path.stem}-2{path.suffix}")))
