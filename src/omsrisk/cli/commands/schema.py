"""`omsrisk schema`: the JSON Schema of scenario files, and of the policy."""

import json
from typing import Annotated, Any

import typer

from omsrisk.cli import options
from omsrisk.cli.output_file import write_file
from omsrisk.cli.streams import write_out
from omsrisk.errors import UsageError
from omsrisk.scenario.schema.choices import nearest

_KINDS = ("scenario", "policy")


def command(
    kind: Annotated[
        str, typer.Option("--of", metavar="scenario|policy", help="Which file it describes.")
    ] = "scenario",
    output: options.Output = None,
) -> None:
    """Print the JSON Schema (2020-12) that editors and other tools read."""
    if kind not in _KINDS:
        raise UsageError(f"--of {kind}: there are {', '.join(_KINDS)}", nearest(kind, _KINDS))
    text = json.dumps(_schema(kind), indent=2, ensure_ascii=False) + "\n"
    if output is not None and output != "-":
        write_file(output, [text], list)
    else:
        write_out([text], utf8=True)


def _schema(kind: str) -> dict[str, Any]:
    if kind == "policy":
        from omsrisk.checks.policy.topics import policy_schema

        return policy_schema()
    from omsrisk.scenario.schema.json_schema import json_schema

    return json_schema()
