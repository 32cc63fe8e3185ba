"""The page of the Python API: every public name with its signature and its docstring."""

import inspect
import re
from collections.abc import Callable
from enum import Enum

import omsrisk
from generator.markdown import block, page, text

_INTRODUCTION = """\
Every public name of the package, as `from omsrisk import NAME` finds it; what is not listed here
may change without notice. [How to](../how-to/python.md) shows them at work. Amounts are exact
decimals: nothing is rounded until it is printed. What a caller can put right is raised as an
`OmsriskError`."""


def python_api() -> str:
    """Write the page."""
    names = sorted((one for one in omsrisk.__all__ if not one.startswith("__")), key=str.lower)
    return page("Python", _INTRODUCTION, (_section(name, getattr(omsrisk, name)) for name in names))


def _section(name: str, value: object) -> str:
    documentation = inspect.cleandoc(getattr(value, "__doc__", None) or "")
    head = block(f"{name}{_signature(value)}", "python") if callable(value) else ""
    return "\n\n".join(part for part in (f"## {name}", head, _prose(documentation)) if part)


def _signature(value: Callable[..., object]) -> str:
    if isinstance(value, type) and issubclass(value, (Exception, Enum)):
        return ""
    found = inspect.signature(value)
    parameters = [_parameter(one) for one in found.parameters.values()]
    keyword = [one.kind is one.KEYWORD_ONLY for one in found.parameters.values()]
    if any(keyword) and not any(one.kind is one.VAR_POSITIONAL for one in found.parameters.values()):
        parameters.insert(keyword.index(True), "*")
    inner = ", ".join(parameters)
    if len(inner) > _WIDE:
        inner = "\n    " + ",\n    ".join(parameters) + ",\n"
    gives = "" if found.return_annotation in {found.empty, None} else f" -> {_type(found)}"
    return f"({inner}){'' if isinstance(value, type) else gives}"


def _parameter(one: inspect.Parameter) -> str:
    """Write a parameter with its type; a default that is a thing of the program is left at dots."""
    typed = _short(one.replace(default=one.empty))
    if isinstance(one.default, Enum):
        return f"{typed} = {type(one.default).__name__}.{one.default.name}"
    plain = one.default is one.empty or isinstance(one.default, _PLAIN)
    return _short(one) if plain else f"{typed} = ..."


_PLAIN = (str, int, float, tuple, type(None))


def _type(found: inspect.Signature) -> str:
    return _short(inspect.Signature(return_annotation=found.return_annotation))[len("() -> ") :]


def _short(one: object) -> str:
    """Write a type as its declaration does, alike in every Python, and not where it lives."""
    found = re.sub(r"\b[a-z_]+(?:\.[a-z_]+)+\.(?=[A-Za-z])", "", str(one))
    found = re.sub(r"\b[a-z_]+\.(?=[A-Z])|~(?=[A-Z])", "", found)
    found = re.sub(r"ForwardRef\('([^']*)'[^)]*\)", r"\1", found).replace("NoneType", "None")
    found = re.sub(r"\bOptional\[(\w+)\]", r"\1 | None", found)
    return re.sub(r"\bUnion\[([\w, ]+)\]", lambda union: union[1].replace(", ", " | "), found)


_WIDE = 70


def _prose(documentation: str) -> str:
    """Set a docstring: its sentences as prose, its sections as lists, its examples as they stand."""
    parts: list[str] = []
    for part in documentation.split("\n\n"):
        head, _, rest = part.partition("\n")
        if re.fullmatch(r"[A-Z]\w+:", head) and rest:
            parts += [f"**{head[:-1]}**", _list(inspect.cleandoc(rest))]
        elif re.match(r" *>>> ", part):
            parts.append(block(inspect.cleandoc(part), "pycon"))
        elif part.startswith("    "):
            parts.append(block(inspect.cleandoc(part)))
        else:
            parts.append(text(part))
    return "\n\n".join(parts)


def _list(lines: str) -> str:
    joined = re.sub(r"\n {2,}", " ", lines)
    shown = []
    for line in joined.splitlines():
        name, colon, meaning = line.partition(": ")
        if colon and re.fullmatch(r"\*{0,2}\w+(?:, \w+)*", name):
            shown.append(f"- `{name}`: {text(meaning)}")
        elif shown and not colon:
            shown[-1] += f" {text(line)}"
        else:
            shown.append(f"- {text(line)}")
    return "\n".join(shown)
