"""
Files under 1 MiB that cost as much as they can: `python -m tests.benchmarks.bombs`, or with the
names of bombs, or `--list` for those.

Each command runs on each bomb in a process of its own. Its seconds and peak memory are printed, and
marked where they are beyond what one file may cost. Nothing here is a test: machines differ.
"""

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

SECONDS = 10
"""Of a processor: what the clock says depends on what else the machine does."""

MEBIBYTES = 500
PATIENCE = 120
"""Seconds by the clock after which a command is given up."""

MAX_BYTES = 1 << 20
RANGE = "{low: 1, likely: 2, high: 4}"
HEAD = """omsrisk: 1
name: Bomb
currency: USD
approach: phased
orders: {daily_volume: 1000, average_value: 100, contribution_margin: 35%}
delay: {duration_days: 3, cancellation_sensitivity: 12%}
"""
MISALIGNED = (
    "data_misalignment:\n  exposure_days: 30\n  error_correction_cost: 10\n"
    "  data_inaccuracy_rate: 5%\n"
)

CHECKED = ("check",)
PRICED = ("calc", "check", "tornado", "sweep", "timeline", "solve", "diff", "compare", "json")
SAMPLED = ("simulate", "drivers", "sampled drivers")


class Bomb(NamedTuple):
    """
    A file, and what is asked of it.

    Attributes:
        commands: Names of `COMMANDS`.
        text: Writes it; a folder takes the files that lie beside it.
    """

    commands: tuple[str, ...]
    text: Callable[[Path], str]


COMMANDS: dict[str, tuple[str, ...]] = {
    "check": ("check", "FILE"),
    "calc": ("calc", "FILE"),
    "json": ("calc", "FILE", "--format", "json"),
    "trace": ("calc", "FILE", "--trace"),
    "by phase": ("calc", "FILE", "--by", "phase"),
    "tornado": ("tornado", "FILE"),
    "sweep": ("sweep", "FILE", "--vary", "delay.duration_days=1:9:1"),
    "timeline": ("timeline", "FILE"),
    "timeline by day": ("timeline", "FILE", "--by", "day", "--simulate"),
    "solve": ("solve", "FILE", "--for", "delay.duration_days", "--target", "net_exposure=900000"),
    "solve p90": (
        "solve",
        "FILE",
        "--for",
        "delay.duration_days",
        "--target",
        "p90:net_exposure=900000",
    ),
    "compare": ("compare", "FILE", "OTHER"),
    "compare simulated": ("compare", "FILE", "OTHER", "--simulate"),
    "diff": ("diff", "FILE", "OTHER"),
    "gaps": ("gaps", "FILE"),
    "mitigate": ("mitigate", "FILE"),
    "mitigate p90": ("mitigate", "FILE", "--metric", "p90:net_exposure"),
    "tripwires": ("tripwires", "FILE", "--all"),
    "schedule": ("schedule", "FILE", "--from", "2027-01-04", "--to", "2029-12-31"),
    "schedule simulated": (
        *("schedule", "FILE", "--from", "2027-01-04", "--to", "2029-12-31"),
        *("--every", "week", "--simulate"),
    ),
    "simulate": ("simulate", "FILE"),
    "samples": ("simulate", "FILE", "--samples", "OUT.csv", "--trials", "1000"),
    "drivers": ("drivers", "FILE"),
    "sampled drivers": ("simulate", "FILE", "--drivers"),
}


def _listed(head: str, lines: Iterable[str]) -> str:
    return head + "".join(f"  - {line}\n" for line in lines)


def items(count: int) -> str:
    """Write cost items of the programme."""
    lines = (f"   - {{item: I{at}, amount: {10 + at}}}\n" for at in range(count))
    return HEAD + "programme:\n  items:\n" + "".join(lines)


def integrations(count: int, rate: str = "5%") -> str:
    """Write integration points."""
    lines = (f"    - {{name: P{at}, data_inaccuracy_rate: {rate}}}\n" for at in range(count))
    return HEAD + MISALIGNED + "  integrations:\n" + "".join(lines)


def departments(count: int) -> str:
    """Write departments."""
    lines = (f"    - {{name: D{at}, hours: {at + 1}}}\n" for at in range(count))
    section = "training_deficit:\n  hours: 10\n  cost_per_hour: 45\n  incompletion_rate: 30%\n"
    return HEAD + section + "  departments:\n" + "".join(lines)


