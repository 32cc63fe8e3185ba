"""Correlations between uncertain inputs: how they are written, what they become, what is refused."""

from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from omsrisk import Severity, UsageError, assess, dump, load
from omsrisk.analysis.explain import explain
from omsrisk.core.pricing.case import Case, Correlation
from omsrisk.scenario.building.correlations import MOST_IN_A_GROUP
from omsrisk.scenario.load import Loader
from omsrisk.scenario.schema.json_schema import json_schema
from tests.support.scenario_texts import DELAY, finding_of, findings_of, load_text, write

UNCERTAIN = """\
currency: USD
orders:
  daily_volume: {low: 800, likely: 1000, high: 1300}
  average_value: 100
delay:
  duration_days: {low: 2, likely: 3, high: 9}
  cancellation_sensitivity: {low: 3%, likely: 12%, high: 33%}
programme: {items: [{item: Night Staff, amount: {p5: 100, p95: 300}}]}
phases:
  - {name: Pilot, share_of_orders: 10%, delay: {duration_days: {low: 1, likely: 2, high: 3}}}
  - {name: Rest, share_of_orders: 90%}
correlations:
"""
"""Five uncertain inputs and no correlation yet; entries follow from line 13."""

VOLUME, DAYS = "orders.daily_volume", "delay.duration_days"
CANCELLED, PILOT_DAYS = "delay.cancellation_sensitivity", "phases.pilot.delay.duration_days"
STAFF = "programme.items.night-staff.amount"


def entry(first: str, second: str, rank: str = "0.5") -> str:
    """One entry, on a line of its own."""
    return f"  - {{inputs: [{first}, {second}], rank_correlation: {rank}}}\n"


def correlated(*entries: str) -> str:
    """The uncertain scenario with correlations."""
    return UNCERTAIN + "".join(entries)


def case_of(*entries: str) -> Case:
    """Its case."""
    return load_text(correlated(*entries)).case


TAKEN = [  # entry, first, second, rank, why
    (entry(DAYS, CANCELLED, "0.6"), DAYS, CANCELLED, "0.6", "two inputs"),
    (entry(CANCELLED, DAYS, "-0.6"), CANCELLED, DAYS, "-0.6", "against each other"),
    (entry(DAYS, CANCELLED, "+0.6"), DAYS, CANCELLED, "0.6", "with a sign"),
    (entry(DAYS, CANCELLED, "-6e-1"), DAYS, CANCELLED, "-0.6", "with an exponent"),
    (entry(DAYS, CANCELLED, "0.999"), DAYS, CANCELLED, "0.999", "almost one"),
    (entry(PILOT_DAYS, VOLUME), DAYS, VOLUME, "0.5", "of a phase: it binds the source"),
    (entry(DAYS, PILOT_DAYS), DAYS, PILOT_DAYS, "0.5", "of a phase with the whole"),
    (entry("phases.Pilot.delay.duration_days", VOLUME), DAYS, VOLUME, "0.5", "as written"),
    (entry("programme.items.Night Staff.amount", VOLUME), STAFF, VOLUME, "0.5", "an item"),
    (entry(STAFF, VOLUME), STAFF, VOLUME, "0.5", "an item by its slug"),
]


@pytest.mark.parametrize("case", TAKEN, ids=lambda case: case[-1])
def test_correlation_is_taken(case: tuple[str, str, str, str, str]) -> None:
    """Each input by the name of its source, and the number exactly as written."""
    text, first, second, rank, _ = case
    assert case_of(text).correlations == (Correlation(first, second, Decimal(rank)),)


def test_correlations_stand_in_the_order_of_the_file() -> None:
    """None is sorted, none is lost."""
    found = case_of(entry(DAYS, CANCELLED), entry(VOLUME, STAFF, "0.1"), entry(DAYS, VOLUME, "-0.2"))
    pairs = [(one.first, one.second) for one in found.correlations]
    assert pairs == [(DAYS, CANCELLED), (VOLUME, STAFF), (DAYS, VOLUME)]


def test_correlation_changes_no_point_value() -> None:
    """Where one number stands for each input, nothing is correlated."""
    with_it = load_text(correlated(entry(DAYS, CANCELLED)))
    without = load_text(UNCERTAIN + "  []\n")
    assert assess(with_it).totals == assess(without).totals
    assert without.case.correlations == ()


