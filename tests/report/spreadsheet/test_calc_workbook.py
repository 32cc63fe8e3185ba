"""The workbook of `calc`: each figure a formula on the inputs, with the value that it comes to."""

import io
import random
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from omsrisk.analysis.assess import Assessment, assess
from omsrisk.analysis.expression_graph import expression_graph
from omsrisk.core.money import to_minor_unit
from omsrisk.report.exposure.assessment_record import record
from omsrisk.report.exposure.calc import document
from omsrisk.report.formats.to_xlsx import to_xlsx
from omsrisk.report.spreadsheet.inputs_sheet import why_not_live
from omsrisk.scenario.load import Loader
from tests.support.every_key_texts import EVERY_KEY_TEXTS
from tests.support.paths import ROOT
from tests.support.reading_xlsx import parts_of, values_of_sheet
from tests.support.recalculated import differing, half_cents, values_of
from tests.support.spreadsheet_program import converted, needs_libreoffice

SCENARIOS = sorted(
    path
    for folder in ("scenarios", "scenarios/cases")
    for path in (ROOT / folder).glob("*.yaml")
    if not path.name.startswith(("_", "."))
)
FORBIDDEN = re.compile(r"#(NAME|REF|VALUE|DIV/0|N/A|NUM|NULL)")


def ending() -> dict[str, Any]:
    """Say that nothing was wrong."""
    return {"summary": {}, "diagnostics": []}


def written(*results: Assessment) -> bytes:
    """Write the workbook of some scenarios."""
    return b"".join(to_xlsx(document(results, ending)))


@cache
def shipped(path: Path) -> Assessment:
    """Price a scenario that is shipped."""
    return assess(Loader().load(str(path)))


def priced(text: str, folder: Path, name: str = "case.yaml") -> Assessment:
    """Price a scenario."""
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return assess(Loader().load(str(file)))


def sheets_of(content: bytes, *, formulas: bool = False) -> dict[str, list[list[Any]]]:
    """Return the cells of each sheet."""
    book: Any = load_workbook(io.BytesIO(content), data_only=not formulas)
    return {one.title: [list(row) for row in one.iter_rows(values_only=True)] for one in book}


def figures_of(sheets: Mapping[str, list[list[Any]]], name: str) -> dict[str, tuple[Any, Any]]:
    """Return the printed amount and the printed expected figure of each row that has an id."""
    rows = (row for row in sheets[name][5:] if row[7])
    return {row[7]: (row[1], row[2]) for row in rows}


def as_text(value: Any, digits: int) -> str | None:
    """Write a printed amount as a spreadsheet shows it, without separators."""
    return None if value is None else f"{Decimal(repr(value)):.{digits}f}"


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda one: one.stem)
def test_the_printed_column_is_what_json_says(path: Path) -> None:
    """Line by line, total by total, memo by memo: as text."""
    result = shipped(path)
    sheets = sheets_of(written(result))
    figures = figures_of(sheets, next(name for name in sheets if name not in OTHERS))
    told, digits = record(result), result.scenario.minor_digits
    seen = 0
    for line in told["lines"]:
        if line["amount"] is not None:
            amounts = tuple(as_text(one, digits) for one in figures[line["id"]])
            assert amounts == (str(line["amount"]), str(line["expected"])), line["id"]
            seen += 1
    for name, value in {**told["totals"], **told["memo"]}.items():
        if value is None:
            assert figures[name][0] in {"not assessed", None, ""}, name
        elif name in {"chance_of_stopping_early", "expected_share_of_orders"}:
            assert figures[name][0] == float(value)
        else:
            assert as_text(figures[name][0], digits) == str(value), name
            seen += 1
    for phase in told["phases"]:
        for line in phase["lines"]:
            if line["amount"] is not None:
                shown = figures[f"phases.{phase['slug']}.{line['id']}"][0]
                assert as_text(shown, digits) == str(line["amount"])
    assert seen > 3


