"""
Growth, as seconds of the processor at half a bound and at the bound:
`python -m tests.benchmarks.growth`, or
`python -m tests.benchmarks.growth phases-stopping tornado` for some dimensions and commands.

Each file is large in one dimension (or a mix of two). What is linear takes about twice as long at
the bound; a ratio near four is quadratic. Machines differ and are noisy, so nothing here is a test.
"""

import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

SECONDS = 60
"""After so long a command is given up."""

_HEAD = """omsrisk: 1
name: Large
currency: USD
likelihood: 40%
orders: {daily_volume: 12000, average_value: 64.20, contribution_margin: 30%}
data_misalignment: {exposure_days: 30, error_correction_cost: 10, data_inaccuracy_rate: 5%}
delay: {duration_days: 3, cancellation_sensitivity: 12%}
training_deficit: {hours: 400, cost_per_hour: 45, incompletion_rate: 30%}
hidden_costs: {inventory_loss: 25000, customer_attrition: 27000, brand_damage: 15000}
stabilisation:
  duration_days: 45
  support: {extra_tickets_per_day: 80, cost_per_ticket: 12}
  productivity: {staff: 60, hours_per_day: 8, cost_per_hour: 30, dip: 15%}
  freeze: {duration_days: 2}
  parallel_running: {cost_per_day: 500, duration_days: 60}
"""


def _without(*keys: str) -> str:
    """Leave sections out of the head, for those that a file writes itself."""
    return "".join(
        line for line in _HEAD.splitlines(keepends=True) if not line.startswith(tuple(keys))
    )


def items(count: int, step: int) -> str:
    """Write so many cost items of the programme."""
    rows = "".join(f"    - {{item: I{at}, amount: {100 + at + step}}}\n" for at in range(count))
    return f"{_HEAD}programme:\n  items:\n{rows}"


def priced_items(count: int, step: int) -> str:
    """Write so many cost items of a quantity and a unit cost, as one hidden cost."""
    rows = "".join(
        f"    - {{item: I{at}, quantity: {1 + at + step}, unit_cost: 9.5, unit: day}}\n"
        for at in range(count)
    )
    head = _without("hidden_costs")
    return (
        f"{head}hidden_costs:\n  inventory_loss: 5\n  brand_damage: 7\n  customer_attrition:\n{rows}"
    )


def integrations(count: int, step: int) -> str:
    """Write so many integration points."""
    return f"{_without('data_mis')}{_integrations(count, step)}"


def _integrations(count: int, step: int) -> str:
    rows = "".join(
        f"    - {{name: P{at}, error_correction_cost: {10 + (at + step) % 7}, "
        f"share_of_orders: 0.0{1 + at % 9}}}\n"
        for at in range(count)
    )
    head = "data_misalignment:\n  exposure_days: 30\n  data_inaccuracy_rate: 5%\n"
    return f"{head}  integrations:\n{rows}"


def departments(count: int, step: int) -> str:
    """Write so many departments to train."""
    rows = "".join(
        f"    - {{name: D{at}, hours: {40 + (at + step) % 90}, incompletion_rate: 3%}}\n"
        for at in range(count)
    )
    head = f"{_without('training')}training_deficit:\n  cost_per_hour: 45\n"
    return f"{head}  departments:\n{rows}"


def phases(count: int, step: int) -> str:
    """Write so many phases."""
    return f"{_HEAD}{_phases(count, step)}"


