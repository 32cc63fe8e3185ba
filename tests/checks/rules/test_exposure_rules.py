"""The edges of the rules on the exposure: what is just enough, and what is just too little."""

from pathlib import Path

import pytest

from omsrisk import assess, load
from omsrisk.checks.rule import Rule
from omsrisk.checks.rules.exposure import (
    RULES,
    approach_not_priced,
    category_not_assessed,
    counted_twice,
    failing_looks_cheaper,
    integration_point_without_owner,
    likelihood_without_source,
    long_stabilisation,
    no_source,
    outside_documented_range,
    range_without_owner,
    revenue_without_margin,
    short_parallel_running,
    short_stabilisation,
)
from omsrisk.checks.subject import Subject
from omsrisk.scenario.documents.places import Location
from tests.support.rule_texts import TODAY, problems_of, subject_of

Row = tuple[Rule, str, list[Location], str]

_LIKELIHOOD: Location = ("likelihood",)
_DAYS: Location = ("stabilisation", "duration_days")
_PARALLEL: Location = ("stabilisation", "parallel_running")
_ATTRITION: Location = ("hidden_costs", "customer_attrition")
_PRODUCTIVITY: Location = ("stabilisation", "productivity")


def _phases(pilot: str = "", rest: str = "") -> str:
    return (
        f"phases:\n  - {{name: Pilot, share_of_orders: 10%, {pilot}}}\n"
        f"  - {{name: Rest, share_of_orders: 90%, {rest}}}\n"
    )


def _days(first: str, last: str) -> str:
    return _phases(f"go_live: {first}", f"go_live: {last}")


_STOPS = "stop_if_a_phase_fails: true\nstopping:\n"
_FEE = "  likelihood:\n  items:\n    - {{item: Exit fee, amount: {}}}\n"
_TWO_OF_THREE = "hidden_costs: {inventory_loss: 1, customer_attrition: 1, brand_damage:}\n"

_DELAY = "delay: {{duration_days: {}}}\n"
_DELAY_DAYS: Location = ("delay", "duration_days")

_NO_MARGIN = "orders: {contribution_margin:}\n"