OTHERS = {"Summary", "Inputs", "Season", "Files", "Findings"}


def test_every_figure_is_a_formula_on_the_inputs() -> None:
    """A changed input changes all that depends on it: no figure is typed in."""
    content = written(shipped(ROOT / "scenarios" / "phased-stop.yaml"))
    formulas, values = sheets_of(content, formulas=True), sheets_of(content)
    (name,) = formulas.keys() - OTHERS
    seen = 0
    for row, shown in zip(formulas[name][5:], values[name][5:], strict=True):
        for column in (1, 2, 4, 5):
            if isinstance(shown[column], int | float):
                assert str(row[column]).startswith("="), row
                seen += 1
    assert seen > 200
    text = "".join(str(cell) for row in formulas[name] for cell in row if cell)
    assert set(re.findall(r"'([^']+)'!", text)) == {"Inputs", "Season"}


def test_means_are_values_and_said_to_be() -> None:
    """What does not follow a changed input is marked, so that nobody takes it for live."""
    content = written(shipped(ROOT / "scenarios" / "retailer-uncertain.yaml"))
    formulas = sheets_of(content, formulas=True)
    (name,) = formulas.keys() - OTHERS
    heads = formulas[name][4]
    assert heads[3] == "mean: a value, not live"
    assert not any(str(row[3]).startswith("=") for row in formulas[name][5:])
    assert sum(isinstance(row[3], int | float) for row in formulas[name][5:]) > 10
    sure = sheets_of(written(shipped(ROOT / "scenarios" / "retailer.yaml")))
    (name,) = sure.keys() - OTHERS
    assert not sure[name][4][3], "without ranges the mean is the figure"


def test_inputs_are_listed_with_what_is_known_of_them(tmp_path: Path) -> None:
    """Label, value, unit, range, source, owner, day, path; blue where they may be changed."""
    text = """
omsrisk: 1
currency: EUR
delay:
  duration_days: {low: 1, likely: 3, high: 9, source: the plan, owner: Ada, as_of: 2026-12-01}
  cancellation_sensitivity: 12.5%
orders: {daily_volume: 1000, average_value: 100}
"""
    content = written(priced(text, tmp_path))
    sheet: Any = load_workbook(io.BytesIO(content))["Inputs"]
    heads = [str(cell.value) for cell in sheet[4]]
    rows = {row[heads.index("path")].value: row for row in sheet.iter_rows(min_row=5)}
    days = dict(zip(heads, rows["delay.duration_days"], strict=True))
    assert [days[key].value for key in ("value", "unit", "low", "high")] == [3, "day", 1, 9]
    assert [days[key].value for key in ("source", "owner")] == ["the plan", "Ada"]
    assert days["as of"].value.date().isoformat() == "2026-12-01"
    assert days["value when written"].value == 3
    assert days["value"].font.color.rgb == "FF0000FF"
    share = dict(zip(heads, rows["delay.cancellation_sensitivity"], strict=True))
    assert share["value"].number_format == "0.0%", "the digits of its author"
    assert rows["orders.average_value"][heads.index("unit")].value == "EUR/order"
    default = dict(zip(heads, rows["likelihood"], strict=True))
    assert default["value"].value == 1
    assert "not stated in the file" in default["remark"].value


def test_what_is_not_live_cannot_be_typed_over() -> None:
    """A share of a phase, an index of the season: it is said why, and the cell keeps its value."""
    result = shipped(ROOT / "scenarios" / "phased-stop.yaml")
    case = expression_graph(result.scenario.case).case
    sheet: Any = load_workbook(io.BytesIO(written(result)))["Inputs"]
    allowed = {str(one.sqref): one for one in sheet.data_validations.dataValidation}
    seen = 0
    for row in sheet.iter_rows(min_row=5):
        rule, path = allowed[str(row[1].coordinate)], str(row[10].value)
        low, high = Decimal(rule.formula1), Decimal(rule.formula2)
        if why_not_live(case, path):
            assert low == high == Decimal(repr(row[1].value))
            assert "in the file" in str(rule.error)
            assert row[1].font.color.rgb != "FF0000FF"
            seen += 1
        else:
            assert low == 0
            assert high == (1 if row[2].value == "share" else 10**18)
    assert seen > 10


