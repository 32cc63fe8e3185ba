"""The workbooks of `compare` and `tornado`: live at the most likely values, as the reports say."""

import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from omsrisk.analysis.assess import Assessment, assess
from omsrisk.analysis.comparison.compare import Comparison, compare
from omsrisk.analysis.sensitivity.tornado import tornado
from omsrisk.analysis.uncertainty.means import At
from omsrisk.core.money import to_minor_unit
from omsrisk.report.comparison.compare_record import document as compared
from omsrisk.report.comparison.compare_record import record
from omsrisk.report.formats.to_xlsx import to_xlsx
from omsrisk.report.sensitivity.tornado import document as moved
from omsrisk.scenario.load import Loader
from tests.support.paths import ROOT
from tests.support.reading_xlsx import formulas_of_sheet, parts_of, values_of_sheet
from tests.support.recalculated import differing, values_of
from tests.support.spreadsheet_program import converted, needs_libreoffice

SETS = [
    ("big-bang-uncertain", "phased-uncertain"),
    ("retailer", "phased-stop", "internal"),
    ("consultant", "internal", "big-bang", "phased"),
]


def shipped(name: str) -> Assessment:
    """Price a scenario that is shipped."""
    return assess(Loader().load(str(ROOT / "scenarios" / f"{name}.yaml")))


def written(result: Comparison) -> bytes:
    """Write the workbook of a comparison."""
    return b"".join(to_xlsx(compared(result)))


@pytest.mark.parametrize("names", SETS, ids="-".join)
def test_a_comparison_is_that_of_the_most_likely_values(names: tuple[str, ...]) -> None:
    """Amounts, differences to the base, and what all know: as `compare --at likely` says."""
    results = [shipped(name) for name in names]
    rows = {
        row[1] or row[0]: row for row in values_of_sheet(written(compare(results)), "Compare")[6:]
    }
    told = record(compare(results, at=At.LIKELY))
    count = len(names)
    for line in told["lines"]:
        row = rows[line["id"]]
        for at, amount in enumerate(line["amounts"]):
            if amount is not None:
                assert Decimal(repr(row[2 + at])) == amount, line["id"]
        differences = line["differences"][1:]
        shown = row[2 + count : 2 + count + len(differences)]
        assert [None if one is None else Decimal(repr(one)) for one in shown] == differences
    known = rows["Net exposure, over the lines that all know"]
    nets = [Decimal(repr(one)) for one in known[2 : 2 + count]]
    expected = compare(results, at=At.LIKELY).like_for_like()
    assert nets == [to_minor_unit(one, 2) for one in expected]


def test_means_of_a_comparison_are_values() -> None:
    """They do not follow the inputs, and say so."""
    content = written(compare([shipped("big-bang-uncertain"), shipped("phased-uncertain")]))
    rows = formulas_of_sheet(content, "Compare")
    first = next(at for at, row in enumerate(rows) if row[0] == "Means: values, not live")
    means = rows[first + 1 :]
    assert [row[1] for row in means] == [
        *("cost_of_failure", "expected_cost_of_failure", "stabilisation", "programme"),
        *("exposure", "net_exposure"),
    ]
    assert not any(str(cell).startswith("=") for row in means for cell in row)
    assert means[-1][2] == pytest.approx(754379.16)
    names = load_workbook(io.BytesIO(content)).sheetnames
    assert names[-2:] == ["Report, not live", "Records, not live"]


def test_a_rate_is_live(tmp_path: Path) -> None:
    """Amounts in another currency are converted by a cell that is there to be changed."""
    texts = {"here": ("EUR", 1000), "there": ("USD", 500)}
    for name, (currency, amount) in texts.items():
        (tmp_path / f"{name}.yaml").write_text(
            f"omsrisk: 1\ncurrency: {currency}\nhidden_costs: {{inventory_loss: {amount}}}\n",
            encoding="utf-8",
        )
    results = [assess(Loader().load(str(tmp_path / f"{name}.yaml"))) for name in texts]
    content = written(compare(results, rates={"USD": Decimal("0.90")}))
    sheet: Any = load_workbook(io.BytesIO(content))["Compare"]
    assert sheet["D6"].value == pytest.approx(0.9)
    assert sheet["D6"].font.color.rgb == "FF0000FF"
    rows = values_of_sheet(content, "Compare")
    (line,) = [row for row in rows if row[1] == "hidden_costs"]
    assert line[2:5] == [1000, 450, -550]