ROWS: list[Row] = [  # rule, piece, where it is broken, why the row is there
    (
        category_not_assessed,
        "training_deficit:\nhidden_costs:\n",
        [("training_deficit",), ("hidden_costs",)],
        "one each",
    ),
    (category_not_assessed, _TWO_OF_THREE, [("hidden_costs",)], "a part is missing"),
    (
        category_not_assessed,
        "hidden_costs: {inventory_loss: 0, customer_attrition: 0, brand_damage: 0}",
        [],
        "0 is assessed",
    ),
    (
        category_not_assessed,
        "hidden_costs: {inventory_loss: [], customer_attrition: [], brand_damage: []}",
        [],
        "so is an empty list",
    ),
    (category_not_assessed, "stabilisation:\nprogramme:\n", [], "the four categories alone"),
    (category_not_assessed, _phases(), [], "phases inherit them"),
    (
        category_not_assessed,
        "training_deficit:\n"
        + _phases("training_deficit: {hours: 9, cost_per_hour: 9, incompletion_rate: 9%}"),
        [("training_deficit",)],
        "in one phase of two",
    ),
    (
        category_not_assessed,
        "hidden_costs:\n"
        + _phases("hidden_costs: {inventory_loss: 1, customer_attrition: 1, brand_damage: 1}"),
        [("hidden_costs",)],
        "a sum of parts in one phase of two",
    ),
    (no_source, "sources: {likelihood:}", [_LIKELIHOOD], "one input"),
    (no_source, "sources: {likelihood:}\nlikelihood: {value: 40%, source: minutes}", [], "its own"),
    (no_source, "sources:\n", [_LIKELIHOOD], "all of them, told once"),
    (
        no_source,
        "sources: {delay:, delay.duration_days: survey, delay.cancellation_sensitivity: x}",
        [],
        "input by input",
    ),
    (no_source, _phases("delay: {duration_days: 1}"), [("phases", 0, "share_of_orders")], "phases"),
    (likelihood_without_source, "sources: {likelihood:}", [_LIKELIHOOD], "40 %"),
    (likelihood_without_source, "sources: {likelihood:}\nlikelihood: 100%", [], "certain"),
    (
        likelihood_without_source,
        "sources: {likelihood:}\nlikelihood: 99.99%",
        [_LIKELIHOOD],
        "almost",
    ),
    (likelihood_without_source, "sources: {likelihood:}\nlikelihood: 0%", [_LIKELIHOOD], "never"),
    (likelihood_without_source, "sources: {likelihood:}\nlikelihood:", [], "left out is certain"),
    (
        likelihood_without_source,
        "sources: {stopping:}",
        [("stopping", "likelihood")],
        "that of stopping",
    ),
    (
        likelihood_without_source,
        _phases("likelihood: 5%", "likelihood: {value: 7%, source: minutes}"),
        [("phases", 0, "likelihood")],
        "that of a phase",
    ),
    (failing_looks_cheaper, "recoveries: [{item: Refund, amount: 138739}]", [], "less than the loss"),
    (failing_looks_cheaper, "recoveries: [{item: Refund, amount: 138740}]", [], "exactly the loss"),
    (
        failing_looks_cheaper,
        "recoveries: [{item: Refund, amount: 138741}]",
        [_LIKELIHOOD],
        "a recovery above the loss",
    ),
    (
        failing_looks_cheaper,
        "recoveries: [{item: Refund, amount: 138741, contingent: false}]",
        [],
        "paid in any case",
    ),
    (failing_looks_cheaper, "likelihood: 0%", [], "a likelihood of nothing has a slope, too"),
    (
        failing_looks_cheaper,
        "likelihood:\nrecoveries: [{item: Refund, amount: 999999}]",
        [],
        "no likelihood to turn",
    ),
    (
        failing_looks_cheaper,
        _STOPS.rstrip() + "\n" + _phases("likelihood: 30%"),
        [("phases", 0, "likelihood")],
        "stopping is not priced",
    ),
    (
        failing_looks_cheaper,
        _STOPS + _FEE.format(0) + _phases("likelihood: 0%"),
        [("phases", 0, "likelihood")],
        "stopping is free, and the pilot never fails",
    ),
    (
        failing_looks_cheaper,
        _STOPS + _FEE.format(999999) + _phases("likelihood: 30%"),
        [],
        "stopping is dear",
    ),
    (
        failing_looks_cheaper,
        _phases("likelihood: 30%"),
        [],
        "without the rule a failing pilot stops nothing",
    ),
    (short_stabilisation, "stabilisation: {duration_days: 30}", [], "exactly the source's least"),
    (short_stabilisation, "stabilisation: {duration_days: 29.99}", [_DAYS], "just below"),
    (short_stabilisation, "stabilisation: {duration_days: 0}", [_DAYS], "none"),
    (short_stabilisation, "stabilisation:\n", [], "not assessed"),
    (
        short_stabilisation,
        _phases("stabilisation: {duration_days: 29}"),
        [("phases", 0, "stabilisation", "duration_days")],
        "a phase's own",
    ),
    (
        short_stabilisation,
        "stabilisation: {duration_days: 20}\n" + _phases(),
        [_DAYS],
        "inherited by two phases, told once",
    ),
    (long_stabilisation, "stabilisation: {duration_days: 60}", [], "exactly the source's most"),
    (long_stabilisation, "stabilisation: {duration_days: 60.01}", [_DAYS], "just above"),
    (
        long_stabilisation,
        _phases("", "stabilisation: {duration_days: 999999999999999999}"),
        [("phases", 1, "stabilisation", "duration_days")],
        "a phase's own",
    ),
    (approach_not_priced, "approach:\n", [], "no approach, nothing to price"),
    (approach_not_priced, "approach: big-bang", [], "likelihood and productivity price it"),
    (
        approach_not_priced,
        "approach: big-bang\nlikelihood:\nstopping: {likelihood:}\nstabilisation: {productivity:}",
        [("approach",)] * 2,
        "neither is priced",
    ),
    (
        approach_not_priced,
        (
            "approach: [phased, internal]\nstabilisation: {parallel_running:}\n"
            "programme: {items: []}\ncalendar: {cost_of_waiting_per_day:}\n"
        ),
        [("approach",)] * 4,
        "one for each cost of either approach",
    ),
    (
        approach_not_priced,
        "approach: phased\n"
        + _phases("programme: {items: [{item: X, kind: change_management, amount: 1}]}"),
        [],
        "an item of a phase prices it",
    ),
    (
        approach_not_priced,
        "approach: phased\nprogramme: {items: [{item: X, kind: change_management, amount: 0}]}",
        [],
        "0 is a price",
    ),
    (
        counted_twice,
        "hidden_costs: {customer_attrition: {value: 27000, note:}}",
        [_ATTRITION],
        "bare",
    ),
    (
        counted_twice,
        (
            "hidden_costs: {customer_attrition: {value: 27000, note:}}\n"
            "delay: {duration_days: {value: 3, note: cancellations alone}}"
        ),
        [],
        "a note on the other line of the pair",
    ),
    (
        counted_twice,
        "hidden_costs: {customer_attrition: 0}",
        [],
        "a line of nothing counts nothing twice",
    ),
    (counted_twice, "hidden_costs: {customer_attrition: }", [], "a part that is not assessed"),
    (
        counted_twice,
        "hidden_costs: {customer_attrition: [{item: A, amount: 1}, {item: B, amount: 1}]}",
        [_ATTRITION],
        "a list of items",
    ),
    (
        counted_twice,
        "hidden_costs: {customer_attrition: [{item: A, amount: 1}, {item: B, amount: 1, note: x}]}",
        [],
        "a note on one of the items",
    ),
    (
        counted_twice,
        "stabilisation: {productivity: {dip: 15%}, items: [{item: Temps, amount: 1}]}",
        [_PRODUCTIVITY, ("stabilisation", "items")],
        "idle hours with two others; a note of the third line keeps that pair apart",
    ),
    (
        counted_twice,
        "stabilisation: {productivity: {dip: 15%}, items: [{item: T, amount: 1, note: x}]}",
        [_PRODUCTIVITY],
        "a note on an item is about the items",
    ),
    (outside_documented_range, "delay: {duration_days: 7}", [], "within"),
    (
        outside_documented_range,
        _phases("delay: {duration_days: 300}"),
        [("phases", 0, "delay", "duration_days")],
        "an input of a phase",
    ),
    (
        outside_documented_range,
        (
            "data_misalignment: {integrations: [{name: ERP, owner: Eve, "
            "error_correction_cost: 900, data_inaccuracy_rate: 60%}]}"
        ),
        [
            ("data_misalignment", "integrations", 0, "error_correction_cost"),
            ("data_misalignment", "integrations", 0, "data_inaccuracy_rate"),
        ],
        "an interface is held to what the section is",
    ),
    (integration_point_without_owner, "data_misalignment:\n", [], "not assessed"),
    (
        integration_point_without_owner,
        "data_misalignment: {integrations: [], data_inaccuracy_rate: 5%}",
        [],
        "no points",
    ),
    (
        integration_point_without_owner,
        (
            "data_misalignment: {integrations: [{name: A, owner: ' ', data_inaccuracy_rate: 1%}, "
            "{name: B, data_inaccuracy_rate: 1%}]}"
        ),
        [("data_misalignment", "integrations", 0), ("data_misalignment", "integrations", 1)],
        "a blank is no owner",
    ),
    (
        integration_point_without_owner,
        _phases("data_misalignment: {integrations: [{name: A, data_inaccuracy_rate: 1%}]}"),
        [("phases", 0, "data_misalignment", "integrations", 0)],
        "a point of a phase",
    ),
    (short_parallel_running, _days("2027-02-15", "2027-02-15"), [], "both on one day"),
    (short_parallel_running, _phases(), [], "no dates of their own"),
    (short_parallel_running, "stabilisation: {parallel_running:}", [], "no phases"),
    (
        short_parallel_running,
        "stabilisation: {parallel_running:}\n" + _days("2027-02-15", "2027-02-16"),
        [_PARALLEL],
        "none is priced",
    ),
    (
        short_parallel_running,
        "stabilisation:\n" + _days("2027-02-15", "2027-02-16"),
        [_PARALLEL],
        "no stabilisation at all",
    ),
    (
        short_parallel_running,
        "stabilisation: {parallel_running: {duration_days: 45}}\n"
        + _days("2027-02-15", "2027-05-15"),
        [],
        "until the last phase is stable",
    ),
    (
        short_parallel_running,
        "stabilisation: {parallel_running: {duration_days: 44}}\n"
        + _days("2027-02-15", "2027-05-15"),
        [(*_PARALLEL, "duration_days")],
        "a day before the last phase is stable",
    ),
    (
        short_parallel_running,
        "stabilisation: {parallel_running: {duration_days: 50}}\n"
        + _phases("go_live: 2027-02-15", "go_live: 2027-05-15, stabilisation: {duration_days: 60}"),
        [(*_PARALLEL, "duration_days")],
        "the last phase takes longer to be stable",
    ),
    (revenue_without_margin, "orders: {contribution_margin: 0%}", [], "a margin of nothing is one"),
    (revenue_without_margin, "orders: {contribution_margin:}", [("orders",)], "none is stated"),
    (
        revenue_without_margin,
        "orders: {contribution_margin:}\ndelay:\nstabilisation: {freeze:}",
        [],
        "no revenue is lost",
    ),
    (
        revenue_without_margin,
        _NO_MARGIN
        + "delay: {cancellation_sensitivity: 0%}\nstabilisation: {freeze: {duration_days: 0}}",
        [],
        "lost revenue of nothing",
    ),
    (
        revenue_without_margin,
        _NO_MARGIN
        + "delay:\nstabilisation: {freeze:, items: [{item: Shut, amount: 9, basis: revenue}]}",
        [("orders",)],
        "an item of revenue",
    ),
    (
        revenue_without_margin,
        "orders: {contribution_margin:}\n"
        + _phases("orders: {contribution_margin: 9%}", "orders: {contribution_margin: 30%}"),
        [],
        "each phase states its own",
    ),
    (
        range_without_owner,
        _DELAY.format("{low: 2, likely: 3, high: 90}"),
        [_DELAY_DAYS],
        "it decides",
    ),
    (
        range_without_owner,
        _DELAY.format("{low: 2, likely: 3, high: 90, owner: Eve Marlow}"),
        [],
        "somebody is to find out",
    ),
    (
        range_without_owner,
        _DELAY.format("{low: 2.999, likely: 3, high: 3.001}"),
        [],
        "another input moves more",
    ),
    (range_without_owner, _DELAY.format("3"), [], "no range"),
]