def phases(count: int, more: str = "", *, stop: bool = False) -> str:
    """Write phases of equal shares, each with a likelihood of its own."""
    share = f"{100 / count:.10f}".rstrip("0").rstrip(".")
    last = f"{100 - float(share) * (count - 1):.10f}".rstrip("0").rstrip(".")
    lines = (
        f"{{name: F{at}, share_of_orders: {share if at + 1 < count else last}%, "
        f"likelihood: {at % 9 + 1}%{more}}}"
        for at in range(count)
    )
    head = HEAD + MISALIGNED + ("stop_if_a_phase_fails: true\n" if stop else "")
    if stop:
        head += "stopping:\n  items:\n    - {item: Write-off, amount: 50000}\n"
    return _listed(head + "phases:\n", lines)


def ranges(count: int, more: str = "") -> str:
    """Write items whose cost is a range."""
    lines = (f"    - {{item: I{at}, quantity: 2, unit_cost: {RANGE}}}\n" for at in range(count))
    return HEAD + more + "programme:\n  items:\n" + "".join(lines)


def point_ranges(count: int) -> str:
    """Write integration points with ranges."""
    return integrations(count, "{low: 1%, likely: 2%, high: 4%}")


def limits(count: int) -> str:
    """Write limits: on what each of many items costs."""
    lines = "".join(f"  programme.i{at}: {1000 + at}\n" for at in range(count))
    return items(count) + "limits:\n" + lines


def limits_without(count: int) -> str:
    """Write limits on metrics that the file does not have."""
    return HEAD + "limits:\n" + "".join(f"  programme.i{at}: 1\n" for at in range(count))


def gaps(count: int) -> str:
    """Write gaps, the half of them decided."""
    lines = (
        f"{{area: G{at}, {'decision: modify, ' if at % 2 else ''}modification_cost: {at + 1}, "
        f"process_change_cost: {2 * at + 1}, postpones_by_days: {at % 7}}}"
        for at in range(count)
    )
    waiting = "calendar: {go_live: 2027-02-15, earliest_go_live: 2027-02-01, "
    return _listed(HEAD + waiting + "cost_of_waiting_per_day: 10}\ngaps:\n", lines)


def sources(count: int) -> str:
    """Write sources of integration points."""
    lines = "".join(
        f"  data_misalignment.integrations.p{at}.data_inaccuracy_rate: ledger {at}\n"
        for at in range(count)
    )
    return integrations(count) + "sources:\n" + lines


def mitigations(count: int) -> str:
    """Write mitigations that act on a few inputs."""
    paths = ("delay.duration_days", "delay.cancellation_sensitivity", "likelihood",
             "data_misalignment.data_inaccuracy_rate")  # fmt: skip
    lines = (
        f"{{name: M{at}, cost: {100 + 7 * at}, "
        f"effects: {{{paths[at % 4]}: {{multiply: 0.{90 + at % 9}}}}}}}"
        for at in range(count)
    )
    return _listed(HEAD + "likelihood: 40%\n" + MISALIGNED + "mitigations:\n", lines)


def waivers(count: int) -> str:
    """Write waivers."""
    rules = (f"{{rule: GOV00{at % 9 + 1}, reason: r}}" for at in range(count))
    return _listed(HEAD + "waivers:\n", rules)


def correlations(count: int) -> str:
    """Write correlations in groups of two."""
    pairs = (
        f"{{inputs: [programme.items.i{2 * at}.unit_cost, programme.items.i{2 * at + 1}.unit_cost], "
        "rank_correlation: 0.5}"
        for at in range(count)
    )
    return _listed(ranges(2 * count) + "correlations:\n", pairs)


def approaches(count: int) -> str:
    """Write the same word over and over."""
    return HEAD.replace("approach: phased", f"approach: [{','.join(['p'] * count)}]")


def unknown_keys(count: int) -> str:
    """Write keys that nobody knows."""
    return HEAD + "".join(f"k{at}: 1\n" for at in range(count))


def unknown_in_items(count: int) -> str:
    """Write an unknown key in each of many items."""
    lines = (f"    - {{item: I{at}, amount: 1, amuont: 2}}\n" for at in range(count))
    return HEAD + "programme:\n  items:\n" + "".join(lines)


def bad_numbers(count: int) -> str:
    """Write numbers that are none."""
    lines = (f"    - {{item: I{at}, amount: 1.0.0}}\n" for at in range(count))
    return HEAD + "programme:\n  items:\n" + "".join(lines)


def bases(count: int) -> Callable[[Path], str]:
    """Write a file that extends one base many times."""

    def text(folder: Path) -> str:
        (folder / "_b.yaml").write_text("omsrisk: 1\n", encoding="utf-8")
        return HEAD + f"extends: [{','.join(['_b.yaml'] * count)}]\n"

    return text


