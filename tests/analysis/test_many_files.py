"""Many files shared out to processes, each of which keeps what it has learned."""

from collections.abc import Callable
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import ParamSpec, TypeVar

from omsrisk.analysis.many_files import Item, Making, outcomes_by_many
from omsrisk.scenario.load import Loader, Scenario

P = ParamSpec("P")
R = TypeVar("R")

BASE = """\
omsrisk: 1
currency: USD
training_deficit: {hours: 10, cost_per_hour: 5, incompletion_rate: 50%}
"""


class _Here(Executor):
    """Does at once, in this process, what it is given."""

    def submit(self, fn: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> "Future[R]":
        done: Future[R] = Future()
        done.set_result(fn(*args, **kwargs))
        return done


class _Counting(Loader):
    """Counts the files whose bytes it reads."""

    def __init__(self) -> None:
        super().__init__()
        self.loaded: list[str] = []

    def load(self, path: str, content: bytes | None = None, variant: str = "") -> Scenario:
        self.loaded.append(path)
        return super().load(path, content, variant)


def _hours(scenario: Scenario) -> str:
    return str(scenario.case.inputs["training_deficit.hours"].value)


def _files(folder: Path, count: int) -> list[Item]:
    (folder / "base.yaml").write_text(BASE)
    for number in range(count):
        hours = f"training_deficit: {{hours: {number}}}"
        text = f"omsrisk: 1\nname: {number}\nextends: base.yaml\n{hours}\n"
        (folder / f"{number:03}.yaml").write_text(text)
    return [(str(folder / f"{number:03}.yaml"), None) for number in range(count)]


def test_a_process_keeps_its_loader_for_what_follows(tmp_path: Path) -> None:
    """What a batch has read, the next need not read, nor tell."""
    files = _files(tmp_path, 120)
    loader = _Counting()
    found = list(outcomes_by_many(_Here(), Making(loader, _hours, wants_variants=False), files, 2))
    assert [one.made for one in found] == [(str(number),) for number in range(120)]
    assert len(loader.loaded) == 120
    read = [one for outcome in found for one in outcome.read]
    assert [Path(one).name for one in read] == ["base.yaml"]  # told once, of three batches


def test_another_call_begins_with_a_loader_of_its_own(tmp_path: Path) -> None:
    """Other settings may stand over its files."""
    files = _files(tmp_path, 2)
    for _ in range(2):
        loader = _Counting()
        making = Making(loader, _hours, wants_variants=False)
        found = list(outcomes_by_many(_Here(), making, files, 2))
        assert loader.loaded == [path for path, _ in files]
        assert [Path(one).name for outcome in found for one in outcome.read] == ["base.yaml"]
