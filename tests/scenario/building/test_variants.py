"""Variants of a file: what they put over it, and what is found in them."""

from decimal import Decimal
from pathlib import Path

import pytest

from omsrisk import assess
from omsrisk.errors import UsageError
from omsrisk.scenario.documents.findings import InvalidScenarioError, Severity
from omsrisk.scenario.load import Loader
from omsrisk.scenario.own_options import OverFiles, OwnOptions
from tests.support.paths import ROOT

EXAMPLE = str(ROOT / "docs/examples/variants.yaml")
HEAD = """\
omsrisk: 1
name: Plan
currency: USD
likelihood: 40%
orders: {daily_volume: 1000, average_value: 100}
delay: {duration_days: 5, cancellation_sensitivity: 10%}
"""


def net(variant: str, loader: Loader | None = None) -> Decimal:
    """The net exposure of a variant of the example."""
    return assess((loader or Loader()).load(EXAMPLE, variant=variant)).net_exposure


@pytest.mark.parametrize(
    ("variant", "worth", "why"),
    [
        ("", "20000", "the file as it stands: 40 % of 5 days"),
        ("bad", "72000", "60 % of 12 days"),
        ("Good", "8000", "by its name as written: 40 % of 2 days"),
    ],
)
def test_a_variant_is_the_file_with_its_values(variant: str, worth: str, why: str) -> None:
    """What it does not set stays as the file has it."""
    assert net(variant) == Decimal(worth), why


def test_it_is_what_set_would_make_of_the_file() -> None:
    """Every input is the same, and so is every line."""
    by_set = Loader({"delay.duration_days": "12", "likelihood": "60%"}).load(EXAMPLE)
    variant = Loader().load(EXAMPLE, variant="bad")
    values = {path: one.value for path, one in variant.case.inputs.items()}
    assert values == {path: one.value for path, one in by_set.case.inputs.items()}
    assert assess(variant).exposure.totals == assess(by_set).exposure.totals
    assert (variant.name, variant.file, variant.variants) == ("Bad", f"{EXAMPLE}#bad", ())
    assert Loader().load(EXAMPLE).variants == ("bad", "good")


def test_the_command_line_comes_after() -> None:
    """What is set for all stands over the variant, and what is set for the variant over that."""
    every = Loader({"delay.duration_days": "1"})
    assert net("bad", every) == Decimal(6000)
    own = {
        EXAMPLE: OwnOptions({"likelihood": "10%"}),
        f"{EXAMPLE}#bad": OwnOptions({"likelihood": "5%"}),
    }
    some = Loader()
    some.put_over(OverFiles({}, (), own))
    assert (net("", some), net("bad", some), net("good", some)) == (
        Decimal(5000),
        Decimal(6000),
        Decimal(2000),
    )


def findings(text: str, tmp_path: Path) -> list[tuple[str, int, str]]:
    """What is wrong with a file: code, line and message."""
    file = tmp_path / "plan.yaml"
    file.write_text(HEAD + text, encoding="utf-8")
    try:
        found = Loader().load(str(file)).findings
    except InvalidScenarioError as error:
        found = error.findings
    return [(one.code, one.line, one.message) for one in found if one.severity is not Severity.INFO]


WRONG = [
    ("variants:\n- name: Bad\n  set: {delay.duration: 1}\n",
     [("SCN321", 9, "variant `Bad`: unknown input path `delay.duration`")], "no such input"),
    ("variants:\n- name: Bad\n  set: {likelihood: 140%}\n",
     [("SCN106", 9, "variant `Bad`: `likelihood`: `140%` is more than 1, the whole")], "no value"),
    ("variants:\n- name: Bad\n  set: {extends: base.yaml}\n",
     [("SCN321", 9, "variant `Bad`: `extends` is not a value of a scenario")], "no value at all"),
    ("variants:\n- name: Bad\n  set: {phases.pilot.likelihood: 1%}\n",
     [("SCN321", 9, "variant `Bad`: `phases` is not a list in this scenario")], "no such phase"),
    ("variants:\n- name: Bad\n",
     [("SCN103", 8, "`variants.bad.set` is missing")], "sets nothing"),
    ("variants:\n- name: Bad\n  set: {}\n",
     [("SCN107", 9, "`variants.bad.set`: expected a map of input paths")], "sets {}"),
    ("variants:\n- set: {likelihood: 1%}\n",
     [("SCN103", 8, "`name` is missing in `variants`")], "has no name"),
    ("variants:\n- {name: Bad, set: {likelihood: 1%}}\n- {name: bad, set: {likelihood: 2%}}\n",
     [("SCN110", 9, "the name `bad` is taken: both are known as `bad`")], "one name twice"),
    ("variants:\n- name: Bad\n  set: {training_deficit.hours: 5}\n",
     [("SCN103", 9, "variant `Bad`: `training_deficit.cost_per_hour` is missing"),
      ("SCN103", 9, "variant `Bad`: `training_deficit.incompletion_rate` is missing")],
     "half a section"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "told", "why"), WRONG, ids=[row[-1] for row in WRONG])
def test_what_is_wrong_in_a_variant_is_wrong_with_the_file(
    text: str, told: list[tuple[str, int, str]], why: str, tmp_path: Path
) -> None:
    """Its place is in the variant, and what is wrong with the file itself is told once."""
    assert findings(text, tmp_path) == told, why


def test_a_base_brings_its_variants(tmp_path: Path) -> None:
    """As any list, and a file that names its own replaces them."""
    (tmp_path / "_base.yaml").write_text(
        HEAD + "variants:\n- {name: Bad, set: {likelihood: 90%}}\n", encoding="utf-8"
    )
    heir, other = tmp_path / "heir.yaml", tmp_path / "other.yaml"
    heir.write_text("omsrisk: 1\nextends: _base.yaml\ndelay: {duration_days: 1}\n", encoding="utf-8")
    other.write_text(
        "omsrisk: 1\nextends: _base.yaml\nvariants:\n- {name: Calm, set: {likelihood: 1%}}\n",
        encoding="utf-8",
    )
    assert assess(Loader().load(str(heir), variant="bad")).net_exposure == Decimal(9000)
    assert Loader().load(str(other)).variants == ("calm",)


def test_a_variant_that_is_not_there_is_refused() -> None:
    """With the nearest name."""
    with pytest.raises(UsageError) as refused:
        Loader().load(EXAMPLE, variant="bda")
    assert refused.value.hint == "did you mean `bad`?"