TORNADOS = [
    ("retailer-uncertain", "net_exposure"),
    ("phased-stop", "delay"),
    ("seasonal", "net_exposure"),
    ("phased-stop", "chance_of_stopping_early"),
]


@pytest.mark.parametrize("case", TORNADOS, ids="-".join)
def test_a_tornado_is_that_of_the_most_likely_values(case: tuple[str, str]) -> None:
    """Each input alone, down and up, as `tornado --at likely` says."""
    name, metric = case
    result = tornado(shipped(name), metric=metric)
    told = {bar.path: bar for bar in tornado(shipped(name), metric=metric, at=At.LIKELY).bars}
    content = b"".join(to_xlsx(moved(result, None)))
    rows = [row for row in values_of_sheet(content, "Tornado")[6:] if row[-1] in told]
    assert len(rows) > 1
    digits = 12 if metric.startswith("chance") else result.assessment.scenario.minor_digits
    for row in rows:
        bar = told[str(row[-1])]
        assert row[0] == bar.label
        assert row[1:3] == pytest.approx([float(bar.low_input), float(bar.high_input)])
        assert row[3:5] == pytest.approx([float(bar.low), float(bar.high)], abs=0.51 * 10**-digits)
    formulas = formulas_of_sheet(content, "Tornado")
    assert all(str(row[column]).startswith("=") for row in formulas[6 : 6 + len(rows)]
               for column in range(3, 8))  # fmt: skip


def test_the_swing_of_a_tornado_is_one_cell() -> None:
    """Every input without a range moves by it; one with a range to its P10 and P90, as values."""
    content = b"".join(to_xlsx(moved(tornado(shipped("retailer-uncertain")), 5)))
    sheet: Any = load_workbook(io.BytesIO(content))["Tornado"]
    assert sheet["B4"].value == pytest.approx(0.2)
    assert sheet["B4"].font.color.rgb == "FF0000FF"
    model = "".join(str(cell) for row in formulas_of_sheet(content, "Tornado model") for cell in row)
    assert "*(1-'Tornado'!$B$4)" in model
    assert isinstance(sheet["B7"].value, float), "the P10 of a range"


@needs_libreoffice
def test_recalculated_they_stay_as_they_are(tmp_path: Path) -> None:
    """Each formula comes to the value that is written with it."""
    made = {
        f"{at}.xlsx": written(compare([shipped(name) for name in names]))
        for at, names in enumerate(SETS)
    }
    for name, metric in TORNADOS:
        result = tornado(shipped(name), metric=metric)
        made[f"{name}-{metric}.xlsx"] = b"".join(to_xlsx(moved(result, None)))
    files = []
    for file, content in made.items():
        (tmp_path / file).write_bytes(content)
        files.append(tmp_path / file)
    for source, computed in zip(files, converted(tmp_path, files), strict=True):
        assert differing(source.read_bytes(), values_of(computed)) == []
        assert "#NAME?" not in "".join(parts_of(computed.read_bytes()).values())


def test_roll_outs_stand_under_their_names() -> None:
    """Also where names are longer than a head in a terminal: a sheet has room."""
    results = [shipped(name) for name in SETS[0]]
    heads = values_of_sheet(written(compare(results)), "Compare")[4]
    assert [one.scenario.name for one in results] == [heads[2], heads[3]]


def test_a_tornado_says_what_moves_by_its_label() -> None:
    """The title is for people; axes tell thousands apart."""
    content = b"".join(to_xlsx(moved(tornado(shipped("retailer")), 5)))
    title = str(values_of_sheet(content, "Tornado")[0][0])
    assert title == "Mid-size retailer: what moves it: Net exposure, USD"
    charts = [text for name, text in parts_of(content).items() if "charts/chart" in name]
    assert charts
    assert all("#,##0" in str(text) for text in charts)