WARNED = [  # orders a day, what is said beside the totals, why the row is there
    (9_000_000, None, "each cent is right"),
    (10_000_000, "a cent may be off", "10^10: some products are a cent off"),
    (10_000_000_000, "cents are not exact", "10^13: beyond the digits that a spreadsheet has"),
]


@pytest.mark.parametrize("case", WARNED, ids=lambda case: case[-1])
def test_it_is_said_where_cents_may_be_off(tmp_path: Path, case: tuple[int, str | None, str]) -> None:
    """By a formula, so that it is said of what is typed, too."""
    orders, wanted, _ = case
    text = (
        "omsrisk: 1\ncurrency: USD\n"
        f"orders: {{daily_volume: {orders}, average_value: 100}}\n"
        "delay: {duration_days: 100, cancellation_sensitivity: 10%}\n"
    )
    row = sheets_of(written(priced(text, tmp_path)))["Summary"][6]
    assert (wanted or "") in (row[7] or "")
    assert bool(row[7]) == bool(wanted)


def test_the_file_is_known_by_its_digest() -> None:
    """So that values are not written into a file that has changed since."""
    path = ROOT / "scenarios" / "retailer.yaml"
    rows = values_of_sheet(written(shipped(path)), "Files")
    assert rows[2] == [str(path), sha256(path.read_bytes()).hexdigest()]


def test_the_same_twice() -> None:
    """The same scenarios are the same bytes."""
    results = [shipped(path) for path in SCENARIOS[:4]]
    assert written(*results) == written(*results)


HOSTILE = [
    "=cmd|' /C calc'!A0", "@SUM(A1)", "+1", "Wow!A1", "O'Hara", "History", "Summary", "inputs",
    "a name that agrees in the first 31 characters", "A NAME THAT AGREES IN THE FIRST 31 LETTERS",
]  # fmt: skip


def test_names_stay_text(tmp_path: Path) -> None:
    """Whatever scenarios and items are called, there is no link and no reference out of the file."""
    results = [
        priced(
            f"omsrisk: 1\ncurrency: EUR\nname: {_quoted(name)}\nhidden_costs: {{inventory_loss: 5}}\n"
            f"programme: {{items: [{{item: {_quoted(name)}, amount: 7}}]}}\n",
            tmp_path,
            f"{number}.yaml",
        )
        for number, name in enumerate(HOSTILE)
    ]
    content = written(*results)
    parts = parts_of(content)
    assert not any("external" in name.lower() for name in parts)
    assert not any("<hyperlink" in part for part in parts.values())
    sheets = sheets_of(content)
    assert len({name.casefold() for name in sheets}) == len(HOSTILE) + 3
    assert "history" not in {name.casefold() for name in sheets}
    shown = [row[0] for row in sheets["Summary"][6 : 6 + len(HOSTILE)]]
    assert shown == HOSTILE
    for name, formula in _formulas(content):
        assert not FORBIDDEN.search(formula), name
        refers = set(re.findall(r"'([^']+)'!", formula))
        assert refers <= sheets.keys()
    for name, part in parts.items():
        if name.startswith("xl/charts/"):
            title = re.search(r"<c:title><c:tx>(.*?)</c:tx>", part)
            assert title is not None
            assert "<c:strRef>" in title[1], "a title is a reference to a cell that holds it"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _formulas(content: bytes) -> Iterator[tuple[str, str]]:
    for name, part in parts_of(content).items():
        if name.startswith("xl/worksheets/"):
            yield from ((name, one) for one in re.findall(r"<f>(.*?)</f>", part))


