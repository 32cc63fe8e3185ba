"""What `calc` says first: if it fails, if it holds, on average; and what kind of money that is."""

import csv
import io
import json
from decimal import Decimal

import pytest

from omsrisk import assess
from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.time.schedule import schedule
from omsrisk.analysis.time.timeline import timeline
from omsrisk.analysis.uncertainty.means import At
from omsrisk.report.document import Document
from omsrisk.report.exposure.calc import document
from omsrisk.report.formats.to_csv import to_csv
from omsrisk.report.formats.to_json import to_json
from omsrisk.report.formats.to_markdown import to_markdown
from omsrisk.report.formats.to_text import to_text
from omsrisk.report.time import schedule as build_schedule
from omsrisk.report.time import timeline as build_timeline
from omsrisk.scenario.load import Loader

FLOW = "orders: {daily_volume: 1000, average_value: 100}\n"
DELAY = "delay: {duration_days: 3, cancellation_sensitivity: 12%}\n"
WIDE = "delay: {duration_days: {low: 2, likely: 3, high: 16}, cancellation_sensitivity: 12%}\n"
DAMAGE = "hidden_costs: {brand_damage: 10}\n"
PROGRAMME = "programme: {items: [{item: Consultants, amount: 100}]}\n"
PHASES = (
    "phases:\n"
    "  - {name: Pilot, share_of_orders: 10%, likelihood: 30%}\n"
    "  - {name: Half, share_of_orders: 40%, likelihood: 20%}\n"
    "  - {name: Rest, share_of_orders: 50%, likelihood: 10%}\n"
)
STOPS = "stop_if_a_phase_fails: true\nstopping: {items: [{item: Exit fees, amount: 100}]}\n"


def priced(text: str) -> Assessment:
    """A scenario, written."""
    content = f"omsrisk: 1\ncurrency: USD\n{text}".encode()
    return assess(Loader({}, lambda _: content).load("case.yaml"))


def said(text: str, *, at: At = At.MEAN, by_phase: bool = False) -> str:
    """The report of a scenario as one line of text."""
    shown = to_text(document([priced(text)], dict, at=at, by_phase=by_phase))
    return " ".join("".join(shown).split())


def recorded(text: str) -> dict[str, object]:
    """The record of a scenario."""
    ending: dict[str, object] = {"summary": {}, "diagnostics": []}
    written = "".join(to_json(document([priced(text)], lambda: ending)))
    record: dict[str, object] = json.loads(written, parse_float=Decimal)["results"][0]
    return record


SAID = [  # what stands in the file, what is said, why
    (
        DAMAGE + PROGRAMME + "recoveries: [{item: Insurance, amount: 40, contingent: false}]\n",
        "The whole roll-out costs 110.00, of which 100.00 is planned; 40.00 comes back: 70.00 net.",
        "what comes back is not part of what is planned",
    ),
    (
        DAMAGE + "programme: {items: [{item: Travel, amount: 100, basis: cash}]}\n",
        "The whole roll-out costs 110.00 net. As if",
        "an item of the programme that is not planned money",
    ),
    (
        FLOW + DELAY + "likelihood: 40%\n" + PROGRAMME,
        (
            "If it fails (40 %) the whole roll-out costs 36,100.00 net, "
            "if it holds (60 %) 100.00 net: 14,500.00 expected, of which 100.00 is planned."
        ),
        "one go-live fails or holds",
    ),
    (
        FLOW + DELAY + PHASES,
        (
            "If nothing fails (50.4 %) the roll-out costs 0.00 net, if something fails (49.6 %) "
            "11,612.90, if all fail (0.6 %) 36,000.00: 5,760.00 expected."
        ),
        "phases that fail independently",
    ),
    (
        FLOW + DELAY + PHASES + STOPS,
        (
            "If nothing fails (50.4 %) the roll-out costs 0.00 net, if something fails (49.6 %) "
            "8,362.90: 4,148.00 expected. The dearest phase that can fail costs 18,000.00: "
            "Rest, with 5.6 %."
        ),
        "failures that exclude each other are not added up",
    ),
    (
        FLOW + WIDE,
        (
            "A bad go-live costs 60,000.00 on average (1 of 4 categories). "
            "At the most likely values it costs 36,000.00."
        ),
        "ranges: the mean comes first",
    ),
    (
        FLOW + DELAY,
        "36,000.00 of it is lost revenue: no contribution margin is given.",
        "lost revenue is no cost",
    ),
]


@pytest.mark.parametrize("case", SAID, ids=lambda case: case[-1])
def test_the_headline_says_what_it_costs(case: tuple[str, str, str]) -> None:
    """Each figure once, with its chance; nothing that excludes itself is added up."""
    assert case[1] in said(case[0])