def _phases(count: int, step: int, more: str = "") -> str:
    shares = [1 / 2 ** (at // 100) for at in range(count)]
    units = [max(1, round(one * 10**9 / sum(shares))) for one in shares]
    units[0] += 10**9 - sum(units)
    rows = "".join(
        f"  - {{name: F{at}, share_of_orders: {one / 10**9:.9f}, "
        f"likelihood: 0.00{1 + (at + step) % 9}{more.format(at=at, step=step)}}}\n"
        for at, one in enumerate(units)
    )
    return f"phases:\n{rows}"


_STOPPING = (
    "stop_if_a_phase_fails: true\nstopping:\n  items:\n    - {item: Exit fee, amount: 400000}\n"
)


def phases_stopping(count: int, step: int) -> str:
    """Write so many phases under the stop rule."""
    return f"{_HEAD}{_STOPPING}{_phases(count, step)}"


def phases_restating(count: int, step: int) -> str:
    """Write so many phases under the stop rule that restate sections."""
    more = (
        ", delay: {{duration_days: {at}.5}}, data_misalignment: {{data_inaccuracy_rate: 0.0{step}1}}"
    )
    return f"{_HEAD}{_STOPPING}{_phases(count, step, more)}"


def phases_with_items(count: int, step: int) -> str:
    """Write so many phases of 49 cost items each, restated."""
    rows = ", ".join(f"{{{{item: I{at}, amount: 1{{step}}{at}}}}}" for at in range(49))
    more = f", programme: {{{{items: [{rows}]}}}}"
    return f"{_HEAD}{_STOPPING}{_phases(count, step, more)}"


def phases_with_points(count: int, step: int) -> str:
    """Write so many phases, each with a hundred integration points that it inherits."""
    points = _integrations(100, step)
    return f"{_without('data_mis')}{points}{_STOPPING}{_phases(count, step)}"


def phases_alike(count: int, step: int) -> str:
    """Write so many phases under the stop rule that share one likelihood."""
    head = _HEAD.replace("likelihood: 40%", "likelihood: 0.1%").replace("12%", f"1{2 + step}%")
    rows = re.sub(", likelihood: [0-9.]+", "", _phases(count, step))
    return f"{head}{_STOPPING}{rows}"


def phases_in_season(count: int, step: int) -> str:
    """Write so many phases, each with its own day of a season."""
    rows = iter(_phases(count, step).splitlines())
    written = [next(rows)]
    for at, row in enumerate(rows):
        day = date(2027, 1, 1) + timedelta(days=at)
        written.append(f"{row.removesuffix('}')}, go_live: {day}}}")
    season = "calendar: {season: {jan: 0.8, feb: 0.9, jul: 0.9, aug: 0.9, nov: 1.3, dec: 1.2}}\n"
    return f"{_HEAD}{season}{_STOPPING}{chr(10).join(written)}\n"


def limits(count: int, step: int) -> str:
    """Write so many limits over as many cost items."""
    rows = "".join(f"  programme.i{at}: {50 + at + step}\n" for at in range(count))
    return f"{items(count, step)}limits:\n{rows}"


def gaps(count: int, step: int) -> str:
    """Write so many gaps, each with a time of its own."""
    rows = "".join(
        f"  - {{area: G{at}, modification_cost: {1000 + at + step}, process_change_cost: 1200, "
        f"postpones_by_days: {at % 300}, decision: {'change_process' if at % 5 else 'modify'}}}\n"
        for at in range(count)
    )
    calendar = (
        "calendar: {earliest_go_live: 2027-01-10, go_live: 2027-02-15, "
        "cost_of_waiting_per_day: 1000, season: {nov: 1.5, dec: 1.3}}\n"
    )
    return f"{_HEAD}{calendar}gaps:\n{rows}"


def mitigations(count: int, step: int) -> str:
    """Write so many mitigations."""
    paths = ("data_misalignment.data_inaccuracy_rate", "delay.duration_days", "likelihood",
             "training_deficit.hours", "stabilisation.productivity.dip")  # fmt: skip
    rows = "".join(
        f"  - {{name: M{at}, cost: {200 + (at * 7919) % 5000 + step}, effects: "
        f"{{{paths[at % len(paths)]}: {{multiply: 0.{90 + at % 10}}}}}}}\n"
        for at in range(count)
    )
    return f"{_HEAD}mitigations:\n{rows}"


def mitigations_apart(count: int, step: int) -> str:
    """Write so many mitigations, each of a cost item of its own."""
    rows = "".join(
        f"  - {{name: M{at}, cost: {1 + at % 50}, "
        f"effects: {{programme.items.i{at}.amount: {{multiply: 0.{1 + at % 9}}}}}}}\n"
        for at in range(count)
    )
    return f"{items(count, step)}mitigations:\n{rows}"


def items_if_certain(count: int, step: int) -> str:
    """Write so many cost items, and no likelihood."""
    return items(count, step).replace("likelihood: 40%\n", "")


def ranges(count: int, step: int) -> str:
    """Write so many cost items of which each has a range."""
    rows = "".join(
        f"    - {{item: I{at}, amount: {{low: {10 + step}, likely: {100 + at}, high: {900 + at}}}}}\n"
        for at in range(count)
    )
    return f"{_HEAD}programme:\n  items:\n{rows}"


DIMENSIONS: dict[str, tuple[Callable[[int, int], str], int]] = {
    "items": (items, 10_000),
    "items-if-certain": (items_if_certain, 10_000),
    "priced-items": (priced_items, 10_000),
    "integrations": (integrations, 10_000),
    "departments": (departments, 10_000),
    "phases": (phases, 1_000),
    "phases-stopping": (phases_stopping, 1_000),
    "phases-alike": (phases_alike, 1_000),
    "phases-restating": (phases_restating, 1_000),
    "phases-with-items": (phases_with_items, 200),
    "phases-with-points": (phases_with_points, 100),
    "phases-in-season": (phases_in_season, 1_000),
    "limits": (limits, 1_000),
    "gaps": (gaps, 1_000),
    "mitigations": (mitigations, 1_000),
    "mitigations-apart": (mitigations_apart, 1_000),
    "ranges": (ranges, 1_000),
}
"""What writes a file, and up to how many the model takes."""

COMMANDS: dict[str, tuple[str, ...]] = {
    "calc": ("calc", "one.yaml"),
    "calc-by-phase": ("calc", "one.yaml", "--by", "phase"),
    "calc-json": ("calc", "one.yaml", "-f", "json"),
    "calc-markdown": ("calc", "one.yaml", "-f", "markdown"),
    "calc-table": ("calc", "one.yaml", "-f", "table"),
    "calc-csv": ("calc", "one.yaml", "-f", "csv"),
    "calc-trace": ("calc", "one.yaml", "--trace"),
    "calc-trace-json": ("calc", "one.yaml", "--trace", "-f", "json"),
    "check": ("check", "one.yaml", "--select", "EXP"),
    "tornado": ("tornado", "one.yaml"),
    "tornado-table": ("tornado", "one.yaml", "-f", "table"),
    "compare": ("compare", "one.yaml", "two.yaml"),
    "compare-table": ("compare", "one.yaml", "two.yaml", "-f", "table"),
    "diff": ("diff", "one.yaml", "two.yaml"),
    "diff-markdown": ("diff", "one.yaml", "two.yaml", "-f", "markdown"),
    "sweep": ("sweep", "one.yaml", "--vary", "delay.duration_days=0:30:1"),
    "solve": ("solve", "one.yaml", "--for", "delay.duration_days", "--target",
              "net_exposure=9000000"),
    "gaps": ("gaps", "one.yaml"),
    "mitigate": ("mitigate", "one.yaml"),
}  # fmt: skip

_ONLY = {"gaps": {"gaps"}, "mitigate": {"mitigations", "mitigations-apart"}}
"""Commands that ask for a section."""


def main(words: list[str]) -> None:
    """Print a line for each dimension and command."""
    print(f"{'dimension':<20} {'command':<18} {'n':>6} {'s at n/2':>9} {'s at n':>7} ratio   MiB")
    asked = set(words) & set(DIMENSIONS)
    for name, (written, most) in DIMENSIONS.items():
        if not asked or name in asked:
            _dimension(name, written, most, [one for one in COMMANDS if _is_asked(one, name, words)])


def _is_asked(command: str, dimension: str, words: list[str]) -> bool:
    chosen = set(words) & set(COMMANDS)
    return (not chosen or command in chosen) and dimension in _ONLY.get(command, {dimension})


def _dimension(name: str, written: Callable[[int, int], str], most: int, commands: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for half, count in (("half", most // 2), ("whole", most)):
            place = Path(folder) / half
            place.mkdir()
            for step, file in enumerate(("one.yaml", "two.yaml")):
                (place / file).write_text(written(count, step), encoding="utf-8")
        size = (Path(folder) / "whole" / "one.yaml").stat().st_size
        assert size < 2**20, f"{name}: {size} bytes"
        for command in commands:
            (first, _), (second, memory) = (
                _measured(Path(folder) / half, COMMANDS[command]) for half in ("half", "whole")
            )
            told = f"{first:9.2f} {second:7.2f} {second / first:5.2f} {memory:5.0f}"
            print(f"{name:<20} {command:<18} {most:6} {told}", flush=True)


_CODE = (
    "import resource, sys, time\n"
    "sys.argv = ['omsrisk', *sys.argv[1:]]\n"
    "from omsrisk.cli.app import run\n"
    "start = time.process_time()\n"
    "try:\n"
    "    code = run()\n"
    "except SystemExit as end:\n"
    "    code = end.code\n"
    "peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
    "print(code, time.process_time() - start, peak, file=sys.stderr)"
)


def _measured(folder: Path, words: tuple[str, ...]) -> tuple[float, float]:
    """Run a command in a process of its own; give its seconds, infinite where given up, and MiB."""
    command = [sys.executable, "-c", _CODE, *words]
    try:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, check=False, timeout=SECONDS
        )
    except subprocess.TimeoutExpired:
        return float("inf"), float("nan")
    code, seconds, peak = done.stderr.split()[-3:]
    if code != "0" and not (words[0] in {"check", "solve"} and code == "1"):
        print(f"    {words[0]}: exit code {code}: {done.stderr[:300]}")
    return float(seconds), int(peak) / 1024


if __name__ == "__main__":
    main(sys.argv[1:])
