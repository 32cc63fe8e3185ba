"""What libyaml's errors mean to somebody who writes a business case."""

import re
import unicodedata

import yaml

from omsrisk.scenario.documents.findings import Finding, at_place
from omsrisk.scenario.documents.nodes import Origin

_INDENT = re.compile("^[ \t]*([\u00a0\u2000-\u200a\u202f\u3000])", re.MULTILINE)
_ALONE = re.compile(r"\s*[\w-]+:\s+[?-]\s*$")
_KEY_WITHOUT_SPACE = re.compile(r"^\s*[\w-]+:\S")


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
    strange = next((one for one in _INDENT.findall(f"{before}\n{text}") if one), "")
    if strange:
        name = unicodedata.name(strange).lower()
        problem = f"the indent holds U+{ord(strange):04X} ({name}), which is not a space"
        hint = "indent with plain spaces"
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