REFUSED = [  # entries, code, line, path below `correlations`, message, hint, why
    ([entry("delay.duration_dayz", VOLUME)], "SCN503", 13, "0.inputs.0", "is not an input",
     "`delay.duration_days`", "a typo"),
    ([entry("delay", VOLUME)], "SCN503", 13, "0.inputs.0", "is not an input", "", "a section"),
    ([entry("calendar.go_live", VOLUME)], "SCN503", 13, "0.inputs.0", "is not an input", "", "day"),
    ([entry(VOLUME, "freight.amount")], "SCN503", 13, "0.inputs.1", "is not an input", "", "no path"),
    ([entry(VOLUME, "orders.average_value")], "SCN503", 13, "0.inputs.1", "stated as one value",
     "state a range", "an input that is certain"),
    ([entry(VOLUME, "phases.rest.share_of_orders")], "SCN503", 13, "0.inputs.1",
     "stated as one value", "what is planned has no range", "the share of a phase"),
    ([entry(VOLUME, "likelihood")], "SCN503", 13, "0.inputs.1", "not stated", "state it",
     "an input that is left out"),
    ([entry(VOLUME, "phases.rest.delay.duration_days")], "SCN503", 13, "0.inputs.1", "not stated",
     "write `delay.duration_days`", "what a phase inherits"),
    ([entry(VOLUME, "phases.pilto.delay.duration_days")], "SCN503", 13, "0.inputs.1", "not stated",
     "`phases.pilot.delay.duration_days`", "no such phase"),
    ([entry(VOLUME, "programme.items.night-stuff.amount")], "SCN503", 13, "0.inputs.1",
     "not stated", "`programme.items.night-staff.amount`", "no such item"),
    ([entry(VOLUME, VOLUME)], "SCN503", 13, "0.inputs.1", "with itself", "another", "one input"),
    ([entry(STAFF, "programme.items.Night Staff.amount")], "SCN503", 13, "0.inputs.1",
     "with itself", "another", "one input by two names"),
    ([entry(VOLUME, DAYS), entry(VOLUME, DAYS, "0.6")], "SCN503", 14, "1.inputs",
     "`correlations.0` correlates", "keep one", "the same pair"),
    ([entry(VOLUME, DAYS), entry(DAYS, VOLUME)], "SCN503", 14, "1.inputs",
     "`correlations.0` correlates", "keep one", "the same pair the other way round"),
    ([f"  - {{inputs: [{DAYS}], rank_correlation: 0.5}}\n"], "SCN503", 13, "0.inputs",
     "two inputs, not 1", "", "one input"),
    ([f"  - {{inputs: [{DAYS}, {VOLUME}, {STAFF}], rank_correlation: 0.5}}\n"], "SCN503", 13,
     "0.inputs", "two inputs, not 3", "each pair", "three inputs"),
    ([f"  - {{inputs: {DAYS}, rank_correlation: 0.5}}\n"], "SCN107", 13, "0.inputs",
     "expected a list", "", "a text"),
    ([f"  - {{inputs: {{a: {DAYS}}}, rank_correlation: 0.5}}\n"], "SCN107", 13, "0.inputs",
     "a map of keys", "", "a map"),
    ([f"  - {{inputs: [{DAYS}, [{VOLUME}]], rank_correlation: 0.5}}\n"], "SCN107", 13,
     "0.inputs.1", "expected text", "", "a list in the list"),
    (["  - {inputs: , rank_correlation: 0.5}\n"], "SCN104", 13, "0.inputs", "has no value", "",
     "nothing"),
    (["  - {rank_correlation: 0.5}\n"], "SCN103", 13, "0.inputs", "is missing", "explain",
     "no inputs"),
    ([f"  - inputs: [{DAYS}, {VOLUME}]\n"], "SCN103", 13, "0.rank_correlation", "is missing",
     "explain", "no number"),
    ([entry(DAYS, VOLUME, "")], "SCN104", 13, "0.rank_correlation", "has no value", "",
     "a key without a number"),
    ([entry(DAYS, VOLUME, "high")], "SCN105", 13, "0.rank_correlation", "between -1 and 1", "",
     "a word"),
    ([entry(DAYS, VOLUME, "-high")], "SCN105", 13, "0.rank_correlation", "found `-high`", "",
     "a word with a sign"),
    ([entry(DAYS, VOLUME, "60%")], "SCN105", 13, "0.rank_correlation", "`60%`", "percentage",
     "a percentage"),
    ([entry(DAYS, VOLUME, "'0.6'")], "SCN105", 13, "0.rank_correlation", "`0.6`", "quotes",
     "a text"),
    ([entry(DAYS, VOLUME, "\u22120.6")], "SCN105", 13, "0.rank_correlation", "\u22120.6", "hyphen",
     "a minus sign from a word processor"),
    ([entry(DAYS, VOLUME, "[0.6]")], "SCN105", 13, "0.rank_correlation", "a list", "", "a list"),
    ([entry(DAYS, VOLUME, "{low: 0.5, high: 0.6}")], "SCN105", 13, "0.rank_correlation",
     "a map of keys", "", "a range"),
    ([entry(DAYS, VOLUME, "1")], "SCN503", 13, "0.rank_correlation", "inputs one", "0.9", "one"),
    ([entry(DAYS, VOLUME, "-1.0")], "SCN503", 13, "0.rank_correlation", "inputs one", "-0.9",
     "minus one"),
    ([entry(DAYS, VOLUME, "0")], "SCN503", 13, "0.rank_correlation", "says nothing", "remove",
     "nought"),
    ([entry(DAYS, VOLUME, "-0.0")], "SCN503", 13, "0.rank_correlation", "says nothing", "remove",
     "minus nought"),
    ([entry(DAYS, VOLUME, "1.5")], "SCN503", 13, "0.rank_correlation", "outside -1 to 1", "",
     "more than one"),
    ([entry(DAYS, VOLUME, "-60")], "SCN503", 13, "0.rank_correlation", "outside -1 to 1",
     "write -0.6", "meant as a percentage"),
    (["  - daily volume and days\n"], "SCN107", 13, "0", "expected a map of keys", "", "a sentence"),
    ([entry(DAYS, VOLUME).replace("inputs", "input")], "SCN102", 13, "0.input", "unknown key",
     "`inputs`", "a misspelt key"),
]  # fmt: skip


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case[-1])
def test_what_is_no_correlation_is_told(
    case: tuple[list[str], str, int, str, str, str, str],
) -> None:
    """Each fault by itself, once, at its place."""
    entries, code, line, path, message, hint, _ = case
    found = finding_of(correlated(*entries))
    assert (found.code, found.line) == (code, line)
    assert found.path == f"correlations.{path}"
    assert found.severity is Severity.ERROR
    assert message in found.message
    assert hint in found.hint