def test_many_phases_keep_formulas_short(tmp_path: Path) -> None:
    """40 phases and 40 integration points: far below the 8,192 characters that a cell takes."""
    phases = "".join(
        f"  - {{name: P{number}, share_of_orders: 2.5%, likelihood: 0.{10 + number}, "
        f"delay: {{duration_days: {number + 1}}}}}\n"
        for number in range(40)
    )
    points = "".join(
        f"    - {{name: I{number}, error_correction_cost: {number}, data_inaccuracy_rate: 1%}}\n"
        for number in range(40)
    )
    text = (
        "omsrisk: 1\ncurrency: EUR\nstop_if_a_phase_fails: true\n"
        "orders: {daily_volume: 1000, average_value: 100}\n"
        "delay: {cancellation_sensitivity: 12%}\n"
        f"data_misalignment:\n  exposure_days: 30\n  integrations:\n{points}phases:\n{phases}"
    )
    content = written(priced(text, tmp_path))
    lengths = [len(formula) for _, formula in _formulas(content)]
    assert len(lengths) > 5_000
    assert max(lengths) < 1_000


# what a spreadsheet makes of it


@needs_libreoffice
def test_recalculated_it_stays_as_it_is(tmp_path: Path) -> None:
    """All shipped scenarios in one file: each formula comes to the value that is written with it."""
    content = written(*map(shipped, SCENARIOS))
    source = tmp_path / "all.xlsx"
    source.write_bytes(content)
    (computed,) = converted(tmp_path, [source])
    assert differing(content, values_of(computed)) == []
    text = "".join(parts_of(computed.read_bytes()).values())
    assert not FORBIDDEN.search(text)


COURSE = """omsrisk: 1
name: A course
currency: USD
calendar: {go_live: 2026-11-20, season: {nov: 1.4, dec: 1.75}}
orders: {daily_volume: 1000, average_value: 100}
delay:
  duration_days: 30.5
  cancellation_sensitivity: 10%
  profile: [{until_day: 5, index: 0.5}, {index: 2}]
"""


@needs_libreoffice
def test_a_course_is_recalculated(tmp_path: Path) -> None:
    """Each part of a course weighs its own days; a changed length falls into the parts it reaches."""
    result = priced(COURSE, tmp_path)
    content = written(result)
    days = _with_inputs(content, {"delay.duration_days": Decimal("7.5")})
    (tmp_path / "as-written.xlsx").write_bytes(content)
    (tmp_path / "shorter.xlsx").write_bytes(days)
    files = [tmp_path / "as-written.xlsx", tmp_path / "shorter.xlsx"]
    as_written, shorter = converted(tmp_path, files)
    assert differing(content, values_of(as_written)) == []
    figures = figures_of(sheets_of(shorter.read_bytes()), "A course")
    assert figures["net_exposure"][0] == 105_000, "1.4 x (5 x 0.5 + 2.5 x 2) days of 10,000"


@needs_libreoffice
@pytest.mark.parametrize("language", ["de-DE", "fr-FR"])
def test_other_languages_compute_the_same(tmp_path: Path, language: str) -> None:
    """A decimal comma of the reader's changes no number."""
    content = written(shipped(ROOT / "scenarios" / "seasonal.yaml"))
    source = tmp_path / "one.xlsx"
    source.write_bytes(content)
    (computed,) = converted(tmp_path, [source], language=language)
    assert differing(content, values_of(computed)) == []


AS_SHOWN = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,0"
"""The first sheet as text, each cell as it is shown."""


@needs_libreoffice
def test_without_recalculation_the_values_are_there(tmp_path: Path) -> None:
    """A program that computes nothing when it opens a file shows no 0.00."""
    source = tmp_path / "one.xlsx"
    content = written(shipped(ROOT / "scenarios" / "retailer.yaml"))
    source.write_bytes(content)
    (shown,) = converted(tmp_path, [source], AS_SHOWN, recalculates=False)
    assert "625,800.00" in shown.read_text(encoding="utf-8")


