"""`omsrisk explain`: what a formula, an input, a metric or a finding means."""

from typing import Annotated

import typer

from omsrisk.analysis.explain import Explanation, explain, nearest_topic, topics
from omsrisk.checks.changes.change_codes import CHANGE_CODES
from omsrisk.checks.policy.topics import TOPIC, explain_policy, policy_topics
from omsrisk.checks.rules import BY_CODE
from omsrisk.cli import options
from omsrisk.cli.output import check_colour, chosen_format, write
from omsrisk.errors import UsageError
from omsrisk.report.reference import explanation as build_explanation
from omsrisk.report.reference import rule_table as build_rules
from omsrisk.scenario.schema.choices import nearest


def complete_topic(incomplete: str) -> list[str]:
    """Complete a topic."""
    known = dict.fromkeys((*topics(), *CHANGE_CODES, *BY_CODE, TOPIC, *policy_topics()))
    return [topic for topic in known if topic.startswith(incomplete)]


def command(
    topic: Annotated[
        str | None,
        typer.Argument(
            metavar="[TOPIC]",
            help="A formula, a line, an input path, a section, a metric, a finding code, a rule, or "
            "the policy.",
            autocompletion=complete_topic,
            show_default=False,
        ),
    ] = None,
    format_name: options.Format = None,
    output: options.Output = None,
    force: options.Force = False,
    colour: options.Colour = "auto",
) -> None:
    """Explain a topic, or list them all."""
    check_colour(colour)
    name = chosen_format(format_name, output)
    if topic is None:
        write(build_explanation.index(), name, output=output, colour=colour, force=force)
        return
    if topic.strip().upper() in BY_CODE:
        rule = BY_CODE[topic.strip().upper()]
        write(build_rules.explanation(rule), name, output=output, colour=colour, force=force)
        return
    code = CHANGE_CODES.get(topic.strip().upper())
    found = explain_policy(topic) or explain(topic)
    if code is not None:
        found = Explanation(topic, code=code)
    if not found.found:
        hint = (
            nearest_topic(topic)
            or nearest(topic, (TOPIC, *policy_topics()))
            or nearest(topic.upper(), tuple(BY_CODE))
            or "`omsrisk explain` lists them all"
        )
        raise UsageError(f"there is no topic `{topic}`", hint)
    write(build_explanation.document(found), name, output=output, colour=colour, force=force)
