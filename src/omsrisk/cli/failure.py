"""One document on every path: what a machine format gets where a command had no result to write."""

from collections.abc import Mapping, Sequence
from typing import Any

from omsrisk.cli.check_tally import NOTHING_CHECKED
from omsrisk.cli.output import is_stdout, write
from omsrisk.cli.run import failure_of
from omsrisk.cli.streams import write_out
from omsrisk.errors import OmsriskError
from omsrisk.report.document import Document
from omsrisk.report.findings.findings_report import FindingsReport
from omsrisk.report.findings.formats import FINDINGS_FORMATS, render
from omsrisk.report.formats.output_formats import RESULT_FORMATS
from omsrisk.scenario.documents.nodes import JsonValue
from omsrisk.text import visible

_MACHINES = tuple(name for name, one in FINDINGS_FORMATS.items() if one.is_for_machines)
_FINDINGS = {"check": _MACHINES, "diff": tuple(name for name in _MACHINES if name != "json")}
"""The commands whose result can be findings, and the formats in which it is."""

_LIKE_ANY = "rules"
"""A command with the options of output alone, for command lines whose command is not known."""


def write_failure(group: Any, arguments: Sequence[str], error: OmsriskError, code: int) -> None:
    """
    Write the one document of a machine format: why there is nothing in it, and the exit code.

    Formats for people get nothing: they have the error on standard error. So does a result that was
    to go into a file: the file stays as it was.

    Args:
        group: The application, which knows the options of each command.
        arguments: The command line, without the program's name.
        error: What kept omsrisk from doing what was asked.
        code: What it exits with.
    """
    command, asked = _asked(group, arguments)
    name = str(asked.get("format_name"))
    if not is_stdout(asked.get("output")):
        return
    if name in _FINDINGS.get(command, ()):
        # a code quality report has no place for what is no finding in a file: it stays empty
        errors = () if name == "gitlab" else ((error.message, error.hint),)
        summary = {**NOTHING_CHECKED, "exit_code": code}
        write_out(render(FindingsReport((), (), {}, summary, errors), name), utf8=True)
    elif name in RESULT_FORMATS and RESULT_FORMATS[name].is_for_machines:
        write(_document(command, asked, error, code), name)


def _asked(group: Any, arguments: Sequence[str]) -> tuple[str, Mapping[str, JsonValue]]:
    """
    Read the command and its options as Typer does, past whatever is wrong among them.

    The command's own parser knows which options take a value: the `-f` of `--set -f` is none.
    """
    at = next((at for at, one in enumerate(arguments) if not one.startswith("-")), len(arguments))
    name = "".join(arguments[at : at + 1])
    command = group.get_command(None, name)
    rest = [*arguments[:at], *arguments[at + 1 :]]
    if command is None or not any(one.name == "format_name" for one in command.params):
        command, rest = group.get_command(None, _LIKE_ANY), list(arguments)
    context = command.context_class(
        command, resilient_parsing=True, ignore_unknown_options=True, allow_extra_args=True
    )
    values, _, _ = command.make_parser(context).parse_args(args=rest)
    return name, values


def _document(
    command: str, asked: Mapping[str, JsonValue], error: OmsriskError, code: int
) -> Document:
    """Make the document that the command writes where it can do nothing, with what was asked for."""
    if command == "diff":
        from omsrisk.report.changes import diff as build_diff

        document = build_diff.failure(_baseline(asked))
        ending = build_diff.ending([], [], [error], code)
    else:
        document, ending = failure_of(error)
        ending["summary"]["exit_code"] = code
    return document._replace(record={**document.record, **ending})


def _baseline(asked: Mapping[str, JsonValue]) -> str | None:
    """Say what was to be compared with: a ref, or the first of two files; None for neither."""
    ref, files = asked.get("against"), list(asked.get("files") or ())
    if ref is not None:
        return visible(str(ref))
    return visible(str(files[0])) if len(files) > 1 else None
