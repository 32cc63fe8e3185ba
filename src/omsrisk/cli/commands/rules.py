"""`omsrisk rules`: the rules of `check`."""

from omsrisk.checks.rules import RULES
from omsrisk.cli import options
from omsrisk.cli.output import check_colour, chosen_format, write
from omsrisk.report.reference import rule_table as build_rules


def command(
    format_name: options.Format = None,
    output: options.Output = None,
    force: options.Force = False,
    colour: options.Colour = "auto",
) -> None:
    """List every rule."""
    check_colour(colour)
    name = chosen_format(format_name, output)
    write(build_rules.document(RULES), name, output=output, colour=colour, force=force)
