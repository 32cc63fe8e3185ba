"""
Speed, as ratios of medians measured side by side in one run: `python -m tests.benchmarks.speed`, or
`python -m tests.benchmarks.speed simulations` for one part of it.

Machines differ and are noisy, so nothing here is a test. Each command runs in turn with its
reference, A B A B ..., and the ratio of the medians is printed beside what was aimed at.
"""

import contextlib
import io
import os
import random
import shutil
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
    _paired("calc retailer.yaml, piped / bare imports", [*module, "calc", RETAILER], floor, 1.4)
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


def _by_hand(days: list[float], rates: list[float]) -> list[float]:
    """Compute the retailer's net exposure as one would write it down, point by point."""
    found = []
    for day in days:
        for rate in rates:
            misalignment = 1000.0 * 30.0 * 10.0 * rate
            delay = 1000.0 * 100.0 * day * 0.12
            training = 400.0 * 45.0 * 0.3
            hidden = 25000.0 + 3.0 * 9000.0 + 15000.0
            support = 80.0 * 12.0 * 45.0
            dip = 60.0 * 8.0 * 30.0 * 0.15 * 45.0
            freeze = 1000.0 * 100.0 * 2.0 * 0.12
            parallel = 500.0 * 60.0
            consultants = 220.0 * 1400.0
            failure = misalignment + delay + training + hidden
            found.append(1.0 * failure + support + dip + freeze + parallel + consultants)
    return found


def grids() -> None:
    """Time a grid of a million points against a loop by hand; then the command that writes it."""
    from omsrisk import assess, load
    from omsrisk.analysis.sensitivity.sweep import sweep

    vary = ["delay.duration_days=0:999:1",
            "data_misalignment.data_inaccuracy_rate=0:0.999:0.001"]  # fmt: skip
    days, rates = [float(n) for n in range(1000)], [n / 1000 for n in range(1000)]
    retailer = assess(load(RETAILER))
    loops, kernels, whole = [], [], []
    with tempfile.TemporaryDirectory() as name:
        command = [sys.executable, "-m", "omsrisk", "sweep", RETAILER, "-o", f"{name}/all.csv"]
        command += [word for one in vary for word in ("--vary", one)]
        for _ in range(5):
            start = time.perf_counter()
            total = sum(_by_hand(days, rates))
            loops.append(time.perf_counter() - start)
            start = time.perf_counter()
            ours = sum(sum(map(float, one.values[0][0])) for one in sweep([retailer], vary).stretches)
            kernels.append(time.perf_counter() - start)
            assert abs(ours / total - 1) < 1e-9
            whole.append(_seconds(command))
    loop = statistics.median(loops)
    for name, taken, aim in (("computing", kernels, 1.0), ("whole command to CSV", whole, 5.0)):
        ratio = statistics.median(taken) / loop
        label = f"sweep of 1,000,000 points, {name} / loop"
        print(f"{label:<52} {ratio:5.2f} x  (aim: {aim}; loop {loop * 1000:.0f} ms)")


def questions() -> None:
    """Time the other questions: the tornado against calc, the best set of twenty mitigations."""
    module = [sys.executable, "-m", "omsrisk"]
    _paired("tornado / calc", [*module, "tornado", RETAILER], [*module, "calc", RETAILER], 1.3)
    from omsrisk import assess, load
    from omsrisk.analysis.decisions.mitigate import mitigate

    phased = ROOT / "scenarios" / "phased.yaml"
    with tempfile.TemporaryDirectory() as name:
        for file in phased.parent.glob("[!.]*.yaml"):
            shutil.copy(file, name)
        (Path(name) / "twenty.yaml").write_text(_twenty(), encoding="utf-8")
        assessment = assess(load(Path(name) / "twenty.yaml"))
    start = time.perf_counter()
    plan = mitigate(assessment)
    taken = time.perf_counter() - start
    size = f"{len(plan.best.mitigations)} chosen, {len(plan.frontier)} on the frontier"
    print(f"best set of 20 mitigations, phased scenario      {taken:.2f} s  (aim: 2; {size})")


