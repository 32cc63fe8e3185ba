"""What libyaml's errors mean to somebody who writes a business case."""

import re
import unicodedata
from typing import NamedTuple

import yaml

from omsrisk.scenario.documents.findings import Finding, at_place
from omsrisk.scenario.documents.nodes import Origin

_INVISIBLE = "[\u00a0\u00ad\u2000-\u200f\u202f\u205f\u2060\u3000]"
_INDENT = re.compile(f"[ \t]*({_INVISIBLE})")
_BEHIND = re.compile(f"[ \t]*(-|(?:- +)?[\\w-]+:)({_INVISIBLE})")
"""What looks like a space behind a colon or a dash, and makes no key and no list."""

_LINES_BEFORE = 2
_SIGNS = (
    (
        re.compile(r"\s*[\w-]+:\s+(>=?)\s*[\d.]"),
        "`>` begins a text of several lines",
        "a limit is not the number: write a range {low: ..., likely: ..., high: ...}",
    ),
    (
        re.compile(r"\s*[\w-]+:\s+(-)\s+[\d.(]"),
        "a minus with a space behind it begins a list",
        "write it next to the number, where one can be negative",
    ),
    (
        re.compile(r"\s*[\w-]+:\s+(%)\s*[\d.]"),
        "`%` cannot begin a value",
        "write the percent sign behind the number",
    ),
)
"""Signs before a number that mean something else there."""

_ALONE = re.compile(r"\s*[\w-]+:\s+[?-]\s*$")
_KEY_WITHOUT_SPACE = re.compile(r"^\s*[\w-]+:\S")


class _Told(NamedTuple):
    line: int
    column: int
    problem: str
    hint: str


def _told_by_characters(origin: Origin, line: int) -> _Told | None:
    """
    Find characters near a line that are not what they seem to be; None where there are none.

    libyaml stumbles behind them, up to a few lines later.
    """
    for number in range(max(line - _LINES_BEFORE, 1), min(line, len(origin.lines)) + 1):
        text = origin.lines[number - 1]
        if found := _INDENT.match(text):
            problem = f"the indent holds {_named(found[1])}, which is not a space"
            return _Told(number, 1, problem, "indent with plain spaces")
        if found := _BEHIND.match(text):
            sign = "dash" if found[1] == "-" else "colon"
            problem = f"a {sign} is followed by {_named(found[2])}, which is not a space"
            return _Told(
                number, found.start(2) + 1, problem, f"write a plain space behind the {sign}"
            )
    for number in (line, line - 1):
        text = origin.lines[number - 1] if 1 <= number <= len(origin.lines) else ""
        for pattern, problem, hint in _SIGNS:
            if found := pattern.match(text):
                return _Told(number, found.start(1) + 1, problem, hint)
    return None


def _named(character: str) -> str:
    return f"U+{ord(character):04X} ({unicodedata.name(character).lower()})"


def explain_yaml_error(  # noqa: PLR0912 - a fault a branch
    origin: Origin, error: yaml.MarkedYAMLError
) -> Finding:
    """
    Turn a parser's error into a finding at the place to mend.

    Args:
        origin: The text that was parsed.
        error: What libyaml says, with its marks.
    """
    problem = str(error.problem or "not YAML")
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    opened = error.context_mark
    last = max((n for n, one in enumerate(origin.lines, 1) if one.strip()), default=1)
    if line > last:
        line, column = last, len(origin.lines[last - 1]) + 1
    text = origin.lines[line - 1] if line <= len(origin.lines) else ""
    before = origin.lines[line - 2] if line > 1 else ""
    hint = ""
    told = _told_by_characters(origin, line)
    if told is not None:
        line, column, problem, hint = told
    elif _ALONE.match(text):
        column = text.rindex(text.rstrip()[-1]) + 1
        problem = f"`{text.rstrip()[-1]}` is not a value"
        hint = "leave the key out until it is known: what is not assessed is not zero"
    elif "cannot start any token" in problem and text[column - 1 : column] == "\t":
        problem, hint = "a tab cannot indent YAML", "indent with spaces"
    elif "cannot start any token" in problem:
        character = text[column - 1 : column]
        problem = f"the character `{character}` cannot begin a value"
        hint = "put the text in quotes"
    elif "end of stream" in problem and opened is not None:
        line, column = opened.line + 1, opened.column + 1
        problem, hint = "the quote that opens here is never closed", "close the quote"
    elif "mapping values are not allowed" in problem:
        problem = "a second colon on this line, or a line that is indented too far"
        hint = "quote text that holds `: `, and indent the keys of one map alike"
    elif "expected ':'" in problem and _KEY_WITHOUT_SPACE.match(before):
        line, column = line - 1, len(before) - len(before.lstrip()) + 1
        problem, hint = "this line has no key and value", "write a space after the colon"
    elif "expected ',' or" in problem and opened is not None:
        line, column = opened.line + 1, opened.column + 1
        problem = "the bracket that opens here is never closed, or a comma is missing"
        hint = "close it, or write one input a line"
    elif "incompatible" in problem:
        problem, hint = "this version of YAML is not supported", "remove the `%YAML` line"
    elif text.startswith("%"):
        problem, hint = "a line that begins with `%` is a directive", "put the text in quotes"
    elif "escape" in problem:
        problem = "an escape that YAML does not know, inside double quotes"
        hint = "use single quotes, or write the backslash twice"
    else:
        problem = "the structure of the text breaks here"
        hint = "look at quotes, brackets, colons and indentation, here and one line above"
    return at_place(origin, line, column, 0, "SCN004", f"not YAML: {problem}", hint=hint)
