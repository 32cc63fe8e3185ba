"""
Speed, as ratios of medians measured side by side in one run: `python tests/benchmarks/speed.py`.

Machines differ and are noisy, so nothing here is a test. Each command runs in turn with its
reference, A B A B ..., and the ratio of the medians is printed beside what was aimed at.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[2]
RETAILER = str(ROOT / "scenarios" / "retailer.yaml")
RUNS = 15
FILES = 10_000


def _seconds(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, capture_output=True, check=True)
    return time.perf_counter() - start


def _paired(name: str, command: list[str], reference: list[str], aim: float) -> None:
    """Time two commands in turn and print the ratio of their medians."""
    times: tuple[list[float], list[float]] = ([], [])
    for run in range(RUNS + 1):
        for kept, one in zip(times, (command, reference), strict=True):
            taken = _seconds(one)
            if run:
                kept.append(taken)
    ours, theirs = (statistics.median(kept) for kept in times)
    medians = f"{ours * 1000:.0f} ms / {theirs * 1000:.0f} ms"
    print(f"{name:<42} {ours / theirs:5.2f} x  (aim: {aim}; {medians})")


def start_up() -> None:
    """Time the start of the program against the imports it cannot do without."""
    python, module = [sys.executable], [sys.executable, "-m", "omsrisk"]
    floor = [*python, "-c", "import typer, yaml; from pydantic import BaseModel"]
    nothing = [*python, "-c", "pass"]
    _paired("calc retailer.yaml, piped / bare imports", [*module, "calc", RETAILER], floor, 1.9)
    _paired("--version / python -c pass", [*module, "--version"], nothing, 2)


def _write_files(folder: Path) -> None:
    for number in range(FILES):
        (folder / f"{number:05}.yaml").write_text(
            f"omsrisk: 1\nname: Shop {number}\ncurrency: USD\n"
            f"orders:\n  daily_volume: {1000 + number}\n  average_value: 64.20\n"
            "delay: {duration_days: 3, cancellation_sensitivity: 12%}\n# end\n",
            encoding="utf-8",
        )


def many_files() -> None:
    """Time many files in one process, and what memory they take."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _write_files(folder)
        taken, peak = _in_process(str(folder))
        few = folder / "few"
        few.mkdir()
        (few / "one.yaml").write_bytes((folder / "00000.yaml").read_bytes())
        _, least = _in_process(str(few))
    print(f"calc --summary of {FILES:,} files{'':<15} {FILES / taken:,.0f} files/s  (aim: 5,000)")
    each = (peak - least) * 1024 / FILES
    print(f"memory a file{'':<29} {each:,.0f} bytes  (aim: under 2,048)")


def _in_process(folder: str) -> tuple[float, int]:
    """Run `calc --summary` in a process of its own; give its seconds and peak memory in KiB."""
    code = (
        "import resource, sys, time; sys.argv = ['omsrisk', 'calc', '--summary', sys.argv[1]]\n"
        "from omsrisk.cli.app import run\n"
        "start = time.perf_counter(); run()\n"
        "peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "print(time.perf_counter() - start, peak, file=sys.stderr)"
    )
    best: tuple[float, int] | None = None
    for _ in range(3):
        done = subprocess.run(
            [sys.executable, "-c", code, folder], capture_output=True, text=True, check=True
        )
        seconds, peak = done.stderr.split()[-2:]
        if best is None or float(seconds) < best[0]:
            best = (float(seconds), int(peak))
    assert best is not None
    return best


PARTS: tuple[Callable[[], None], ...] = (start_up, many_files)

if __name__ == "__main__":
    os.environ.pop("FORCE_COLOR", None)
    for part in PARTS:
        part()
