"""The page of JSON: the keys that each command writes, read from what it writes of the examples."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from generator.markdown import block, code, page, table

_ROOT = Path(__file__).parents[2]

_INTRODUCTION = """\
`-f json` writes one document: UTF-8, a final line break, numbers as JSON numbers exactly as the
reports show them with the currency beside them, `null` for what is not assessed, and no clock, host
or absolute path, so that two runs can be compared byte by byte. `schema_version` is raised only
where a key changes its meaning or goes. A run that could do nothing writes a document, too, with
`summary.exit_code` and `diagnostics` or `errors`.

These are the keys of the documents of some examples of the repository, so a key that none of them
has is missing here. `*` stands for a name or an id, `[]` for each element of a list."""

_EXAMPLES = {  # enough of each command that most of its keys are written
    "calc": (
        "calc scenarios/retailer.yaml --total scenarios/phased-stop.yaml --trace",
        "calc scenarios/retailer-uncertain.yaml",
    ),
    "compare": (
        "compare scenarios/big-bang.yaml scenarios/phased.yaml",
        (
            "compare scenarios/big-bang-uncertain.yaml scenarios/phased-uncertain.yaml --simulate "
            "--trials 1000"
        ),
    ),
    "sweep": ("sweep scenarios/retailer.yaml --vary delay.duration_days=0:10:5",),
    "tornado": ("tornado scenarios/retailer.yaml --top 3",),
    "solve": (
        "solve scenarios/retailer.yaml --for delay.duration_days --target net_exposure=600000",
    ),
    "mitigate": ("mitigate scenarios/retailer-mitigated.yaml --budget 20000",),
    "gaps": ("gaps docs/examples/gaps.yaml",),
    "check": ("check scenarios/retailer.yaml --max cost_of_failure=100000 --today 2026-12-01",),
    "rules": ("rules",),
    "diff": ("diff scenarios/internal.yaml scenarios/consultant.yaml",),
    "inputs": ("inputs scenarios/retailer.yaml",),
    "tripwires": ("tripwires scenarios/retailer.yaml --all --max cost_of_failure=140000",),
    "simulate": ("simulate scenarios/retailer-uncertain.yaml --trials 1000",),
    "drivers": ("drivers scenarios/retailer-uncertain.yaml",),
    "timeline": ("timeline scenarios/seasonal.yaml",),
    "schedule": ("schedule scenarios/seasonal.yaml",),
    "explain": ("explain delay", "explain SCN105", "explain net_exposure"),
}


def json_keys() -> str:
    """Write the page."""
    return page("JSON", _INTRODUCTION, (_section(*one) for one in _EXAMPLES.items()))


def _section(command: str, examples: tuple[str, ...]) -> str:
    tree: dict[str, Any] = {}
    for example in examples:
        for path, kind in _walk(_document(example), ()):
            branch = tree
            for key in path:
                branch = branch.setdefault(key, {})
            branch.setdefault("", set()).add(kind)
    shown = "\n".join(f"omsrisk {example} -f json" for example in examples)
    rows = [[code(path), ", ".join(sorted(kinds))] for path, kinds in _leaves(tree, "")]
    return "\n\n".join([f"## {command}", block(shown), table(["key", "kind"], rows)])


def _leaves(tree: dict[str, Any], path: str) -> Iterator[tuple[str, set[str]]]:
    """List what has a kind, each beside its kin; an empty list says nothing where another is not."""
    kinds = tree.get("", set())
    below = [key for key in tree if key]
    if kinds - {_EMPTY} or (kinds and not below):
        yield path.lstrip("."), kinds - {_EMPTY} or kinds
    for key in below:
        yield from _leaves(tree[key], f"{path}{key}" if key == "[]" else f"{path}.{key}")


def _document(example: str) -> Any:
    command = [sys.executable, "-m", "omsrisk", *example.split(), "-f", "json"]
    done = subprocess.run(command, cwd=_ROOT, capture_output=True, check=False)
    if done.returncode not in {0, 1}:
        raise SystemExit(f"{example}\n{done.stderr.decode()}")
    return json.loads(done.stdout)


def _walk(value: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(value, dict):
        named = not all(re.fullmatch(r"[a-z][a-z0-9_]*", key) for key in value)
        for key, below in value.items():
            yield from _walk(below, (*path, "*" if named else key))
    elif isinstance(value, list):
        if not value:
            yield (*path, "[]"), _EMPTY
        for below in value:
            yield from _walk(below, (*path, "[]"))
    else:
        yield path, _KINDS[type(value)]


_EMPTY = "empty here"
_KINDS = {str: "text", bool: "boolean", int: "number", float: "number", type(None): "null"}
