"""Results at a prompt: one line, a piece of HTML, and the rows of the CSV as records."""

import csv
import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

import omsrisk
from omsrisk import Assessment, load
from omsrisk.analysis.assess import assess
from omsrisk.analysis.result import Result
from omsrisk.core.pricing.figures import Statistic
from omsrisk.report.at_a_prompt import DOCUMENTS
from omsrisk.report.formats.to_csv import to_csv
from tests.support.paths import ROOT, SCENARIOS
from tests.support.reading_html import read
from tests.support.uncertain_texts import RANGE, priced


def _retailer(days: str = "3") -> Assessment:
    return assess(load(SCENARIOS / "retailer.yaml", {"delay.duration_days": days}))


def _uncertain() -> Assessment:
    return priced(RANGE)


def _two() -> omsrisk.Comparison:
    return omsrisk.compare([_uncertain(), priced(RANGE.replace("high: 9", "high: 7"), "other.yaml")])


NET = omsrisk.sampling_of(1000, 1)
RESULTS: dict[str, Callable[[], Result]] = {
    "Answer": lambda: omsrisk.solve(_retailer(), "delay.duration_days", target=Decimal(600000)),
    "Assessment": _retailer,
    "Comparison": _two,
    "Difference": lambda: omsrisk.difference(_retailer(), _retailer("5")),
    "Drivers": lambda: omsrisk.drivers(_uncertain()),
    "GapAnalysis": lambda: omsrisk.gaps(assess(load(ROOT / "docs" / "examples" / "gaps.yaml"))),
    "Knowing": lambda: omsrisk.knowing(_two(), trials=1000),
    "Means": lambda: omsrisk.means(_uncertain()),
    "MitigationPlan": lambda: omsrisk.mitigate(assess(load(SCENARIOS / "retailer-mitigated.yaml"))),
    "PairedComparison": lambda: omsrisk.compare_uncertain(_two(), trials=1000),
    "Schedule": lambda: omsrisk.schedule(load(SCENARIOS / "seasonal.yaml")),
    "Simulation": lambda: omsrisk.simulate(_uncertain(), trials=1000),
    "Sweep": lambda: omsrisk.sweep([_retailer()], ["delay.duration_days=0:5:1"]),
    "Timeline": lambda: omsrisk.timeline(_retailer()),
    "TimelineBands": lambda: omsrisk.timeline_bands(_uncertain(), NET),
    "Tornado": lambda: omsrisk.tornado(_retailer()),
    "Tripwires": lambda: omsrisk.tripwires(
        priced(RANGE + "limits: {net_exposure: 50000}\n"), every_input=True
    ),
    "UncertainAnswer": lambda: omsrisk.solve_uncertain(
        _uncertain(),
        "orders.average_value",
        Statistic("p90", "net_exposure"),
        Decimal(50000),
        trials=1000,
    ),
    "Verdict": lambda: omsrisk.check(_retailer(), today=date(2026, 1, 1)),
}


def test_every_public_result_has_its_report() -> None:
    """A question that is added answers at a prompt, too."""
    public = (getattr(omsrisk, name) for name in omsrisk.__all__)
    results = {one.__name__ for one in public if isinstance(one, type) and issubclass(one, Result)}
    assert results == DOCUMENTS.keys() == RESULTS.keys()


@pytest.mark.parametrize("name", RESULTS)
def test_a_result_says_itself_in_a_line(name: str) -> None:
    """And says the same when it is asked again: nothing of it is used up."""
    result = RESULTS[name]()
    said = repr(result)
    assert said.startswith(f"<{name}")
    assert said.endswith(">")
    assert ": " in said
    assert "\n" not in said
    assert len(said) < 180
    assert repr(result) == said


@pytest.mark.parametrize("name", RESULTS)
def test_a_notebook_gets_the_tables_of_the_page(name: str) -> None:
    """Well formed, without a script, and the same when it is asked again."""
    result = RESULTS[name]()
    html = result._repr_html_()
    tags = {tag for tag, _ in read(html).seen}
    assert tags & {"table", "p"}
    assert not tags & {"script", "style", "html"}
    assert result._repr_html_() == html


@pytest.mark.parametrize("name", RESULTS)
def test_records_are_the_rows_of_the_csv(name: str) -> None:
    """
    Under the same names, with exact decimals where it has numbers, as often as they are asked.

    An apostrophe before what a spreadsheet would compute is for spreadsheets.
    """
    result = RESULTS[name]()
    rows = csv.DictReader(io.StringIO("".join(to_csv(DOCUMENTS[name](result)))))
    told = [{key: cell.removeprefix("'") for key, cell in row.items()} for row in rows]
    records = result.to_records()
    assert records
    assert [{key: _written(value) for key, value in one.items()} for one in records] == told
    assert result.to_records() == records


def _written(value: str | Decimal | None) -> str:
    return "" if value is None else f"{value:f}" if isinstance(value, Decimal) else value


def test_what_stands_in_an_assessment_is_as_short() -> None:
    """Who looks at a part sees no more than a line, either."""
    result = _retailer()
    assert repr(result.scenario).count("\n") == 0
    assert "Mid-size retailer, USD" in repr(result.scenario)
    assert repr(result.exposure) == "<Exposure: 9 lines, net_exposure 625800.00>"


def test_a_hostile_name_is_text() -> None:
    """Neither a prompt nor a notebook is moved by what a file says."""
    hostile = priced('name: "<script>\\u001b[31m\\u202e</div>"\n' + RANGE, "<b>\n.yaml")
    assert "\x1b" not in repr(hostile)
    assert "\n" not in repr(hostile)
    assert "<script" not in hostile._repr_html_()
    assert "<b>" not in hostile._repr_html_()
