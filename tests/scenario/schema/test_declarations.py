from collections.abc import Iterator, Mapping

import pytest

from omsrisk.core.calendar import MONTHS
from omsrisk.core.formulas.formula import Formula
from omsrisk.core.formulas.shared import capital_at_risk, cost_item, order_value_held_up
from omsrisk.core.formulas.units import dimensions
from omsrisk.core.pricing import catalogue
from omsrisk.core.pricing.catalogue import LINES
from omsrisk.core.pricing.declarations import Argument, ComputedArgument, KnownArgument, SeasonDays
from omsrisk.core.pricing.derived import COURSES, COURSES_IF_IT_FAILS, HELD_UP, LIST_OF, PARTS
from omsrisk.scenario.documents.nodes import Origin, Scalar
from omsrisk.scenario.schema.choices import nearest
from omsrisk.scenario.schema.paths import KnownInput, known_inputs, known_paths
from omsrisk.scenario.schema.quantities import Kind
from tests.support.scenario_texts import DELAY, finding_of

MEMOS = [
    *((order_value_held_up, kind.held_up[1]) for kind in HELD_UP.values() if kind.held_up),
    (capital_at_risk, catalogue.CAPITAL_AT_RISK),
    (capital_at_risk, catalogue.CAPITAL_ITEM),
]
BESIDE_THE_FORMULAS = {
    "likelihood",
    "likelihood_after_failure",  # weighs what the formulas come to, as the likelihood does
    "common_cause",
    "stopping.likelihood",
    "orders.contribution_margin",
    "pause_days",  # lengthen the days of waiting and of parallel running, which the dates tell
    "share_of_orders",  # of a phase: the argument of `part_of_phase`
    *(f"calendar.season.{month}" for month in MONTHS),  # the step from days to effective days
    "gaps.*.modification_cost",  # one of the two stands in the programme, as was decided
    "gaps.*.process_change_cost",
    "gaps.*.postpones_by_days",  # moves the go-live
    "calendar.slips_by_days",  # so does it, all of them
    "mitigations.*.postpones_by_days",  # so does it, where it is taken
}

PRICED = [
    *((line.formula, line.arguments) for line in LINES),
    *((line.formula, line.row_arguments) for line in LINES if line.row_arguments),
    *MEMOS,
]

DOCUMENTED = [one for one in known_inputs().values() if one.declaration.documented is not None]
inputs = pytest.mark.parametrize("known", known_inputs().values(), ids=lambda known: known.path)


def stated_in(formula: Formula, arguments: Mapping[str, Argument]) -> Iterator[tuple[str, str, str]]:
    """Argument, unit and path of every input that a formula takes, directly or computed."""
    for name, argument in arguments.items():
        if isinstance(argument, ComputedArgument):
            yield from stated_in(argument.formula, argument.arguments)
            if argument.unless is not None:
                yield name, formula.units[name], argument.unless
        elif isinstance(argument, SeasonDays):
            yield name, formula.units[name], argument.path
        elif not isinstance(argument, KnownArgument):  # what follows from dates is not an input
            for path in (*argument.paths, *filter(None, [argument.today])):
                yield name, formula.units[name], path


def plain(text: str) -> Scalar:
    """A plain scalar, as the reader gives it."""
    node = Scalar(Origin("a.yaml", text), 1, 1, 1, len(text) + 1)
    node.text, node.style = text, None
    return node


def test_every_input_has_the_unit_its_formula_takes() -> None:
    """Input and argument are the same quantity: days stay days on the way into a formula."""
    checked = 0
    for formula, arguments in PRICED:
        for name, unit, path in stated_in(formula, arguments):
            declared = known_inputs()[path].declaration.unit
            assert declared == unit, f"{path} is {declared}, {formula.name}.{name} takes {unit}"
            checked += 1
    assert checked > 40


def test_what_is_computed_has_the_unit_its_formula_takes() -> None:
    """The same for what one formula hands to another."""
    for formula, arguments in PRICED:
        for name, argument in arguments.items():
            if isinstance(argument, ComputedArgument):
                assert argument.formula.result == formula.units[name]
                assert set(argument.arguments) == set(argument.formula.units)