SHAPES = [  # what follows `correlations:`, code, why
    ("correlations: 0.5\n", "SCN107", "a number"),
    ("correlations: {delay.duration_days: 0.5}\n", "SCN107", "a map"),
    ("correlations:\n", "SCN104", "nothing"),
]


@pytest.mark.parametrize("case", SHAPES, ids=lambda case: case[-1])
def test_correlations_are_a_list(case: tuple[str, str, str]) -> None:
    """Anything else is refused."""
    text, code, _ = case
    assert finding_of(DELAY + text).code == code


def test_correlations_belong_to_the_whole() -> None:
    """A phase has none of its own; its inputs are named by their paths."""
    found = finding_of(DELAY + "phases: [{name: A, share_of_orders: 100%, correlations: []}]\n")
    assert (found.code, found.path) == ("SCN102", "phases.a.correlations")
    assert "outside the phases" in found.hint
    assert "charged" not in found.hint


def test_every_fault_is_told_in_one_run() -> None:
    """A fault in one entry hides none in another, nor one beside it."""
    found = findings_of(
        correlated(
            entry("delay.duration_dayz", VOLUME, "2"),
            entry(DAYS, DAYS, "-1"),
            f"  - {{inputs: [{DAYS}, [a]], rank_correlation: x}}\n",
            "  - x\n",
            entry(VOLUME, "orders.average_value"),
            entry(DAYS, CANCELLED, "0.9"),
            entry(CANCELLED, VOLUME, "0.9"),
            entry(VOLUME, DAYS, "-0.9"),
        )
    )
    assert [(one.line, one.code) for one in found] == [
        (13, "SCN503"),
        (13, "SCN503"),
        (14, "SCN503"),
        (14, "SCN503"),
        (15, "SCN107"),
        (15, "SCN105"),
        (16, "SCN107"),
        (17, "SCN503"),
        (20, "SCN504"),
    ]


def triangle(*ranks: str) -> list[str]:
    """Correlations from days to cancellation to volume, and back to the days."""
    pairs = ((DAYS, CANCELLED), (CANCELLED, VOLUME), (VOLUME, DAYS))
    return [entry(*pair, rank) for pair, rank in zip(pairs, ranks, strict=False)]


