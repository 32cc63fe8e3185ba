"""The pages of the reference: each is written from the program, so that it cannot be behind it."""

from collections.abc import Callable

from generator.command_line import command_line
from generator.exit_codes import exit_codes
from generator.findings import findings
from generator.formats import formats
from generator.formulas import formulas
from generator.inputs import inputs
from generator.json_keys import json_keys
from generator.metrics import metrics
from generator.policy import policy
from generator.python_api import python_api
from generator.rules import rules

PAGES: dict[str, Callable[[], str]] = {
    "formulas.md": formulas,
    "inputs.md": inputs,
    "metrics.md": metrics,
    "rules.md": rules,
    "findings.md": findings,
    "policy.md": policy,
    "command-line.md": command_line,
    "formats.md": formats,
    "json.md": json_keys,
    "exit-codes.md": exit_codes,
    "python.md": python_api,
}
"""Who writes each page, by its name in docs/reference/."""
