"""Files of many phases: twice the phases are twice the calls, whatever is asked."""

import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import pytest

from omsrisk import assess, load
from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.changes.diff import difference
from omsrisk.analysis.comparison.compare import compare
from omsrisk.analysis.sensitivity.tornado import tornado
from tests.benchmarks.growth import phases_alike, phases_restating, phases_stopping

WRITTEN: dict[str, Callable[[int, int], str]] = {
    "alike": phases_alike,
    "stopping": phases_stopping,
    "restating": phases_restating,
}
ASKED: dict[str, Callable[[Assessment, Assessment], object]] = {
    "tornado": lambda one, _: tornado(one),
    "compare": lambda one, other: compare([one, other]),
    "diff": difference,
}


def calls_of(work: Callable[[], object]) -> int:
    """Count the calls of functions that some work takes."""
    count = 0

    def counted(_frame: FrameType, event: str, _of: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(counted)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


def calls_for(written: str, asked: str, phases: int, folder: Path) -> int:
    """Count the calls from the texts of two files of so many phases to an answer."""
    files = [folder / f"{step}.yaml" for step in (0, 1)]
    for step, file in enumerate(files):
        file.write_text(WRITTEN[written](phases, step), encoding="utf-8")
    return calls_of(lambda: ASKED[asked](*(assess(load(file)) for file in files)))


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("written", WRITTEN)
def test_of_twice_the_phases(written: str, asked: str, tmp_path: Path) -> None:
    """What looks through all phases for each phase shows as more than twice the calls."""
    calls_for(written, asked, 160, tmp_path)  # what is imported, and kept, at the first time
    assert calls_for(written, asked, 160, tmp_path) < 2.02 * calls_for(written, asked, 80, tmp_path)