def test_conflict_is_one_finding_with_all_its_pairs() -> None:
    """What cannot hold together is named in one sentence, without the pairs that can."""
    found = finding_of(correlated(entry(STAFF, DAYS, "0.1"), *triangle("0.9", "0.9", "-0.9")))
    assert (found.code, found.line, found.path) == ("SCN504", 16, "correlations.3.rank_correlation")
    assert found.message == (
        "these rank correlations cannot hold together: "
        f"`{DAYS}` - `{CANCELLED}` 0.9, `{CANCELLED}` - `{VOLUME}` 0.9, `{VOLUME}` - `{DAYS}` -0.9"
    )
    assert f"`{VOLUME}` - `{DAYS}` can be 0.64 to 0.99" in found.hint


def test_advice_on_a_conflict_can_be_followed() -> None:
    """The numbers of the hint are accepted, those beyond them are not."""
    assert case_of(*triangle("0.9", "0.9", "0.64"))
    assert case_of(*triangle("0.9", "0.9", "0.99"))
    assert finding_of(correlated(*triangle("0.9", "0.9", "0.63"))).code == "SCN504"


def test_pair_that_is_left_out_counts_as_nothing() -> None:
    """Two strong pairs force a third; the hint names it."""
    found = finding_of(correlated(*triangle("0.9", "0.9")))
    assert found.code == "SCN504"
    assert f"`{DAYS}` - `{VOLUME}`, which counts as 0 where it is left out" in found.hint
    assert "0.64 to 0.99" in found.hint


def test_conflicts_apart_are_told_apart() -> None:
    """Two conflicts between different inputs are two findings."""
    items = "".join(f"{{item: {name}, amount: {{p5: 1, p95: 2}}}}, " for name in "ABC")
    text = UNCERTAIN.replace("items: [", f"items: [{items}")
    a, b, c = (f"programme.items.{name}.amount" for name in "abc")
    mine = entry(a, b, "0.9") + entry(b, c, "0.9") + entry(a, c, "-0.9")
    found = findings_of(text + "".join(triangle("0.9", "0.9", "-0.9")) + mine)
    assert [(one.code, one.line) for one in found] == [("SCN504", 15), ("SCN504", 18)]


def test_more_inputs_than_can_be_judged_are_refused() -> None:
    """A hundred inputs may are correlated; a file of thousands is not computed for minutes."""
    names = [f"programme.items.i{at}.amount" for at in range(MOST_IN_A_GROUP + 1)]
    items = "".join(f"{{item: i{at}, amount: {{p5: 1, p95: 2}}}}, " for at in range(len(names)))
    text = UNCERTAIN.replace("items: [", f"items: [{items}")
    chain = [entry(*pair, "0.1") for pair in pairwise(names)]
    assert len(load_text(text + "".join(chain[:-1])).case.correlations) == MOST_IN_A_GROUP - 1
    found = finding_of(text + "".join(chain))
    assert (found.code, found.path) == ("SCN503", "correlations")


def loaded(text: str, **overrides: str) -> Loader:
    """A loader of a text with values of the command line; `__` stands for a dot."""
    values = {key.replace("__", "."): one for key, one in overrides.items()}
    return Loader(values, lambda _: text.encode())


def test_input_that_is_set_to_one_value_has_no_correlation() -> None:
    """What is tried out on the command line makes no file wrong: the pair rests, with a warning."""
    text = correlated(entry(VOLUME, CANCELLED), entry(DAYS, VOLUME))
    scenario = loaded(text, delay__cancellation_sensitivity="5%").load("a.yaml")
    assert scenario.case.correlations == (Correlation(DAYS, VOLUME, Decimal("0.5")),)
    (found,) = scenario.findings
    assert (found.code, found.severity, found.line) == ("SCN113", Severity.WARNING, 13)
    assert found.path == "correlations.0.inputs.1"
    assert "set to one value" in found.message


def test_pairs_that_rest_make_no_conflict() -> None:
    """Of three that cannot hold together, two can when the third input is set."""
    text = correlated(*triangle("0.9", "0.9", "-0.9"))
    case = loaded(text, delay__duration_days="5").load("a.yaml").case
    assert len(case.correlations) == 1


def test_input_that_is_set_to_a_range_keeps_its_correlation() -> None:
    """Another range is still uncertain."""
    text = correlated(entry(DAYS, CANCELLED))
    spread = "{p5: 2%, likely: 4%, p95: 8%}"
    scenario = loaded(text, delay__cancellation_sensitivity=spread).load("a.yaml")
    assert len(scenario.case.correlations) == 1
    assert scenario.findings == ()


