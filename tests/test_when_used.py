"""What is loaded when it is used: named at each start, run where something is looked up in it."""

import subprocess
import sys

from tests.support.paths import ROOT


def _printed(code: str) -> str:
    script = f"import sys\nfrom omsrisk.when_used import load_when_used\n{code}"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_a_module_runs_when_something_is_looked_up_in_it() -> None:
    """Importing it runs nothing; whoever uses it finds all of it, and one and the same module."""
    code = (
        "load_when_used('colorsys')\nimport colorsys\n"
        "print('hls_to_rgb' in vars(colorsys), colorsys.hls_to_rgb(0, 0.5, 0), type(colorsys))\n"
        "print(sys.modules['colorsys'] is colorsys, hasattr(colorsys, 'nothing'))"
    )
    assert _printed(code) == "False (0.5, 0.5, 0.5) <class 'module'>\nTrue False"


def test_names_taken_out_of_it_are_there() -> None:
    """`from X import y` takes what it always took."""
    code = "load_when_used('colorsys')\nfrom colorsys import hls_to_rgb\nprint(hls_to_rgb(0, 0.5, 0))"
    assert _printed(code) == "(0.5, 0.5, 0.5)"


def test_what_is_loaded_or_not_there_stays_so() -> None:
    """A module that runs already is not replaced, and one that is missing is still missing."""
    code = (
        "import json\nload_when_used('json', 'no_such_module')\n"
        "print(type(json), sys.modules['json'] is json, 'no_such_module' in sys.modules)"
    )
    assert _printed(code) == "<class 'module'> True False"


def test_a_calculation_loads_nothing_that_is_seldom_used() -> None:
    """OpenSSL, random numbers and the starting of programs are not loaded to price a file."""
    command = [sys.executable, "-X", "importtime", "-m", "omsrisk", "calc"]
    done = subprocess.run(
        [*command, "scenarios/retailer.yaml"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert {"pydantic.types", "omsrisk.report.exposure.calc"} <= loaded
    assert not loaded & {
        "hmac",
        "hashlib",
        "random",
        "secrets",
        "selectors",
        "subprocess",
        "tokenize",
    }


def test_threads_find_all_of_it() -> None:
    """Two threads that need it at once both find it whole: one runs it, the other waits."""
    code = (
        "import tempfile, threading, time\n"
        "from pathlib import Path\n"
        "with tempfile.TemporaryDirectory() as folder:\n"
        "    Path(folder, 'slow_one.py').write_text('import time; time.sleep(0.2); answer = 42')\n"
        "    sys.path.insert(0, folder)\n"
        "    load_when_used('slow_one')\n"
        "    import slow_one\n"
        "    found = []\n"
        "    asks = lambda: found.append(slow_one.answer)\n"
        "    threads = [threading.Thread(target=asks) for _ in range(8)]\n"
        "    for one in threads: one.start()\n"
        "    for one in threads: one.join()\n"
        "print(found == [42] * 8, sys.modules['slow_one'] is slow_one)"
    )
    assert _printed(code) == "True True"
