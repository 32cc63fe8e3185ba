"""
Each list that a file can have, by each command: `python -m tests.benchmarks.lists`, or with names of
lists and commands for some.

Seconds of the processor for 250, 500 and 1,000 elements, and the ratio of the last two: of what is
linear it is 2 at the most, of what is quadratic nearly 4. Each command runs in a fork of a process
that has loaded the program, so that start-up does not count. Machines are noisy: nothing here is a
test.
"""

import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from tests.benchmarks.growth import _HEAD, _phases, gaps, mitigations, phases, phases_stopping, ranges
from tests.benchmarks.more_lists import MORE

SIZES = (250, 500, 1_000)
SECONDS = 40
"""Of a processor: after so many a command is given up."""

STEEP = 2.6
LONG = 0.5
"""A steeper ratio is marked, where it takes longer than so many seconds."""

CALENDAR = "calendar:\n  go_live: 2027-02-15\n  season: {nov: 1.5, dec: 1.3, jan: 0.6}\n"
LATE = "{low: 1, likely: 3, high: 9}"


def _rows(head: str, count: int, row: Callable[[int], str]) -> str:
    return head + "".join(f"{row(at)}\n" for at in range(count))


def _days(count: int, first: date = date(2027, 1, 4)) -> list[date]:
    return [first + timedelta(days=at) for at in range(count)]


def profile(count: int) -> str:
    """Write the parts of a course."""
    delay = f"delay:\n  duration_days: {LATE}\n  cancellation_sensitivity: 12%\n  profile:\n"
    rows = _rows(delay, count, lambda at: f"    - {{until_day: {at + 1}, index: 0.{at % 9 + 1}}}")
    return _HEAD.replace(_line("delay"), f"{rows}    - {{index: 1}}\n") + CALENDAR


def _line(key: str) -> str:
    return next(line for line in _HEAD.splitlines(keepends=True) if line.startswith(f"{key}:"))


def recoveries(count: int) -> str:
    """Write recoveries."""
    return _rows(f"{_HEAD}recoveries:\n", count, lambda at: f"  - {{item: R{at}, amount: {at + 1}}}")


def capped(count: int) -> str:
    """Write items with a cap and a range."""
    return _rows(
        f"{_HEAD}  items:\n",
        count,
        lambda at: (
            f"    - {{item: I{at}, amount: {{low: {at}, likely: 1500, high: 2000}}, cap: 900}}"
        ),
    )


def likely_items(count: int) -> str:
    """Write items with a likelihood."""
    return _rows(
        f"{_HEAD}programme:\n  items:\n",
        count,
        lambda at: f"    - {{item: I{at}, amount: {at + 9}, likelihood: {at % 90 + 1}%}}",
    )


def holidays(count: int) -> str:
    """Write days on which nobody works."""
    days = ", ".join(str(day) for day in _days(count))
    return f"{_HEAD}{CALENDAR}  working_days: [mon, tue, wed, thu, fri]\n  holidays: [{days}]\n"


def live_from(count: int) -> str:
    """Write what holds from days on."""
    head = f"{_HEAD}{CALENDAR}  if_live_from:\n"
    days = _days(count)
    return _rows(
        head, count, lambda at: f"    - {{date: {days[at]}, set: {{likelihood: {at % 90 + 1}%}}}}"
    )


def sources(count: int) -> str:
    """Write sources of items."""
    items = _rows(
        f"{_HEAD}programme:\n  items:\n", count, lambda at: f"    - {{item: I{at}, amount: {at + 9}}}"
    )
    return _rows(
        f"{items}sources:\n", count, lambda at: f"  programme.items.i{at}.amount: ledger {at}"
    )


def affected(count: int) -> str:
    """Write affected groups."""
    return _rows(
        f"{_HEAD}governance:\n  affected:\n",
        count,
        lambda at: f"    - {{group: G{at}, people: {at + 1}, informed: true}}",
    )


def areas(count: int) -> str:
    """Write areas of a gap analysis."""
    return _rows(f"{_HEAD}gap_analysis:\n  areas:\n", count, lambda at: f"    - Area {at}")


