"""`omsrisk schema`: the JSON Schema of scenario files, of the policy, and of what commands print."""

import json
from typing import Annotated

import typer

from omsrisk.cli import options
from omsrisk.cli.output import format_of_file
from omsrisk.cli.output_file import write_file
from omsrisk.cli.streams import write_out
from omsrisk.errors import UsageError
from omsrisk.report.formats.output_formats import RESULT_FORMATS
from omsrisk.scenario.documents.nodes import JsonObject, JsonValue
from omsrisk.scenario.schema.choices import nearest

_FILES = ("scenario", "policy", "report-file")


def complete_kind(incomplete: str) -> list[str]:
    """Complete what there is a schema of."""
    from omsrisk.report.output_schemas import OUTPUTS

    return [kind for kind in (*_FILES, *OUTPUTS) if kind.startswith(incomplete)]


def command(
    kind: Annotated[
        str,
        typer.Option(
            "--of",
            metavar="scenario|policy|report-file|COMMAND",
            help="Which file it describes; or a command, for the JSON that it prints.",
            autocompletion=complete_kind,
        ),
    ] = "scenario",
    output: options.Output = None,
    force: options.Force = False,
) -> None:
    """Print the JSON Schema (2020-12) that editors and other tools read."""
    text = written(_schema(kind)) + "\n"
    if output is not None and output != "-":
        form = RESULT_FORMATS["json"]
        format_of_file(output, {"json": form})
        write_file(output, [text], list, is_ours=None if force else form.is_ours)
    else:
        write_out([text], utf8=True)


def _schema(kind: str) -> JsonObject:
    if kind == "scenario":
        from omsrisk.scenario.schema.json_schema import json_schema

        return json_schema()
    if kind == "policy":
        from omsrisk.checks.policy.topics import policy_schema

        return policy_schema()
    if kind == "report-file":
        from omsrisk.report.board.report_file import report_schema

        return report_schema()
    from omsrisk.report.output_schemas import OUTPUTS, output_schema

    if kind not in OUTPUTS:
        kinds = (*_FILES, *OUTPUTS)
        raise UsageError(f"--of {kind}: must be one of {', '.join(kinds)}", nearest(kind, kinds))
    return output_schema(kind)


_LINE = 200


def written(part: JsonValue, indent: str = "") -> str:
    """
    Write JSON so that it is small and readable: what has room on a line stands on one.

    Args:
        part: A document, or a part of it.
        indent: What stands before its lines.
    """
    line = json.dumps(part, ensure_ascii=False)
    is_flat = isinstance(part, list) and not any(isinstance(one, (dict, list)) for one in part)
    if not isinstance(part, (dict, list)) or is_flat or len(indent) + len(line) <= _LINE:
        return line
    inner = indent + " "
    if isinstance(part, list):
        items = [written(one, inner) for one in part]
    else:
        items = [f"{json.dumps(key)}: {written(one, inner)}" for key, one in part.items()]
    opening, closing = ("[", "]") if isinstance(part, list) else ("{", "}")
    return f"{opening}\n{inner}" + f",\n{inner}".join(items) + f"\n{indent}{closing}"