def test_correlations_can_be_set() -> None:
    """The list is set as a whole, and a fault in it is one of the command line."""
    row = f"{{inputs: [{DAYS}, {VOLUME}], rank_correlation: -0.25}}"
    case = loaded(correlated(entry(DAYS, CANCELLED)), correlations=f"[{row}]").load("a.yaml").case
    assert case.correlations == (Correlation(DAYS, VOLUME, Decimal("-0.25")),)
    with pytest.raises(UsageError) as refused:
        loaded(UNCERTAIN + "  []\n", correlations="[{inputs: [a]}]").load("a.yaml")
    assert refused.value.message.startswith("--set correlations:1:")


def test_entry_has_no_path_to_set() -> None:
    """An entry has no name, so none is offered."""
    loader = loaded(correlated(entry(DAYS, CANCELLED)), correlations__0__rank_correlation="0.1")
    with pytest.raises(UsageError) as refused:
        loader.load("a.yaml")
    assert "unknown input path" in refused.value.message
    assert "*" not in refused.value.hint


def test_correlations_stay_when_measures_are_taken() -> None:
    """A mitigation moves a range; what is correlated still does."""
    measure = "mitigations: [{name: A, cost: 1, effects: {delay.duration_days: {multiply: 0.5}}}]\n"
    text = correlated(entry(DAYS, CANCELLED)) + measure
    scenario = Loader({}, lambda _: text.encode(), taken=["A"]).load("a.yaml")
    assert scenario.case.taken == ("a",)
    assert scenario.case.correlations == load_text(text).case.correlations != ()


def test_list_of_a_base_is_replaced_whole(tmp_path: Path) -> None:
    """Lists do not merge; without one of its own a file inherits the base's."""
    base = correlated(entry(DAYS, CANCELLED), entry(VOLUME, STAFF))
    own = "extends: base.yaml\ncorrelations:\n" + entry(DAYS, VOLUME)
    scenario = load(write(tmp_path, {"a.yaml": own, "base.yaml": base}))
    assert scenario.case.correlations == (Correlation(DAYS, VOLUME, Decimal("0.5")),)
    inherits = load(write(tmp_path, {"b.yaml": "extends: base.yaml\n", "base.yaml": base}))
    assert len(inherits.case.correlations) == 2


def test_dumped_and_loaded_again_is_the_same() -> None:
    """Correlations survive being written."""
    first = load_text(correlated(entry(DAYS, CANCELLED, "-0.60"), entry(VOLUME, STAFF)))
    second = load_text(dump(first))
    assert second.case == first.case
    assert second.content == first.content


def test_file_without_correlations_has_none() -> None:
    """What a file does not state is not there."""
    assert load_text(DELAY).content.correlations is None
    assert load_text(DELAY).case.correlations == ()


@pytest.mark.parametrize("topic", ["correlations", "correlations.*.rank_correlation", "SCN504"])
def test_correlations_are_explained(topic: str) -> None:
    """`explain` knows the list and its keys."""
    assert explain(topic).found


def test_explanation_names_the_keys() -> None:
    """An entry has these keys."""
    assert [one.key for one in explain("correlations").section] == ["inputs", "rank_correlation"]


BY_SCHEMA = [  # an entry, whether it is taken, why
    (entry(DAYS, VOLUME), True, "a pair"),
    (entry(DAYS, VOLUME, "-0.5"), True, "a negative one"),
    (entry(DAYS, VOLUME, "1"), False, "one"),
    (entry(DAYS, VOLUME, "-1"), False, "minus one"),
    (entry(DAYS, VOLUME, "0"), False, "nought"),
    (entry(DAYS, VOLUME, "high"), False, "a word"),
    (entry(DAYS, DAYS), False, "one input twice"),
    (f"  - {{inputs: [{DAYS}], rank_correlation: 0.5}}\n", False, "one input"),
    (f"  - {{inputs: [{DAYS}, {VOLUME}, {STAFF}], rank_correlation: 0.5}}\n", False, "three"),
    (f"  - {{inputs: [{DAYS}, {VOLUME}]}}\n", False, "no number"),
    ("  - {rank_correlation: 0.5}\n", False, "no inputs"),
    (entry(DAYS, VOLUME).replace("inputs", "input"), False, "a misspelt key"),
]


@pytest.mark.parametrize("case", BY_SCHEMA, ids=lambda case: case[-1])
def test_schema_and_reader_agree(case: tuple[str, bool, str]) -> None:
    """An editor marks what the reader refuses, and nothing else."""
    text, taken, _ = case
    if taken:
        load_text(correlated(text))
    else:
        assert findings_of(correlated(text))
    document = yaml.safe_load(correlated(text))
    assert Draft202012Validator(json_schema()).is_valid(document) == taken
