"""
Peers, each in an environment of its own: `python -m tests.benchmarks.peers`, or with the names of
some.

check-jsonschema judges many files beside `check`, with the schema that `omsrisk schema` writes.
squigglepy and OpenTURNS take the comparison model, written as their users write it, beside
`simulate`: computing, the whole command, and how far off their percentiles are.

`--environments FOLDER` says where the environments lie, one folder a peer; `--make` makes those
that are not there, with pip. A peer that is not there is left out, and that is said. Machines differ
and are noisy, so nothing here is a test.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from omsrisk import assess, load, simulate
from omsrisk.simulation.estimates import Estimate
from tests.benchmarks.speed import COMPARISON, thirty_lines

FOLDER = Path(__file__).parents[2] / "build" / "peers"
SCRIPTS = Path(__file__).parent / "peer_scripts"
FILES = 10_000
TRIALS = 1_000_000
RUNS = 5
SECONDS = 120
"""After so long a peer is given up."""

_OMSRISK = [sys.executable, "-m", "omsrisk"]
PERCENTS = ("p50", "p95", "p99")


def _seconds(command: Sequence[str | Path]) -> float:
    start = time.perf_counter()
    subprocess.run(command, capture_output=True, check=True)
    return time.perf_counter() - start


def _judged(command: Sequence[str | Path]) -> float:
    """Time a judgement of files; exit code 1 says that something was found."""
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode in {0, 1}, done.stderr
    return time.perf_counter() - start


def check_jsonschema(python: Path) -> None:
    """Time `check` on many files against a validator of the schema alone."""
    other = python.with_name("check-jsonschema")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        schema = folder / "schema.json"
        schema.write_bytes(
            subprocess.run([*_OMSRISK, "schema"], capture_output=True, check=True).stdout
        )
        files = folder / "files"
        files.mkdir()
        for number in range(FILES):
            (files / f"{number:05}.yaml").write_text(thirty_lines(number), encoding="utf-8")
        some = sorted(files.iterdir())[: FILES // 5]
        ours = _judged([*_OMSRISK, "check", files, "-f", "concise"]) / FILES
        theirs = _seconds([other, "--schemafile", schema, *some]) / len(some)
        alone = _judged([*_OMSRISK, "check", some[0], "-f", "concise"])
        alone_there = _seconds([other, "--schemafile", schema, some[0]])
    print(f"check of {FILES:,} files / check-jsonschema, a file {ours / theirs:8.3f} x"
          f"  (aim: 0.125; {ours * 1000:.2f} ms / {theirs * 1000:.2f} ms)")  # fmt: skip
    print(f"check of one file / check-jsonschema           {alone / alone_there:8.2f} x"
          f"  ({alone * 1000:.0f} ms / {alone_there * 1000:.0f} ms)")  # fmt: skip


class _Answer(NamedTuple):
    """
    What a peer says of the comparison model.

    Attributes:
        computing: Seconds without its imports.
        whole: Seconds of the whole command.
        percentiles: By name [money].
    """

    computing: float
    whole: float
    percentiles: dict[str, float]


def _asked(python: Path, script: str, trials: int) -> _Answer | None:
    """Ask a peer for its percentiles; None where it is given up."""
    start = time.perf_counter()
    try:
        done = subprocess.run([python, SCRIPTS / script, str(trials)], capture_output=True,
                              check=True, timeout=SECONDS)  # fmt: skip
    except subprocess.TimeoutExpired:
        return None
    whole = time.perf_counter() - start
    told = json.loads(done.stdout)
    return _Answer(told["seconds"], whole, told["percentiles"])


def _beside(name: str, python: Path, script: str) -> None:
    """Hold trials of a peer against what is worked out, in turn."""
    model = assess(load(str(COMPARISON)))
    summary = simulate(model, method="exact").figures["cost_of_failure"].summary
    known = {one: summary.statistic(one) for one in PERCENTS}
    answers: list[_Answer] = []
    computing: list[float] = []
    whole: list[float] = []
    for run in range(RUNS + 1):
        start = time.perf_counter()
        simulate(model, method="exact")
        taken = time.perf_counter() - start
        command = _seconds([*_OMSRISK, "simulate", str(COMPARISON)])
        answer = _asked(python, script, TRIALS)
        assert answer is not None
        if run:
            computing.append(taken)
            whole.append(command)
            answers.append(answer)
    _ratio(
        f"simulate, all figures / {name}, computing", computing, [one.computing for one in answers]
    )
    _ratio(f"simulate, all figures / {name}, command", whole, [one.whole for one in answers])
    for one in PERCENTS:
        off = statistics.median(abs(found.percentiles[one] - known[one].value) for found in answers)
        print(f"    {one}: {name} is off by {_of_deviation(off, summary.standard_deviation)}, "
              f"{_stated(known[one], summary.standard_deviation)}")  # fmt: skip


def _ratio(name: str, ours: Sequence[float], theirs: Sequence[float]) -> None:
    own, other = statistics.median(ours), statistics.median(theirs)
    print(f"{name:<46} {own / other:8.3f} x  ({own * 1000:.0f} ms / {other * 1000:.0f} ms)")


def _of_deviation(amount: float, deviation: float) -> str:
    return f"{amount:,.1f} ({amount / deviation:.1e} of a deviation)"


def _stated(known: Estimate, deviation: float) -> str:
    return f"what is worked out by at most {_of_deviation(known.error, deviation)}"


def squigglepy(python: Path) -> None:
    """Hold a million trials of squigglepy against exact figures."""
    _beside("squigglepy", python, "with_squigglepy.py")


def openturns(python: Path) -> None:
    """Hold a million trials of OpenTURNS against exact figures, and try its own algebra."""
    _beside("OpenTURNS", python, "with_openturns.py")
    algebra = _asked(python, "with_openturns.py", 0)
    told = "no answer" if algebra is None else f"{algebra.whole:.1f} s, {algebra.percentiles}"
    print(f"OpenTURNS without trials, at most {SECONDS} s              {told}")


PEERS: dict[str, Callable[[Path], None]] = {
    "check-jsonschema": check_jsonschema,
    "squigglepy": squigglepy,
    "openturns": openturns,
}
"""By the name under which pip knows them."""


def _made(folder: Path, name: str) -> None:
    """Make the environment of a peer."""
    venv.create(folder, with_pip=True)
    command: list[str | Path] = [_python_of(folder), "-m", "pip", "install", "--quiet", name]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"{name} cannot be installed: {done.stderr.strip()[-300:]}")


def _python_of(folder: Path) -> Path:
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _is_there(folder: Path, name: str) -> bool:
    if not _python_of(folder).exists():
        return False
    code = "import sys; from importlib.metadata import version; version(sys.argv[1])"
    done = subprocess.run([_python_of(folder), "-c", code, name], capture_output=True, check=False)
    return done.returncode == 0


def main(words: Sequence[str] | None = None) -> None:
    """Print what each peer takes beside us."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.peers")
    parser.add_argument("peers", nargs="*", metavar="PEER", help=f"some of {', '.join(PEERS)}")
    parser.add_argument("--environments", type=Path, default=FOLDER, metavar="FOLDER")
    parser.add_argument("--make", action="store_true", help="make what is not there")
    asked = parser.parse_args(words)
    unknown = [one for one in asked.peers if one not in PEERS]
    if unknown:
        parser.error(f"{', '.join(unknown)}: not among {', '.join(PEERS)}")
    for name in asked.peers or PEERS:
        folder = asked.environments / name
        if asked.make and not _is_there(folder, name):
            _made(folder, name)
        if _is_there(folder, name):
            PEERS[name](_python_of(folder))
        else:
            print(f"{name} is not in {folder}, and is left out; --make installs it there")


if __name__ == "__main__":
    main()