def test_lines_state_where_every_argument_comes_from() -> None:
    """No argument of a formula is left open, and none is invented."""
    for line in LINES:
        assert {*line.arguments, *(line.parts or {})} == set(line.formula.units)
        assert set(line.row_arguments or {}) <= set(line.formula.units)


def test_no_input_is_accepted_and_ignored() -> None:
    """Every input of the format reaches a formula: what can be written has an effect."""
    used = {path for formula, arguments in PRICED for _, _, path in stated_in(formula, arguments)}
    for path in (*LIST_OF, catalogue.MITIGATION_COST.path):
        used.update(f"{path}.*.{name}" for name in (*cost_item.units, "amount", "likelihood"))
    limited = [items.path for items in LIST_OF.values() if items.may_move]
    used.update(f"{path}.*.cap" for path in limited)
    used.update(f"{course}.*.index" for course in (*COURSES, *COURSES_IF_IT_FAILS))
    used.update(items.path for items in (*PARTS, catalogue.MITIGATION_COST))
    stated = {path.removeprefix("phases.*.") for path in known_inputs()}  # restated, or its own
    if_it_fails = {path for path in stated if path.startswith(f"{catalogue.IF_IT_FAILS}.")}
    restated = {path.replace(catalogue.IF_IT_FAILS, "stabilisation", 1) for path in if_it_fails}
    assert restated <= used, "in the place of an input that reaches a formula"
    assert stated - if_it_fails == used - if_it_fails | BESIDE_THE_FORMULAS


@inputs
def test_input_is_described_with_an_example_that_is_valid(known: KnownInput) -> None:
    """What `explain` shows of an input could stand in a file."""
    assert isinstance(known.kind, Kind)
    declaration = known.declaration
    assert declaration.description.endswith(".")
    assert known.kind.number(plain(declaration.example)) >= 0
    dimensions(declaration.unit)
    if known.kind.is_share:
        assert declaration.unit == "1"
        assert declaration.example.endswith("%")


@pytest.mark.parametrize("known", DOCUMENTED, ids=lambda known: known.path)
def test_documented_range_is_in_order(known: KnownInput) -> None:
    """A range that was found runs from low to high, in values that could be written."""
    found = known.declaration.documented
    assert found is not None
    low, likely, high = (
        known.kind.number(plain(text)) for text in (found.low, found.likely, found.high)
    )
    assert low <= likely <= high
    assert found.basis
    assert found.grade


@inputs
def test_kind_agrees_with_the_unit(known: KnownInput) -> None:
    """Money is counted in money, days in days, hours in hours, shares in nothing."""
    over = known.declaration.unit.partition("/")[0]
    expected = {
        "money": "money",
        "share": "1",
        "rate": "1",
        "index": "index",
        "days": "day",
        "hours": "hour",
    }
    if known.kind.name == "count":
        assert over not in expected.values()
    else:
        assert over == expected[known.kind.name]


NEAR = [  # a word, the known one meant, why
    ("daily_volumne", "daily_volume", "a letter too many"),
    ("daily-volume", "daily_volume", "a hyphen"),
    ("Daily Volume", "daily_volume", "as a person would write it"),
    ("DAILY_VOLUME", "daily_volume", "capitals"),
    ("average", "average_value", "half of it"),
    ("zzz", "", "nothing near"),
    ("", "", "nothing at all"),
]


@pytest.mark.parametrize("case", NEAR, ids=lambda case: case[-1])
def test_nearest_word_is_offered(case: tuple[str, str, str]) -> None:
    """A misspelt word is answered with the one that was meant, or with none."""
    word, meant, _ = case
    hint = nearest(word, ("daily_volume", "average_value", "contribution_margin"))
    assert hint == (f"did you mean `{meant}`?" if meant else "")


def test_paths_are_known_once() -> None:
    """A path names one place of the format."""
    assert len(set(known_paths())) == len(known_paths())
    assert set(known_inputs()) <= set(known_paths())


def test_key_that_pydantic_knows_is_not_known_to_files() -> None:
    """A file writes `$schema`; the name of the attribute behind it is no key."""
    found = finding_of(DELAY + "schema_uri: a\n")
    assert (found.code, found.line) == ("SCN102", 8)