def waivers(count: int) -> str:
    """Write waivers."""
    return _rows(
        f"{_HEAD}waivers:\n", count, lambda at: f"  - {{rule: GOV00{at % 9 + 1}, reason: r{at}}}"
    )


def correlations(count: int) -> str:
    """Write correlations, each of two ranges of items."""
    path = "programme.items.i{}.amount"
    return _rows(
        f"{ranges(2 * count, 0)}correlations:\n",
        count,
        lambda at: (
            f"  - {{inputs: [{path.format(2 * at)}, {path.format(2 * at + 1)}], "
            "rank_correlation: 0.5}"
        ),
    )


def variants(count: int) -> str:
    """Write variants."""
    return _rows(
        f"{_HEAD}variants:\n",
        count,
        lambda at: f"  - {{name: V{at}, set: {{delay.duration_days: {at + 1}}}}}",
    )


def learning(count: int) -> str:
    """Write phases that learn, in a season."""
    rows = phases(count, 0)
    return f"{rows}{CALENDAR}learning: {{delay.duration_days: 1%, stabilisation.duration_days: 2%}}\n"


def covering(count: int) -> str:
    """Write phases that each cover an integration point of their own."""
    points = _rows(
        "data_misalignment:\n  exposure_days: 30\n  error_correction_cost: 10\n"
        "  data_inaccuracy_rate: 5%\n  integrations:\n",
        count,
        lambda at: f"    - {{name: P{at}}}",
    )
    head = _HEAD.replace(_line("data_misalignment"), points)
    names = iter(range(count))
    rows = _phases(count, 0).splitlines()
    own = [f"{one[:-1]}, covers: {{integrations: [P{next(names)}]}}}}" for one in rows[1:]]
    return head + "\n".join([rows[0], *own]) + "\n"


def ranges_in_phases(count: int) -> str:
    """Write phases under the stop rule, each with a range of its own."""
    rows = phases_stopping(count, 0).replace("}\n  - {name", "@\n  - {name").splitlines()
    more = f", delay: {{duration_days: {LATE}}}"
    return (
        "\n".join(
            f"{one[:-1]}{more}}}" if one.startswith("  - {name") and "share" in one else one
            for one in rows
        )
        + "\n"
    )


def own_ranges(count: int) -> str:
    """Write phases under the stop rule, each with another range than all others."""
    rows = ranges_in_phases(count).split("high: 9}")
    ends = [f"high: {at / 100 + 9:.2f}}}" for at in range(len(rows) - 1)]
    return "".join(f"{row}{end}" for row, end in zip(rows, [*ends, ""], strict=True))


def after_failures(count: int) -> str:
    """Write phases that are likelier to fail where the one before did."""
    first, *rows = phases(count, 0).split("  - {name: F")[1:]
    head = phases(count, 0).partition("  - {name: F")[0]
    after = ", likelihood_after_failure: 60%}\n"
    later = "".join(f"  - {{name: F{row.rstrip()[:-1]}{after}" for row in rows)
    return f"{head}  - {{name: F{first}{later}"


def capped_certain(count: int) -> str:
    """Write items with a cap, and no range."""
    return _rows(
        f"{_HEAD}  items:\n",
        count,
        lambda at: f"    - {{item: I{at}, amount: {1000 + at}, cap: 900}}",
    )


def slips(count: int) -> str:
    """Write a slip of so many days, by at most 300."""
    return (
        f"{phases(3, 0)}{CALENDAR}  slips_by_days: {{low: 0, likely: 7, high: {count * 3 // 10}}}\n"
    )


LISTS: dict[str, Callable[[int], str]] = {
    "phases": lambda count: phases(count, 0),
    "ranges": lambda count: ranges(count, 0),
    "ranges-in-phases": ranges_in_phases,
    "own-ranges": own_ranges,
    "after-failures": after_failures,
    "mitigations": lambda count: mitigations(count, 0),
    "gaps": lambda count: gaps(count, 0),
    "profile": profile,
    "recoveries": recoveries,
    "capped": capped,
    "capped-certain": capped_certain,
    "likely-items": likely_items,
    "holidays": holidays,
    "live-from": live_from,
    "sources": sources,
    "affected": affected,
    "areas": areas,
    "waivers": waivers,
    "correlations": correlations,
    "variants": variants,
    "learning": learning,
    "covering": covering,
    "slips": slips,
    **MORE,
}

