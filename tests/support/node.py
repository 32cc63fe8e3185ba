"""Node: the page's own script, run outside a browser."""

import json
import shutil
import subprocess
from typing import Any

import pytest

_NODE = shutil.which("node")

needs_node = pytest.mark.skipif(
    _NODE is None, reason="node is not installed: the script of the page is not tried"
)


def has_node() -> bool:
    """Whether Node is installed."""
    return _NODE is not None


def run(script: str, given: Any) -> Any:
    """
    Run a script in Node.

    Args:
        script: It finds `given`, and returns what is to be told.
        given: Plain data.
    """
    assert _NODE is not None
    wrapped = (
        'const given = JSON.parse(require("fs").readFileSync(0, "utf8"));\n'
        f"const told = (() => {{\n{script}\n}})();\n"
        "console.log(JSON.stringify(told));\n"
    )
    done = subprocess.run(
        [_NODE, "--eval", wrapped],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
