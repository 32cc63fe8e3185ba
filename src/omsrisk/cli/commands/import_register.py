"""`omsrisk import-register`: a risk register becomes items with a likelihood, and mitigations."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from omsrisk.cli import options
from omsrisk.cli.commands.set import refuse
from omsrisk.cli.output_file import create_file, is_written_to, write_file
from omsrisk.cli.streams import write_error, write_out
from omsrisk.errors import UsageError
from omsrisk.scenario.documents.decimals import shown
from omsrisk.scenario.reading.files import plain_name, read_bytes
from omsrisk.scenario.schema.choices import nearest
from omsrisk.simulation.extra import require
from omsrisk.text import counted, visible

if TYPE_CHECKING:
    from omsrisk.scenario.tables.risk_register import RegisterFile


def complete_place(incomplete: str) -> list[str]:
    """Complete the list that risks are put into."""
    from omsrisk.scenario.tables.risk_register import PLACES

    return [one for one in PLACES if one.startswith(incomplete)]


def command(
    register: Annotated[
        str,
        typer.Argument(
            metavar="FILE.csv|FILE.xlsx", help="The register, with heads over its columns."
        ),
    ],
    mapped: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar="COLUMN=HEAD",
            help="The head of a column that is called otherwise, such as 'impact=Worst case (EUR)'; "
            "of `impact` once for each that is added up.",
            show_default=False,
        ),
    ] = None,
    into: Annotated[
        str | None,
        typer.Option(
            "--into",
            metavar="PATH",
            help="The list of cost items that risks become part of; stabilisation.items if left out.",
            autocompletion=complete_place,
            show_default=False,
        ),
    ] = None,
    currency: Annotated[
        str | None,
        typer.Option(
            "--currency",
            metavar="CODE",
            help="Currency of the amounts; that of the head, as in `Impact (EUR)`, if left out.",
            show_default=False,
        ),
    ] = None,
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Write the scenario into this file; standard output if left out.",
            show_default=False,
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite a file that is there.")] = False,
    quiet: options.Quiet = False,
) -> None:
    """Write a scenario of a risk register, for others to extend."""
    from omsrisk.scenario.tables.register_columns import register_of
    from omsrisk.scenario.tables.risk_register import PLACES, USUAL_PLACE, register_file

    place = USUAL_PLACE if into is None else into
    if place not in PLACES:
        listed = ", ".join(PLACES)
        raise UsageError(f"--into {visible(place)}: must be one of {listed}", nearest(place, PLACES))
    columns = _columns(mapped)
    content = read_bytes(register)
    if content.startswith(b"PK"):
        require("openpyxl", "reading a workbook", "xlsx")
    read = register_of(register, content, columns)
    code = _currency(currency, read.currency, register)
    made = register_file(
        read, plain_name(register), name=Path(register).stem or "Register", currency=code, into=place
    )
    if not made.risks:
        why = f": {counted(made.closed, 'risk')} closed" if made.closed else ""
        raise UsageError(f"{visible(register)} has no risk that counts{why}")
    if made.findings:
        refuse(made.findings)
    if output is None or output == "-":
        write_out([made.text], utf8=True)
    else:
        _write(output, made.text, register, force=force)
    if not quiet:
        write_error(_told(made, output))
        if read.passed_over:
            heads = ", ".join(map(shown, read.passed_over))
            write_error(
                f"Not read, and it may be an impact, too: {heads}. `--map impact=HEAD`, once for "
                "each, adds them up.\n"
            )


def _columns(mapped: Iterable[str] | None) -> dict[str, list[str]]:
    """Split what is mapped at the first `=` of each."""
    from omsrisk.scenario.tables.register_columns import COLUMNS, IMPACT

    names = tuple(column.name for column in COLUMNS)
    found: dict[str, list[str]] = {}
    for one in mapped or ():
        name, sign, head = one.partition("=")
        if not sign or not head.strip():
            raise UsageError(f"--map {visible(one)}: expected COLUMN=HEAD", "such as impact=Loss")
        if name not in names:
            message = f"--map {visible(name)}: must be one of {', '.join(names)}"
            raise UsageError(message, nearest(name, names))
        if name in found and (name != IMPACT or head in found[name]):
            raise UsageError(f"--map {name} is given twice")
        found.setdefault(name, []).append(head)
    return found


def _currency(given: str | None, told: str, register: str) -> str:
    from omsrisk.scenario.schema.currencies import minor_digits

    if given is not None and given not in minor_digits():
        message = f"--currency {visible(given)}: {shown(given)} is not a currency code of ISO 4217"
        raise UsageError(message, nearest(given.upper(), tuple(minor_digits())))
    if given is not None and told and given != told:
        raise UsageError(f"--currency {given}: the amounts of {visible(register)} are in {told}")
    if not given and not told:
        raise UsageError(f"{visible(register)} does not say its currency", "--currency EUR says it")
    return given or told


def _write(output: str, text: str, register: str, *, force: bool) -> None:
    if force or is_written_to(output):
        write_file(output, [text], lambda: [register], is_ours=None)
        return
    try:
        create_file(output, text)
    except FileExistsError:
        message = f"{visible(output)} exists, and is not overwritten"
        raise UsageError(message, "name another file, or overwrite it with --force") from None


def _told(made: "RegisterFile", output: str | None) -> str:
    is_file = output is not None and output != "-"
    place = f"{visible(str(output))} written: " if is_file else ""
    told = f"{place}{counted(made.risks, 'risk')}, {counted(made.mitigations, 'mitigation')}."
    if made.closed:
        told += f" Left out, as the register has them closed: {counted(made.closed, 'risk')}."
    if is_file:
        told += f" Next: omsrisk calc {visible(str(output))}"
    if made.without_effect:
        listed = ", ".join(map(visible, made.without_effect))
        told += f"\nThe register does not say what these change, and so far it is nothing: {listed}"
    return f"{told}\n"