def _twenty() -> str:
    """Write twenty mitigations that act on one to three of a dozen inputs."""
    chance = random.Random(3)  # noqa: S311 - made-up mitigations
    paths = ("data_misalignment.data_inaccuracy_rate", "data_misalignment.error_correction_cost",
             "delay.duration_days", "delay.cancellation_sensitivity", "training_deficit.hours",
             "training_deficit.incompletion_rate", "stabilisation.productivity.dip", "likelihood",
             "stabilisation.support.extra_tickets_per_day", "stabilisation.duration_days",
             "hidden_costs.brand_damage")  # fmt: skip
    lines = ["omsrisk: 1", "extends: phased.yaml", "mitigations:"]
    for number in range(20):
        lines += [f"  - name: M{number}", f"    cost: {chance.randint(500, 3000)}", "    effects:"]
        for path in chance.sample(paths, chance.randint(1, 3)):
            lines.append(f"      {path}: {{multiply: 0.{chance.randint(60, 98)}}}")
    return "\n".join(lines) + "\n"


def checks() -> None:
    """Time `check` on many files; `tests.benchmarks.peers` holds it against check-jsonschema."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number in range(FILES):
            (folder / f"{number:05}.yaml").write_text(thirty_lines(number), encoding="utf-8")
        start = time.perf_counter()
        command = [sys.executable, "-m", "omsrisk", "check", name, "--format", "concise"]
        done = subprocess.run(command, capture_output=True, check=False)
        ours = (time.perf_counter() - start) / FILES
        assert done.returncode == 1, "without governance, a business case breaks rules"
    print(f"check of {FILES:,} files of 30 lines               {ours * 1000:.2f} ms a file")


def findings() -> None:
    """Take the processor time of `check`, its workers with it, where much is found in every file."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number in range(FILES):
            (folder / f"{number:05}.yaml").write_text(thirty_lines(number), encoding="utf-8")
        command = [sys.executable, "-m", "omsrisk", "check", name, "--quiet", "--format"]
        for format_name in ("concise", "full", "json", "sarif"):
            taken = min(_processor_seconds([*command, format_name]) for _ in range(3)) / FILES
            each = f"{taken * 1000:.2f} ms of processor a file"
            print(f"check of {FILES:,} files, {format_name:<8} {each}")
    print("    22 findings in each file, of which people are shown 21  (aim: 0.45 ms)")


def _processor_seconds(command: list[str]) -> float:
    """Run a command; give what its processes took of the processor, as user and as system."""
    import resource  # which not every system has

    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def thirty_lines(number: int) -> str:
    """Write a scenario of thirty lines."""
    return f"""omsrisk: 1
name: Shop {number}
currency: USD
approach: big-bang
orders:
  daily_volume: {1000 + number}
  average_value: 64.20
data_misalignment:
  exposure_days: 30
  error_correction_cost: 10
  data_inaccuracy_rate: 5%
delay:
  duration_days: 3
  cancellation_sensitivity: 12%
training_deficit:
  hours: 400
  cost_per_hour: 45
  incompletion_rate: 30%
hidden_costs:
  inventory_loss: 25000
  customer_attrition: 27000
  brand_damage: 15000
stabilisation:
  duration_days: 45
  support:
    extra_tickets_per_day: 80
    cost_per_ticket: 12
programme:
  items:
    - item: Consultants
      amount: 308000
"""


COMPARISON = ROOT / "tests" / "models" / "comparison-model.yaml"
BY_HAND = Path(__file__).parent / "by_hand.py"
MILLION = 1_000_000