_P90 = "p90:net_exposure=2000000"
COMMANDS: dict[str, tuple[str, ...]] = {
    "calc": ("calc", "one.yaml"),
    "check": ("check", "one.yaml"),
    "inputs": ("inputs", "one.yaml"),
    "tornado": ("tornado", "one.yaml"),
    "drivers": ("drivers", "one.yaml"),
    "simulate": ("simulate", "one.yaml"),
    "timeline": ("timeline", "one.yaml", "--by", "month"),
    "schedule": ("schedule", "one.yaml", "--from", "2027-01-04", "--to", "2027-12-31"),
    "tripwires": ("tripwires", "one.yaml", "--all", "--max", "net_exposure=100000000"),
    "solve": (
        "solve",
        "one.yaml",
        "--for",
        "delay.duration_days",
        "--target",
        "net_exposure=9000000",
    ),
    "knowing": ("knowing", "one.yaml"),
    "mitigate": ("mitigate", "one.yaml"),
    "gaps": ("gaps", "one.yaml"),
    "diff": ("diff", "one.yaml", "two.yaml"),
    "compare": ("compare", "one.yaml", "two.yaml"),
    "report": ("report", "one.yaml", "-o", "page.html", "--force"),
    "calc-json": ("calc", "one.yaml", "-f", "json"),
    "calc-xlsx": ("calc", "one.yaml", "-o", "book.xlsx", "--force"),
}


def main(words: list[str]) -> None:
    """Print a line for each list and command."""
    import omsrisk.cli.app  # noqa: F401 - forks have it

    chosen, asked = set(words) & set(LISTS), set(words) & set(COMMANDS)
    sizes = " ".join(f"{one:>9}" for one in SIZES)
    print(f"{'list':<18} {'command':<10} {sizes} ratio   MiB")
    for name, written in LISTS.items():
        if not chosen or name in chosen:
            for command, own in COMMANDS.items():
                if not asked or command in asked:
                    _measure(name, written, command, own)


def _measure(name: str, written: Callable[[int], str], command: str, words: tuple[str, ...]) -> None:
    found, memory = [], 0.0
    for count in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            text = written(count)
            (Path(folder) / "one.yaml").write_text(text, encoding="utf-8")
            other = text.replace("name: Large", "name: Other").replace("amount: 1", "amount: 2")
            (Path(folder) / "two.yaml").write_text(other, encoding="utf-8")
            seconds, memory, code = _forked(Path(folder), words)
            found.append(seconds)
        if code not in {0, 1} or seconds > SECONDS / 2:
            break
    if code == 2:
        return
    ratio = found[-1] / found[-2] if len(found) > 1 else float("nan")
    is_steep = (ratio > STEEP or len(found) < len(SIZES)) and found[-1] > LONG
    told = " ".join(f"{one:9.2f}" for one in found)
    mark = f"  <-- exit {code}" if code not in {0, 1} else "  <-- STEEP" if is_steep else ""
    print(f"{name:<18} {command:<10} {told} {ratio:5.2f} {memory:5.0f}{mark}", flush=True)


def _forked(folder: Path, words: tuple[str, ...]) -> tuple[float, float, int]:
    """Run a command in a fork; give its seconds, its MiB and its exit code."""
    child = os.fork()
    if not child:
        os.chdir(folder)
        resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time()) + SECONDS,) * 2)
        sink = os.open(os.devnull, os.O_WRONLY)
        os.dup2(sink, 1)
        os.dup2(sink, 2)
        code = 70
        try:
            from omsrisk.cli.app import run

            sys.argv = ["omsrisk", *words]
            code = run() or 0
        except SystemExit as end:
            code = int(end.code or 0)
        finally:
            sys.stdout.flush()
            os._exit(code)
    _, status, usage = os.wait4(child, 0)
    code = os.waitstatus_to_exitcode(status)
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, code


if __name__ == "__main__":
    main(sys.argv[1:])