@needs_libreoffice
def test_half_a_cent_is_rounded_up(tmp_path: Path) -> None:
    """10,000 products that end in half a cent, each rounded as a report rounds it."""
    source = tmp_path / "ties.xlsx"
    source.write_bytes(half_cents())
    (computed,) = converted(tmp_path, [source])
    assert differing(source.read_bytes(), values_of(computed)) == []


def _with_inputs(content: bytes, changes: Mapping[str, Decimal]) -> bytes:
    """Type other numbers into the blue cells, by path: nothing else of the file is touched."""
    book: Any = load_workbook(io.BytesIO(content))
    order = ["xl/worksheets/sheet2.xml"]
    assert book.sheetnames[1] == "Inputs"
    cells = {
        str(row[10].value): str(row[1].coordinate) for row in book["Inputs"].iter_rows(min_row=5)
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name in order:
                for path, number in changes.items():
                    pattern = rf'(<c r="{cells[path]}"[^>]*><v>)[^<]*(</v>)'.encode()
                    text, count = re.subn(pattern, rf"\g<1>{number:f}\g<2>".encode(), text)
                    assert count == 1
            new.writestr(name, text)
    return buffer.getvalue()


def _variants(result: Assessment, number: int, rng: random.Random) -> Iterator[dict[str, Decimal]]:
    """Change some of the inputs that are live, as an analyst does."""
    rows = values_of_sheet(written(result), "Inputs")[4:]
    case = expression_graph(result.scenario.case).case
    live = {str(row[10]): row for row in rows if not why_not_live(case, str(row[10]))}
    for _ in range(number):
        chosen = rng.sample(sorted(live), min(4, len(live)))
        yield {path: _other(live[path], rng) for path in chosen}


def _other(row: Sequence[Any], rng: random.Random) -> Decimal:
    value = Decimal(repr(row[1]))
    if row[2] == "share":
        return Decimal(rng.randrange(1001)) / 1000
    digits = rng.choice([0, 1, 2])
    return (value * rng.randrange(20, 300) / 100 + rng.randrange(3)).quantize(
        Decimal(1).scaleb(-digits)
    )


@needs_libreoffice
@pytest.mark.parametrize(
    "name", ["retailer", "seasonal", "phased-stop", "integration-points", "mitigated-uncertain"]
)
def test_changed_inputs_come_to_what_set_comes_to(tmp_path: Path, name: str) -> None:
    """An analyst who types a number sees what `calc --set` says, to the cent."""
    _come_to_the_same(ROOT / "scenarios" / f"{name}.yaml", tmp_path, name)


@needs_libreoffice
@pytest.mark.parametrize("name", EVERY_KEY_TEXTS)
def test_changed_inputs_go_through_courses_learning_and_dates(tmp_path: Path, name: str) -> None:
    """Whatever weighs an input on its way."""
    path = tmp_path / "case.yaml"
    path.write_text(EVERY_KEY_TEXTS[name], encoding="utf-8")
    _come_to_the_same(path, tmp_path, name)


def _come_to_the_same(path: Path, tmp_path: Path, name: str) -> None:
    """Hold workbooks in which inputs were changed against the scenario with the same settings."""
    result = shipped(path)
    content = written(result)
    variants = list(_variants(result, 12, random.Random(name)))  # noqa: S311 - no secret
    files = []
    for number, changes in enumerate(variants):
        file = tmp_path / f"{number}.xlsx"
        file.write_bytes(_with_inputs(content, changes))
        files.append(file)
    for changes, computed in zip(variants, converted(tmp_path, files), strict=True):
        overrides = {one: f"{value:f}" for one, value in changes.items()}
        told = assess(Loader(overrides).load(str(path)))
        sheets = sheets_of(computed.read_bytes())
        (sheet,) = sheets.keys() - OTHERS
        figures = figures_of(sheets, sheet)
        for key, value in told.totals.items():
            if value is not None:
                expected = to_minor_unit(value, told.scenario.minor_digits)
                assert as_text(figures[key][0], told.scenario.minor_digits) == str(expected), changes