def simulations() -> None:
    """Time a million trials against the same in whole arrays of numpy; then the exact drivers."""
    from omsrisk import assess, drivers, load, simulate
    from tests.benchmarks import by_hand

    model = assess(load(COMPARISON))
    ours: list[float] = []
    theirs: list[float] = []
    with contextlib.redirect_stdout(io.StringIO()):
        for run in range(8):
            for kept, work in (
                (ours, lambda: simulate(model, trials=MILLION)),
                (theirs, by_hand.main),
            ):
                start = time.perf_counter()
                work()
                if run:
                    kept.append(time.perf_counter() - start)
    ratio = statistics.median(ours) / statistics.median(theirs)
    medians = f"{statistics.median(ours) * 1000:.0f} ms / {statistics.median(theirs) * 1000:.0f} ms"
    print(f"simulate, 1,000,000 trials, computing / by hand    {ratio:5.2f} x  (aim: 1.0; {medians})")
    with tempfile.TemporaryDirectory() as name:
        command = [sys.executable, "-m", "omsrisk", "simulate", str(COMPARISON)]
        command += ["--trials", str(MILLION), "-o", f"{name}/all.json"]
        _paired("simulate, whole command / by hand", command, [sys.executable, str(BY_HAND)], 1.0)
        peak = _peak_of(command)
        print(f"peak memory of that{'':<23} {peak:5.0f} MiB  (aim: under 80)")
    phased = assess(load(ROOT / "tests" / "models" / "phased-season.yaml"))
    taken = []
    for _ in range(15):
        start = time.perf_counter()
        drivers(phased)
        taken.append(time.perf_counter() - start)
    milliseconds = statistics.median(taken) * 1000
    print(f"drivers, phased, 15 ranges and a season{'':<3} {milliseconds:5.1f} ms  (aim: under 20)")


def distributions() -> None:
    """Time exact distributions against a million trials, ours and by hand, and a question on them."""
    from omsrisk import assess, load, simulate
    from tests.benchmarks import by_hand

    model = assess(load(COMPARISON))
    ways: dict[str, Callable[[], object]] = {
        "exact": lambda: simulate(model),
        "trials": lambda: simulate(model, trials=MILLION),
        "by hand": by_hand.main,
    }
    taken: dict[str, list[float]] = {name: [] for name in ways}
    with contextlib.redirect_stdout(io.StringIO()):
        for run in range(10):
            for name, work in ways.items():
                start = time.perf_counter()
                work()
                if run:
                    taken[name].append(time.perf_counter() - start)
    exact, trials, loop = (statistics.median(taken[name]) for name in ways)
    print(f"12 figures worked out / by hand, computing         {exact / loop:5.2f} x  (aim: 0.1)")
    print(f"the same / our 1,000,000 trials                    {exact / trials:5.2f} x")
    module = [sys.executable, "-m", "omsrisk"]
    whole = [*module, "simulate", str(COMPARISON)]
    _paired("simulate, exact, whole command / by hand", whole, [sys.executable, str(BY_HAND)], 1.0)
    print(f"peak memory of that{'':<23} {_peak_of(whole):5.0f} MiB  (aim: under 150)")
    target = ["--for", "delay.duration_days", "--target", "p90:net_exposure=1200000"]
    solving = [*module, "solve", str(COMPARISON), *target]
    _paired("solve for a P90 / simulate, both exact", solving, whole, 3.0)


def _peak_of(command: list[str]) -> float:
    """Give the most memory that a command held, in MiB."""
    code = (
        "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True)\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *command], capture_output=True, text=True, check=True
    )
    return int(done.stdout.split()[-1]) / 1024


PARTS: tuple[Callable[[], None], ...] = (
    start_up,
    grids,
    questions,
    many_files,
    checks,
    findings,
    simulations,
    distributions,
)

if __name__ == "__main__":
    os.environ.pop("FORCE_COLOR", None)
    for part in PARTS:
        if not sys.argv[1:] or part.__name__ in sys.argv[1:]:
            part()