QUO = "approach: status-quo\n"
STAYING = [  # written, the first sentences, why the row is there
    (
        QUO + DAMAGE + PROGRAMME,
        (
            "Nothing goes live: what may go wrong costs 10.00 (1 of 4 categories). "
            "Staying as it is costs 110.00 net, of which 100.00 is planned."
        ),
        "certain",
    ),
    (
        QUO + DAMAGE + "likelihood: 40%\n",
        (
            "Nothing goes live: what may go wrong costs 10.00 (1 of 4 categories). "
            "If it fails (40 %) staying as it is costs 10.00 net, if it holds (60 %) 0.00 net"
        ),
        "with a likelihood",
    ),
    (
        QUO + DAMAGE + "recoveries: [{item: Grant, amount: 4, contingent: false}]\n",
        "Staying as it is costs 10.00; 4.00 comes back: 6.00 net.",
        "something comes back",
    ),
]


@pytest.mark.parametrize("case", STAYING, ids=lambda case: case[-1])
def test_of_a_status_quo_no_go_live_is_told(case: tuple[str, str, str]) -> None:
    """Where nothing goes live, no sentence speaks of a go-live or of a roll-out."""
    headline = said(case[0]).partition("Cost of failure")[0]
    assert case[1] in headline
    assert "bad go-live" not in headline
    assert "roll-out" not in headline


def test_with_a_margin_lost_revenue_is_not_in_the_headline() -> None:
    """The table says it then, at that margin."""
    margin = FLOW.replace("100}", "100, contribution_margin: 35%}")
    assert "no contribution margin" not in said(margin + DELAY)


def test_under_the_rule_the_sum_of_all_failures_is_in_no_sentence() -> None:
    """36,000.00 is the sum of failures of which one can happen: it stands in the table alone."""
    headline = said(FLOW + DELAY + PHASES + STOPS).partition("Cost of failure")[0]
    assert "36,000.00" not in headline


def test_a_negative_total_has_no_shares() -> None:
    """Of what comes back in sum no line is a part."""
    back = "recoveries: [{item: Insurance, amount: 40, contingent: false}]\n"
    assert "%" not in said(DAMAGE + back).partition("Brand damage")[2].partition("b: R")[0]


def test_the_mean_stands_beside_the_most_likely_value() -> None:
    """With ranges a column more, and the shares are those of the mean."""
    text = said(FLOW + WIDE + DAMAGE)
    assert "USD most likely mean share b" in text
    assert "x 3 days x 12 % 36,000.00 60,000.00 100.0 % R" in text
    assert "NET EXPOSURE 36,010.00 60,010.00 100.0 %" in text


def test_expected_is_said_of_the_mean_alone() -> None:
    """A likelihood times a most likely value is not expected where there are ranges."""
    weighed = said(FLOW + WIDE + "likelihood: 40%\n")
    assert "USD most likely mean share b" in weighed
    assert "24,000.00 expected" in weighed
    likely = said(FLOW + WIDE + "likelihood: 40%\n", at=At.LIKELY)
    assert "expected" not in likely
    assert "14,400.00 at the most likely values" in likely


def test_without_ranges_there_is_one_column() -> None:
    """The two numbers are one."""
    assert "mean" not in said(FLOW + DELAY)


@pytest.mark.parametrize("write", [to_text, to_markdown, to_csv], ids=lambda one: one.__name__)
def test_caveats_are_part_of_the_document(write: object) -> None:
    """Whatever the format: what ranges count with, and that they are independent."""
    assert callable(write)
    text = FLOW.replace("value: 100", "value: {low: 50, likely: 100, high: 150}") + WIDE
    written = " ".join("".join(write(document([priced(text)], dict))).split())
    assert "Means over 2 ranges, beside the most likely values." in written
    assert "Ranges and failures are independent of each other." in written


def test_caveats_are_part_of_the_record_and_of_likely_values() -> None:
    """`--at likely` says so in the document itself."""
    assert recorded(FLOW + WIDE)["notes"] == ["Means over 1 range, beside the most likely values."]
    likely = said(FLOW + WIDE, at=At.LIKELY)
    assert "Computed with the most likely value of 1 range." in likely


