"""The page of finding codes: what is wrong with a file or a change, and what to write instead."""

from generator.markdown import block, page, table, text
from omsrisk.checks.changes.change_codes import CHANGE_CODES
from omsrisk.scenario.documents.codes import CODES, Code

_INTRODUCTION = """\
What is found while a file is read and merged (`SCN`, the same in every command), and what a change
or a policy does that it may not (`POL`, `GAT` and the like, in `diff` and `check`). What a plan
lacks is found by [rules](rules.md). `omsrisk explain CODE` shows the same."""


def findings() -> str:
    """Write the page."""
    every = CODES | CHANGE_CODES
    summary = table(
        ["code", "what is wrong"],
        [[f"[{name}](#{name.lower()})", text(one.title)] for name, one in every.items()],
    )
    parts = [summary, *(_section(name, one) for name, one in every.items())]
    return page("Finding codes", _INTRODUCTION, parts)


def _section(name: str, one: Code) -> str:
    return "\n\n".join(
        [
            f"## {name}",
            f"**{text(one.title)}.** {text(one.reason)}",
            "Refused, or told:",
            block(one.wrong),
            "Instead:",
            block(one.right),
        ]
    )