def long_list(key: str, entry: str) -> Callable[[Path], str]:
    """Write a list as long as 1 MiB takes."""

    def text(_: Path) -> str:
        head = f"{HEAD}{key}: ["
        return head + ",".join([entry] * ((MAX_BYTES - len(head) - 2) // (len(entry) + 1))) + "]\n"

    return text


def season_weeks() -> str:
    """Write a scenario with ranges, draws, and a season."""
    season = "season: {jan: 0.7, feb: 0.8, mar: 0.9, jul: 0.9, aug: 0.9, nov: 1.4, dec: 1.4}"
    text = phases(12, ", delay: {duration_days: {low: 2, likely: 5, high: 40}}", stop=True)
    text += f"calendar: {{go_live: 2027-02-15, {season}}}\n"
    return text + (
        "stabilisation:\n  duration_days: {low: 30, likely: 45, high: 180}\n"
        "  support:\n    extra_tickets_per_day: {low: 20, likely: 80, high: 200}\n"
        "    cost_per_ticket: {low: 8, likely: 12, high: 20}\n"
    )


def uncertain_phases(count: int) -> str:
    """Write phases with ranges of their own under the stop rule."""
    more = (
        ", delay: {duration_days: {low: 2, likely: 5, high: 40}, "
        "cancellation_sensitivity: {low: 5%, likely: 12%, high: 20%}}"
    )
    return phases(count, more, stop=True)


def _plain(write: Callable[..., str], *given: object) -> Callable[[Path], str]:
    return lambda _: write(*given)


BOMBS: dict[str, Bomb] = {
    "items 10,000": Bomb(PRICED, _plain(items, 10_000)),
    "items 25,000": Bomb(PRICED, _plain(items, 25_000)),
    "integrations 10,000": Bomb(PRICED, _plain(integrations, 10_000)),
    "departments 10,000": Bomb(PRICED, _plain(departments, 10_000)),
    "phases 200": Bomb((*PRICED, "by phase", *SAMPLED), _plain(phases, 200)),
    "phases 1,000": Bomb((*PRICED, "by phase", *SAMPLED), _plain(phases, 1_000)),
    "phases 1,001": Bomb(CHECKED, _plain(phases, 1_001)),
    "phases 10,000": Bomb(CHECKED, _plain(phases, 10_000)),
    "stop rule 20": Bomb(SAMPLED, _plain(uncertain_phases, 20)),
    "stop rule 200": Bomb(SAMPLED, _plain(uncertain_phases, 200)),
    "stop rule 500": Bomb(SAMPLED, _plain(uncertain_phases, 500)),
    "ranges 1,000": Bomb((*PRICED, *SAMPLED, "compare simulated"), _plain(ranges, 1_000)),
    "ranges 1,000, a limit": Bomb(
        (*PRICED, *SAMPLED), _plain(ranges, 1_000, "limits: {p90_net_exposure: 500000}\n")
    ),
    "ranges 5,000, a limit": Bomb(
        ("check", "simulate"), _plain(ranges, 5_000, "limits: {p90_net_exposure: 500000}\n")
    ),
    "points with ranges 400": Bomb(SAMPLED, _plain(point_ranges, 400)),
    "points with ranges 1,000": Bomb((*PRICED, *SAMPLED), _plain(point_ranges, 1_000)),
    "limits 1,000": Bomb((*PRICED, "tripwires"), _plain(limits, 1_000)),
    "limits 20,000": Bomb(CHECKED, _plain(limits_without, 20_000)),
    "gaps 1,000": Bomb((*PRICED, "gaps"), _plain(gaps, 1_000)),
    "gaps 5,000": Bomb(CHECKED, _plain(gaps, 5_000)),
    "sources 1,000": Bomb(PRICED, _plain(sources, 1_000)),
    "sources 5,000": Bomb(CHECKED, _plain(sources, 5_000)),
    "mitigations 500": Bomb((*PRICED, "mitigate"), _plain(mitigations, 500)),
    "mitigations 1,000": Bomb(("check", "calc", "mitigate"), _plain(mitigations, 1_000)),
    "waivers 1,000": Bomb(PRICED, _plain(waivers, 1_000)),
    "waivers 30,000": Bomb(CHECKED, _plain(waivers, 30_000)),
    "correlations 500": Bomb(("check", "calc", "simulate"), _plain(correlations, 500)),
    "correlations 4,000": Bomb(CHECKED, _plain(correlations, 4_000)),
    "approach 500,000": Bomb(CHECKED, long_list("approach", "p")),
    "extends 100,000": Bomb(CHECKED, bases(100_000)),
    "unknown keys 2,000": Bomb(CHECKED, _plain(unknown_keys, 2_000)),
    "unknown keys 90,000": Bomb(CHECKED, _plain(unknown_keys, 90_000)),
    "unknown keys in items 10,000": Bomb(CHECKED, _plain(unknown_in_items, 10_000)),
    "bad numbers 10,000": Bomb(CHECKED, _plain(bad_numbers, 10_000)),
    "season by week": Bomb(
        (*SAMPLED, "schedule", "schedule simulated", "timeline", "timeline by day"),
        _plain(season_weeks),
    ),
}


def _beside(text: str) -> str:
    """Write another version: nearly every number is another one."""
    return (
        text.replace("5%", "6%")
        .replace("name: Bomb", "name: Other")
        .replace("quantity: 2", "quantity: 3")
        .replace("amount: 1", "amount: 2")
    )


class Cost(NamedTuple):
    """
    What a command cost.

    Attributes:
        seconds: By the clock.
        busy: Of a processor: what counts on a machine that has other work.
        mebibytes: Peak memory.
        code: The exit code; None for one that was given up.
    """

    seconds: float
    busy: float
    mebibytes: float
    code: int | None

    def __str__(self) -> str:
        """Write it in columns."""
        told = "given up" if self.code is None else f"exit {self.code}"
        times = f"{self.seconds:7.2f} s {self.busy:7.2f} s of a processor"
        return f"{times} {self.mebibytes:6.0f} MiB  {told}"


def measured(words: list[str], folder: Path) -> Cost:
    """Run a command in a process of its own."""
    start = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", "omsrisk", *words],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        given_up = threading.Timer(PATIENCE, process.kill)
        given_up.start()
        _, status, usage = os.wait4(process.pid, 0)
        taken = time.perf_counter() - start
        given_up.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
    code = process.returncode if process.returncode >= 0 else None
    return Cost(taken, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, code)


def run(name: str, bomb: Bomb, only: set[str]) -> Iterator[bool]:
    """Run what is asked of a bomb, and tell of each whether it kept within the bounds."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        text = bomb.text(folder)
        assert len(text.encode()) <= MAX_BYTES, f"{name} has {len(text.encode()):,} bytes"
        (folder / "bomb.yaml").write_text(text, encoding="utf-8")
        (folder / "other.yaml").write_text(_beside(text), encoding="utf-8")
        for command in bomb.commands:
            if only and command not in only:
                continue
            words = [
                {"FILE": "bomb.yaml", "OTHER": "other.yaml"}.get(one, one)
                for one in COMMANDS[command]
            ]
            cost = measured(words, folder)
            kept = cost.code is not None and cost.busy <= SECONDS and cost.mebibytes <= MEBIBYTES
            print(f"{name:<28} {command:<18} {cost}{'' if kept else '  <-- OVER'}", flush=True)
            yield kept


def _tree(folder: Path, files: int, rate: str) -> None:
    for at in range(files):
        (folder / f"{at:05}.yaml").write_text(
            HEAD.replace("Bomb", f"Shop {at}").replace("12%", rate), encoding="utf-8"
        )


def check_many(files: int = 10_000) -> None:
    """Check a folder of many files: the memory must not grow with their number."""
    for count in (files // 10, files):
        with tempfile.TemporaryDirectory() as place:
            _tree(Path(place), count, "12%")
            print(f"check . of {count:,} files", measured(["check", "."], Path(place)), flush=True)


def diff_many(files: int = 1_500) -> None:
    """Compare many changed files: the memory must not grow with their number."""
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org"]
    for count in (files // 10, files):
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place)
            _tree(folder, count, "12%")
            for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "first"]):
                subprocess.run([*git, *words], cwd=folder, check=True)
            _tree(folder, count, "13%")
            cost = measured(["diff", "--against", "HEAD", "."], folder)
            print(f"diff of {count:,} files", cost, flush=True)


def main(words: list[str]) -> None:
    """Run the bombs whose names hold one of the words; `command=NAME` asks for one command alone."""
    if words == ["--list"]:
        print("\n".join((*BOMBS, "check many", "diff many")))
        return
    only = {one.removeprefix("command=") for one in words if one.startswith("command=")}
    names = [one for one in words if not one.startswith("command=")]
    kept = [
        one
        for name, bomb in BOMBS.items()
        if not names or any(part in name for part in names)
        for one in run(name, bomb, only)
    ]
    if not only:
        for name, many in (("check many", check_many), ("diff many", diff_many)):
            if not names or any(part in name for part in names):
                many()
    print(f"{len(kept) - sum(kept)} of {len(kept)} over {SECONDS} s or {MEBIBYTES} MiB")


if __name__ == "__main__":
    main(sys.argv[1:])