def test_the_record_has_both_numbers() -> None:
    """Totals and means by one name, the mean of each line, outcomes and kinds of money."""
    record = recorded(FLOW + WIDE + "likelihood: 40%\n" + PROGRAMME)
    totals, means = record["totals"], record["means"]
    assert isinstance(totals, dict)
    assert isinstance(means, dict)
    assert (totals["net_exposure"], means["net_exposure"]) == (Decimal(14500), Decimal(24100))
    assert (totals["cost_of_failure"], means["cost_of_failure"]) == (Decimal(36000), Decimal(60000))
    lines = record["lines"]
    assert isinstance(lines, list)
    delay = next(line for line in lines if line["id"] == "delay")
    assert (delay["expected"], delay["mean"]) == (Decimal(14400), Decimal(24000))
    assert record["outcomes"] == [
        {
            "name": name,
            "chance": chance,
            "net_exposure": net,
            "cost_of_failure": net - 100,
            "partition": True,
        }
        for name, chance, net in (
            ("if it fails", Decimal("0.4"), Decimal("60100.00")),
            ("if it holds", Decimal("0.6"), Decimal("100.00")),
        )
    ]
    kinds = record["by_basis"]
    assert isinstance(kinds, dict)
    assert kinds["lost_revenue"] == {"most_likely": Decimal(14400), "mean": Decimal(24000)}
    assert kinds["planned"] == {"most_likely": Decimal(100), "mean": Decimal(100)}


def test_the_sheet_has_outcomes_and_kinds() -> None:
    """A spreadsheet gets what the page says."""
    text = FLOW + DELAY + "likelihood: 40%\n"
    rows = list(csv.reader(io.StringIO("".join(to_csv(document([priced(text)], dict))))))
    outcomes = [row for row in rows if row[3] == "outcome"]
    assert [(row[6], row[8], row[9]) for row in outcomes] == [
        ("if it fails", "chance 0.4", "36000.00"),
        ("if it holds", "chance 0.6", "0.00"),
    ]
    assert [row[11] for row in rows if row[3:5] == ["kind of money", "lost_revenue"]] == ["14400.00"]


def test_every_block_by_phase_adds_up_to_the_total() -> None:
    """An item of one name in scenario and phase stands in both blocks."""
    item = "programme: {items: [{item: Training, amount: 990}]}\n"
    own = PHASES.replace("30%}", "30%, programme: {items: [{item: Training, amount: 10}]}}")
    text = said(FLOW + DELAY + item + own, by_phase=True)
    assert "Training stated* 10.00" in text
    assert "Whole roll-out, charged once Training stated 990.00" in text


DATED = WIDE + "calendar: {go_live: 2027-01-01}\n"
OVER_TIME = [  # what is reported, at, what is said, what is recorded
    (build_timeline.document(timeline(priced(FLOW + DATED))), "Means over 1 range.", "mean"),
    (
        build_timeline.document(timeline(priced(FLOW + DATED), at=At.LIKELY)),
        "net exposure at the most likely values",
        "likely",
    ),
    (build_schedule.document(schedule(priced(FLOW + DATED).scenario)), "Means over 1 range.", "mean"),
    (
        build_schedule.document(schedule(priced(FLOW + DATED).scenario, at=At.LIKELY)),
        "Computed with the most likely value of 1 range.",
        "likely",
    ),
]


@pytest.mark.parametrize(("report", "says", "at"), OVER_TIME)
def test_what_ranges_count_with_over_time(report: Document, says: str, at: str) -> None:
    """The document itself says what ranges count with, to a reader and to a program."""
    assert says in " ".join("".join(to_text(report)).split())
    record = json.loads("".join(to_json(report)))
    assert record["at"] == at
    assert "1 range." in record["notes"][0]


IN_PART = (
    FLOW
    + "likelihood: 30%\nif_a_phase_fails: stop\nprogramme: {items: []}\n"
    + "delay: {duration_days: 2, cancellation_sensitivity: 10%}\n"
    + "phases:\n"
    + "  - {name: Pilot, share_of_orders: 30%, stopping: {items: [{item: Fee, amount: 9}]}}\n"
    + "  - {name: Half, share_of_orders: 30%}\n"
    + "  - {name: Rest, share_of_orders: 40%}\n"
)


def test_stopping_that_one_phase_states_is_not_assessed_in_the_others() -> None:
    """It is no zero: line by line, by phase, and among the notes of each format."""
    by_line, by_phase = said(IN_PART), said(IN_PART, by_phase=True)
    assert "After Half stated in 1 of 2 phases that may stop not assessed" in by_line
    half = by_phase.partition("Half, 30 % of orders")[2].partition("Rest, 40 % of orders")[0]
    assert "Stopping not assessed" in half
    assert by_phase.count("Stopping not assessed") == 1  # after the last phase nothing stops
    note = "What stopping costs after Half: not assessed, and priced at nothing."
    assert note in by_line
    notes = recorded(IN_PART)["notes"]
    assert isinstance(notes, list)
    assert note in notes


def test_an_empty_list_is_shown_as_zero() -> None:
    """Somebody has said that nothing is planned: 0.00 stands under the heading."""
    assert "Programme Programme 0.00 0.00" in said(IN_PART)
