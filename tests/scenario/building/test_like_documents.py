"""Documents that are alike: whatever way a file is validated and priced, the same comes of it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from omsrisk import assess
from omsrisk.analysis.assess import Assessment
from omsrisk.errors import OmsriskError
from omsrisk.scenario.documents.findings import InvalidScenarioError
from omsrisk.scenario.load import Loader, Scenario
from tests.benchmarks.speed import thirty_lines

ROOT = Path(__file__).parents[3]
MANY = 40
"""Files of one form, of which all but the first are read by it."""

_KINDS = {
    "thirty lines": thirty_lines(7),
    "names of rows": (
        "omsrisk: 1\nname: Shop 7\ncurrency: EUR\norders: {daily_volume: 1007, average_value: 20}\n"
        "data_misalignment: {exposure_days: 30, integrations: [{name: pay1, share_of_orders: 0.5,"
        " error_correction_cost: 35, data_inaccuracy_rate: 2%}, {name: pay2, share_of_orders: 0.2,"
        " error_correction_cost: 20, data_inaccuracy_rate: 1%}]}\n"
    ),
    "phases": (
        "omsrisk: 1\ncurrency: EUR\norders: {daily_volume: 1007, average_value: 20}\n"
        "delay: {duration_days: 3, cancellation_sensitivity: 0.12}\n"
        "phases: [{name: a, share_of_orders: 0.25, likelihood: 0.2}, "
        "{name: b, share_of_orders: 0.75, delay: {duration_days: 2}}]\n"
    ),
    "a season": (
        "omsrisk: 1\ncurrency: EUR\norders: {daily_volume: 1007, average_value: 20}\n"
        "delay: {duration_days: 3, cancellation_sensitivity: 0.12}\n"
        "calendar: {go_live: 2027-02-15, season: {dec: 1.5, jan: 0.5}}\n"
    ),
    "a range": (
        "omsrisk: 1\ncurrency: EUR\norders: {daily_volume: 1007, average_value: 20}\n"
        "delay: {duration_days: {low: 1, likely: 3, high: 9}, cancellation_sensitivity: 0.12}\n"
    ),
}
DIFFERENT = ("0", "1", "9", "12", "250", "00", "3.5.1", "99999999999999999999", "101")
"""What is put in the place of a number: also what is out of bounds, and what is none."""


def _loader() -> Loader:
    """Return a loader that looks out for texts that are alike."""
    loader = Loader()
    for number in range(11):
        with pytest.raises(InvalidScenarioError):
            loader.load(f"{number}.yaml", f"unknown{number}: 1\n".encode())
    return loader


def _outcome(loader: Loader, text: str) -> tuple[object, Scenario | None]:
    try:
        scenario = loader.load("a.yaml", text.encode())
    except (InvalidScenarioError, OmsriskError) as error:
        return repr(getattr(error, "findings", error)), None
    assessed: Assessment = assess(scenario)
    plain = scenario._replace(alike=None, root=scenario.root)
    parts = (plain.file, plain.name, plain.content, plain.case, plain.findings, plain.approach)
    exposure = tuple(assessed.exposure), dict(assessed.totals), assessed.sourced
    return repr((parts, exposure)), scenario


def _with_numbers(text: str) -> Iterator[str]:
    """Write a text again and again, with each of its numbers changed in turn."""
    yield from (text for _ in range(12))  # so that its form is known
    for found in re.finditer("[0-9]+", text):
        for other in DIFFERENT:
            yield text[: found.start()] + other + text[found.end() :]


@pytest.mark.parametrize("text", _KINDS.values(), ids=_KINDS.keys())
def test_same_as_in_full(text: str) -> None:
    """What comes of a file is the same to the last digit, also of one that is not valid."""
    loader, like = _loader(), 0
    for written in _with_numbers(text):
        found, scenario = _outcome(loader, written)
        assert found == _outcome(Loader(), written)[0], written
        like += scenario is not None and scenario.alike is not None
    assert like > len(DIFFERENT)


@pytest.mark.parametrize(
    "path", sorted((ROOT / "scenarios").glob("*.yaml")), ids=lambda one: one.name
)
def test_scenarios(path: Path) -> None:
    """Each scenario of the project comes to the same where it is read for the twentieth time."""
    loader, text = _loader(), path.read_text(encoding="utf-8")
    expected = _outcome(Loader(), text)[0]
    assert all(_outcome(loader, text)[0] == expected for _ in range(20))


def test_what_stands_over_files_is_no_part_of_it() -> None:
    """Values of the command line, mitigations and variants are never taken from files before."""
    text = (
        thirty_lines(1)
        + "mitigations: [{name: m1, cost: 1, effects: {delay.duration_days: {multiply: 0.5}}}]\n"
    )
    for loader in (Loader({"delay.duration_days": "9"}), Loader(taken=("m1",))):
        for number in range(MANY):
            scenario = loader.load(f"{number}.yaml", text.encode())
            assert scenario.alike is None
    varied = text + "variants: [{name: v1, set: {delay.duration_days: 9}}]\n"
    plain = Loader()
    assert {plain.load("a.yaml", varied.encode()).variants for _ in range(MANY)} == {("v1",)}


def test_files_keep_their_own_numbers() -> None:
    """No file sees the numbers of another, whether they are read in turn or kept."""
    loader = _loader()
    kept = [loader.load(f"{at}.yaml", thirty_lines(at).encode()) for at in range(MANY)]
    assert kept[-1].alike is not None
    for at, one in enumerate(kept):
        assert one.name == f"Shop {at}"
        assert one.case.inputs["orders.daily_volume"].value == 1000 + at
        assert one.content.orders is not None
        assert one.content.orders.daily_volume is not None
        assert one.content.orders.daily_volume.value == 1000 + at
        assert (
            assess(one).exposure
            == assess(Loader().load("a.yaml", thirty_lines(at).encode())).exposure
        )