def test_there_are_rows_for_each_rule() -> None:
    """No rule of the family goes without its edges."""
    assert {rule.code for rule, *_ in ROWS} == {rule.code for rule in RULES}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0].code} {row[-1]}")
def test_edge(row: Row, tmp_path: Path) -> None:
    """Each row breaks its rule in the places it says, or keeps it."""
    rule, piece, places, _ = row
    assert [one.location for one in problems_of(rule, piece, tmp_path)] == places


RANGE = [  # a value of the error correction cost, documented as 20 to 100, what is told
    ("19.99", "below"),
    ("20", ""),
    ("100", ""),
    ("100.01", "above"),
    ("0", "below"),
]


@pytest.mark.parametrize("row", RANGE, ids=lambda row: row[0])
def test_documented_range(row: tuple[str, str], tmp_path: Path) -> None:
    """Both ends of a range lie in it."""
    value, side = row
    piece = f"data_misalignment: {{error_correction_cost: {value}}}"
    messages = [one.message for one in problems_of(outside_documented_range, piece, tmp_path)]
    assert len(messages) == bool(side)
    assert all(f"lies {side} its documented range, 20 to 100" in one for one in messages)


def test_a_documented_range_of_money_has_a_currency(tmp_path: Path) -> None:
    """3,000 yen are neither above nor below 20 to 100 dollars: they are not judged."""
    piece = "currency: {}\ndata_misalignment: {{error_correction_cost: 3000}}"
    dollars, yen = (
        [one.message for one in problems_of(outside_documented_range, piece.format(code), tmp_path)]
        for code in ("USD", "JPY")
    )
    assert len(dollars) == 1
    assert "20 to 100 USD" in dollars[0]
    assert "confidence: low" in dollars[0]
    assert yen == []


