"""The page of rules: what each asks of a business case, why, and what it finds and does not find."""

from generator.markdown import block, code, page, table, text
from omsrisk.checks.rule import Rule
from omsrisk.checks.rules import RULES

_INTRODUCTION = """\
What `omsrisk check` holds a business case to. `omsrisk explain CODE` shows the same; `--select` and
`--ignore` take a code or its beginning, and a file lifts a rule with a
[waiver](../how-to/check.md). `[C]` and `[P]` are the [two sources](../explanation/sources.md)."""


def rules() -> str:
    """Write the page."""
    summary = table(
        ["code", "severity", "rule"],
        [[f"[{one.code}](#{one.code.lower()})", one.severity.value, text(one.name)] for one in RULES],
    )
    return page("Rules", _INTRODUCTION, [summary, *(_section(one) for one in RULES)])


def _section(one: Rule) -> str:
    facts = [
        f"- Severity: {one.severity.value}",
        f"- Source: {text(one.source)}",
        f"- To do: {text(one.hint)}",
    ]
    if one.reads_clock:
        facts.append(f"- It reads the clock: {code('--today')} sets the day.")
    if not one.can_be_waived:
        facts.append("- It cannot be waived.")
    policy = []
    if one.policy:
        policy = ["Asked under a policy that says:", block(one.policy, "yaml")]
    return "\n\n".join(
        [
            f"## {one.code}",
            f"**{text(one.name)}.** {text(one.reason)}",
            "\n".join(facts),
            *policy,
            "Found:",
            block(one.wrong, "text"),
            "Not found:",
            block(one.right, "text"),
        ]
    )
