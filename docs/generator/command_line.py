"""The page of the command line: every command with its arguments and options."""

from collections.abc import Iterator
from typing import Any

import typer

from generator.markdown import code, page, table, text
from omsrisk.cli.app import COMMANDS, app

_INTRODUCTION = """\
Every command with its arguments and options, in the order of `omsrisk --help`. Options that stand
in several commands mean the same in each. FILE is a scenario file, a folder, a quoted pattern, or
`-` for standard input. [Exit codes](exit-codes.md) and [formats](formats.md) have pages of their
own."""


def command_line() -> str:
    """Write the page."""
    group: Any = typer.main.get_command(app)
    parts = ["## omsrisk", _options(group)]
    for name, sentence in COMMANDS.items():
        command = group.get_command(None, name)
        parts += [f"## omsrisk {name}", text(sentence), _options(command)]
    return page("Command line", _INTRODUCTION, parts)


def _options(command: Any) -> str:
    return table(["argument or option", "meaning"], _rows(command))


def _rows(command: Any) -> Iterator[tuple[str, str]]:
    for one in command.params:
        if one.name in _OF_THE_SHELL or getattr(one, "hidden", False):
            continue
        yield code(_spelled(one)), _meaning(one)


_OF_THE_SHELL = {"install_completion", "show_completion"}
"""Typer words these itself, in each version in its own way."""


def _spelled(one: Any) -> str:
    metavar = one.metavar or ""
    if one.param_type_name == "argument":
        shown = str(metavar or one.name.upper()).strip("[]{}.")
        shown += "..." if one.nargs == -1 else ""
        return shown if one.required else f"[{shown}]"
    names = ", ".join([*one.opts, *one.secondary_opts])
    return names if one.is_flag or not metavar else f"{names} {metavar}"


def _meaning(one: Any) -> str:
    meaning = text(" ".join(str(one.help or "").split()))
    default = getattr(one, "default", None)
    if isinstance(default, str) and default:
        return f"{meaning} Default: {code(default)}."
    return meaning