SEASONS = [  # months, where it is told, why
    ("{jul: 1.9, dec: 0.9}", [], "a peak in July is a peak"),
    ("{jul: 3.1, dec: 1.5}", ["jul"], "above what was found"),
    ("{oct: 1, nov: 1.1, dec: 1}", ["nov"], "hardly a season at all, told once"),
    ("{jan: 0.5}", [], "the largest month is one that is left out"),
]


@pytest.mark.parametrize("row", SEASONS, ids=lambda row: row[-1])
def test_the_largest_month_is_held_to_the_range(
    row: tuple[str, list[str], str], tmp_path: Path
) -> None:
    """Whichever month it is, and no other."""
    months, where, _ = row
    piece = f"calendar: {{season: {months}}}"
    found = problems_of(outside_documented_range, piece, tmp_path)
    seasons = [one.location for one in found if "season" in one.location]
    assert seasons == [("calendar", "season", one) for one in where]


MESSAGES = [  # rule, piece, message
    (
        no_source,
        "sources: {likelihood:, stopping:}",
        "3 of 52 inputs name no source, the first is `likelihood`",
    ),
    (
        likelihood_without_source,
        "sources: {likelihood:}\nlikelihood: 12.50%",
        "`likelihood` is 12.5 %, and no source says why",
    ),
    (
        failing_looks_cheaper,
        "recoveries: [{item: Refund, amount: 238740}]",
        "failing looks cheaper: 1 % more of `likelihood` lowers net exposure by 1,000.00 USD",
    ),
    (
        short_stabilisation,
        "stabilisation: {duration_days: 29.50}",
        "`stabilisation.duration_days`: 29.5 days are less than the source's 30",
    ),
    (
        category_not_assessed,
        _TWO_OF_THREE,
        "not assessed: `hidden_costs.brand_damage`",
    ),
    (
        category_not_assessed,
        "training_deficit:\n"
        + _phases("training_deficit: {hours: 9, cost_per_hour: 9, incompletion_rate: 9%}"),
        "`training_deficit` is not assessed in every phase",
    ),
]


