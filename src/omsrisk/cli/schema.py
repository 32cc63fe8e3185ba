"""`omsrisk schema`: the JSON Schema of scenario files."""

import json

from omsrisk.cli import options
from omsrisk.cli.output_file import write_file
from omsrisk.cli.streams import write_out
from omsrisk.scenario.schema import json_schema


def command(output: options.Output = None) -> None:
    """Print the JSON Schema (2020-12) that editors and other tools read."""
    text = json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"
    if output is not None and output != "-":
        write_file(output, [text], list)
    else:
        write_out([text], utf8=True)