@pytest.mark.parametrize("row", MESSAGES, ids=lambda row: row[-1])
def test_message_says_the_numbers(row: tuple[Rule, str, str], tmp_path: Path) -> None:
    """A message names the input, and the number in the unit that its reader knows."""
    rule, piece, message = row
    assert [one.message for one in problems_of(rule, piece, tmp_path)] == [message]


def test_the_command_line_is_no_source(tmp_path: Path) -> None:
    """A number that was set by hand has lost the source of the one it stands over."""
    subject_of("likelihood: {value: 40%, source: minutes}", tmp_path)
    overrides = {"delay.duration_days": "5", "likelihood": "5%"}
    subject = Subject(assess(load(tmp_path / "case.yaml", overrides)), TODAY)
    assert [one.location for one in likelihood_without_source.find(subject)] == [_LIKELIHOOD]
    assert "2 of 52" in next(iter(no_source.find(subject))).message


HOSTILE = ["[red]x[/red]", "a\\n::error file=b::forged", "\\u202eoops", "x" * 100_000]


@pytest.mark.parametrize("name", HOSTILE, ids=lambda name: name[:8])
def test_hostile_names(name: str, tmp_path: Path) -> None:
    """A name comes through whole, whatever it is; who prints it makes it visible."""
    piece = f'data_misalignment: {{integrations: [{{name: "{name}", data_inaccuracy_rate: 1%}}]}}'
    found = problems_of(integration_point_without_owner, piece, tmp_path)
    assert [one.location for one in found] == [("data_misalignment", "integrations", 0)]
