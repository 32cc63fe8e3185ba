"""`omsrisk import-register`: a risk register becomes items with a likelihood, and mitigations."""

import io
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from tests.support.program import Inside, Program

REGISTER = """ID,Risk,Probability,Impact (EUR),Owner,Response,Cost of response,Residual probability
R1,Lawsuit,20%,90000,Legal,Insurance,5000,5%
R2,"Penalty, of a marketplace",0.4,30000,Sales,Second carrier,2500,
,,,,,,,
R3,Supplier: fails,15 %,50000.50,Ben,Accept,,
"""
EXPECTED = Decimal("37500.08")
"""90,000 x 20 % + 30,000 x 40 % + 50,000.50 x 15 %, worked by hand."""


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """Give the program in an empty folder."""
    return Inside(tmp_path)


def imported(program: Program, text: str = REGISTER, *options: str) -> str:
    """Import a register as CSV."""
    program.file("risks.csv", text)
    run = program("import-register", "risks.csv", *options, "-o", "register.yaml")
    assert run.code == 0, run.err
    return (program.folder / "register.yaml").read_text(encoding="utf-8")


def net_exposure(program: Program, *arguments: str) -> Decimal:
    """Price a file."""
    run = program("calc", *arguments, "-f", "json")
    assert run.code == 0, run.err
    return Decimal(str(run.json["results"][0]["totals"]["net_exposure"]))


def test_a_register_is_priced_as_it_says(program: Program) -> None:
    """Likelihood x impact, risk by risk; the owner and the cell that it comes from go with it."""
    text = imported(program)
    assert net_exposure(program, "register.yaml") == EXPECTED
    assert (
        "    - item: Lawsuit\n      amount: 90000\n      likelihood: 20%\n      owner: Legal\n"
        in text
    )
    assert "source: risks.csv, B2" in text
    assert 'note: "Response: Accept"' in text


def test_a_response_is_a_mitigation(program: Program) -> None:
    """With what the register says it changes; where it says nothing, nothing is made up."""
    text = imported(program)
    found = program("mitigate", "register.yaml", "-f", "json").json["mitigations"]
    told = {one["name"]: (one["cost"], one["avoided"]) for one in found}
    assert told == {"Insurance": (5000, 13500), "Second carrier": (2500, 0)}
    assert "{multiply: 1}  # what it changes is not in the register" in text
    run = program("import-register", "risks.csv")
    assert run.out == text
    assert "3 risks, 2 mitigations" in run.err
    assert "so far it is nothing: Second carrier" in run.err


def test_other_scenarios_extend_it(program: Program) -> None:
    """The register is a file of its own, which is made anew when the register changes."""
    imported(program)
    program.file(
        "case.yaml",
        "omsrisk: 1\nextends: register.yaml\ncurrency: EUR\nhidden_costs: {inventory_loss: 1000}\n",
    )
    assert net_exposure(program, "case.yaml") == EXPECTED + 1000
    again = program("import-register", "risks.csv", "-o", "register.yaml")
    assert again.code == 2
    assert "register.yaml exists, and is not overwritten" in again.err
    assert program("import-register", "risks.csv", "-o", "register.yaml", "--force").code == 0
    refused = program("import-register", "risks.csv", "-o", "risks.csv", "--force")
    assert refused.code == 2, "the register itself is never overwritten"


def test_the_list_can_be_another_one(program: Program) -> None:
    """What comes only with a failure of the go-live belongs where the failure weighs it."""
    text = imported(program, REGISTER, "--into", "hidden_costs.brand_damage")
    assert "hidden_costs:\n  brand_damage:\n    - item: Lawsuit\n" in text
    assert "hidden_costs.brand_damage.lawsuit.likelihood: {set: 5%}" in text
    half = net_exposure(program, "register.yaml", "--set", "likelihood=50%")
    assert half == pytest.approx(EXPECTED / 2, abs=Decimal("0.01"))


def workbook(program: Program, rows: list[list[Any]]) -> Any:
    """Write a register as a workbook, with something else on its first sheet."""
    book = Workbook()
    first: Any = book.active
    first.append(["About this register"])
    sheet: Any = book.create_sheet("Risks")
    for row in [["Register of the steering committee"], [], *rows]:
        sheet.append(row)
    book.save(program.folder / "risks.xlsx")
    return book


HEADS = ["Title", "Likelihood", "Impact", "Response", "Response cost", "Impact after"]


def test_a_workbook_is_read(program: Program) -> None:
    """Whatever sheet and row the heads stand on; a percentage is a share, a number is a number."""
    workbook(program, [HEADS, ["Fire", 0.1, 1000.25, "Hydrants", 50, 200], ["Flood", 0.05, 40]])
    run = program("import-register", "risks.xlsx", "--currency", "USD", "-o", "register.yaml")
    assert run.code == 0, run.err
    assert net_exposure(program, "register.yaml") == Decimal("102.03")
    text = (program.folder / "register.yaml").read_text(encoding="utf-8")
    assert "source: risks.xlsx, Risks!A4" in text
    assert "stabilisation.items.fire.amount: {set: 200}" in text


def test_a_percentage_of_a_workbook_is_one(program: Program) -> None:
    """What a cell shows as 12.5% is written so, and a head that says % counts in hundredths."""
    book = workbook(program, [["Risk", "Probability [%]", "Impact"], ["A", 0.125, 8], ["B", 25, 8]])
    book["Risks"]["B4"].number_format = "0.0%"
    book.save(program.folder / "risks.xlsx")
    run = program("import-register", "risks.xlsx", "--currency", "USD")
    assert "likelihood: 12.5%\n" in run.out
    assert "likelihood: 25%\n" in run.out


def test_columns_are_mapped(program: Program) -> None:
    """By the head that the register has, whatever the case of its letters."""
    text = "Was,Wie oft,Schaden (CHF)\nBrand,10%,500\n"
    made = imported(program, text, "--map", "risk=was", "--map", "likelihood=Wie oft",
                    "--map", "impact=Schaden (CHF)")  # fmt: skip
    assert "currency: CHF" in made
    assert net_exposure(program, "register.yaml") == 50


SEVERAL = """Risk,Likelihood,Impact,Cost impact (EUR),Loss (EUR),Status
Fire,10%,4,1000,500,Open
Theft,20%,2,,250.50,in progress
Flood,50%,5,oops,,Closed
"""


def test_closed_risks_are_left_out(program: Program) -> None:
    """Whatever stands in their cells; how many they are is told."""
    program.file("risks.csv", SEVERAL)
    run = program("import-register", "risks.csv", "--map", "impact=Loss (EUR)")
    assert run.code == 0, run.err
    assert "Flood" not in run.out
    told = "2 risks, 0 mitigations. Left out, as the register has them closed: 1 risk."
    assert told in run.err
    other = program("import-register", "risks.csv", "--map", "status=Likelihood")
    assert "it has no column `likelihood`" in other.err
    program.file("risks.csv", SEVERAL.replace("Open", "Closed").replace("in progress", "Resolved"))
    run = program("import-register", "risks.csv", "-o", "none.yaml")
    assert run.code == 2
    assert "risks.csv has no risk that counts: 3 risks closed" in run.err


def test_several_impacts_are_added_up(program: Program) -> None:
    """Those that are named, each with its head in the note; a cell that is no amount is told."""
    both = ("--map", "impact=Cost impact (EUR)", "--map", "impact=Loss (EUR)")
    made = imported(program, SEVERAL, *both)
    assert net_exposure(program, "register.yaml") == Decimal(150) + Decimal("50.10")
    assert 'note: "Impact: Cost impact (EUR) 1000 + Loss (EUR) 500"' in made
    program.file("risks.csv", SEVERAL.replace("250.50", "tbd").replace("1000,500", "1000,much"))
    run = program("import-register", "risks.csv", *both)
    assert run.code == 1
    assert "E2, impact: expected an amount of money, found `much`" in run.err
    assert "E3, impact: expected an amount of money, found `tbd`" in run.err


def test_an_impact_that_is_passed_over_is_told(program: Program) -> None:
    """Money goes before what may be a score; and nothing is left out without a word."""
    program.file("risks.csv", SEVERAL.replace("250.50", "250.50").replace(",,250", ",7,250"))
    run = program("import-register", "risks.csv")
    assert run.code == 0, run.err
    assert "amount: 1000\n" in run.out
    assert "Not read, and it may be an impact, too: `Impact`, `Loss (EUR)`." in run.err
    twice = ("--map", "impact=Loss (EUR)", "--map", "impact=Loss (EUR)")
    assert program("import-register", "risks.csv", *twice).code == 2


def test_one_response_against_several_risks(program: Program) -> None:
    """It is one mitigation, with an effect on each of them, and is paid for once."""
    text = (
        "Risk,Likelihood,Impact,Mitigation,Mitigation cost,Residual likelihood\n"
        "Fire,10%,1000,Guard,20,5%\nTheft,20%,1000,guard,,5%\n"
    )
    imported(program, text, "--currency", "EUR")
    (one,) = program("mitigate", "register.yaml", "-f", "json").json["mitigations"]
    assert (one["cost"], one["avoided"]) == (20, 200)


WRONG = [  # a row, the address, what is told, why
    ("A,High,5,,", "B2, likelihood", "expected a share, found `High`", "a word for a likelihood"),
    ("A,,5,,", "B2, likelihood", "the cell is empty", "no likelihood"),
    ("A,20,5,,", "B2, likelihood", "`20` is more than 1", "above 1"),
    ("A,5%,1m,,", "C2, impact", "expected an amount of money, found `1m`", "a magnitude"),
    ('A,5%,"90,000",,', "C2, impact", "found `90,000`", "thousands with a comma"),
    ("A,5%,90.000,,", "C2, impact", "`90.000` has two readings: 90.000, or 90000", "with a point"),
    ("A,5%,=1+2,,", "C2, impact", "it holds a formula", "a formula"),
    (",5%,5,,", "A2, risk", "the cell is empty", "no name"),
    ("!!,5%,5,,", "A2, risk", "the name `!!` has no letters or digits", "a name that no path has"),
    ("A,5%,5,,\na,5%,6,,", "A3, risk", "the name `a` is taken: A2", "the same twice"),
    ("A,5%,5,Guard,tbd", "E2, response cost", "found `tbd`", "a cost that is not known"),
    ("A,5%,5,Guard,5\nB,5%,5,Guard,5", "E3, response cost", "stands in E2 already", "paid twice"),
]


@pytest.mark.parametrize("case", WRONG, ids=lambda case: case[-1])
def test_what_cannot_be_read_is_told_with_its_cell(
    program: Program, case: tuple[str, str, str, str]
) -> None:
    """A finding with the address; nothing is written, and good rows do not hide it."""
    row, address, told, _ = case
    heads = "Risk,Likelihood,Impact,Response,Cost of response\n"
    program.file("risks.csv", f"{heads}{row}\nGood,5%,5,,\n")
    run = program("import-register", "risks.csv", "--currency", "EUR", "-o", "register.yaml")
    assert run.code == 1, run.err
    assert f"{address}: " in run.err
    assert told in run.err
    assert not (program.folder / "register.yaml").exists()


def test_all_that_is_wrong_is_told_at_once(program: Program) -> None:
    """In the order of the rows, those of the reader among the others."""
    program.file("risks.csv", "Risk,Likelihood,Impact\nA,High,5\n,5%,5\nB,5%,x\n")
    run = program("import-register", "risks.csv", "--currency", "EUR")
    places = [line.split()[1] for line in run.err.splitlines() if line.startswith("error[")]
    assert places == ["B2,", "A3,", "C4,"]
    assert run.out == ""


UNUSABLE = [  # the register, options, what is told, why
    ("a,b\n1,2\n", (), "it has no column `risk` and `likelihood` and `impact`", "another table"),
    ("Risk,P,Loss\nA,5%,5\n", (), "does not say its currency", "no currency"),
    ("Risk,P,Loss (EUR)\nA,5%,5\n", ("--currency", "USD"), "are in EUR", "another currency"),
    ("Risk,P,Loss\nA,5%,5\n", ("--currency", "XXY"), "is not a currency code", "no such currency"),
    ("Risk,P,Loss (k EUR)\nA,5%,5\n", (), "`Loss (k EUR)` is not a currency", "thousands"),
    ("Risk,P (1-5),Loss\nA,3,5\n", (), "`P (1-5)` is not a share", "a scale"),
    ("Risk,P,Loss\nA,5%,5\n", ("--map", "impact=Los"), "did you mean `Loss`?", "no such head"),
    ("Risk,P,Loss\nA,5%,5\n", ("--map", "impct=Loss"), "did you mean `impact`?", "no such column"),
    ("Risk,P,Loss\nA,5%,5\n", ("--into", "delay"), "--into delay: must be one of", "no list"),
]


@pytest.mark.parametrize("case", UNUSABLE, ids=lambda case: case[-1])
def test_what_is_no_register(program: Program, case: tuple[str, tuple[str, ...], str, str]) -> None:
    """It is 2, and says what would do."""
    text, options, told, _ = case
    program.file("risks.csv", text)
    run = program("import-register", "risks.csv", *options)
    assert run.code == 2, run.err
    assert told in run.err
    assert run.out == ""


HOSTILE = ["=cmd|' /C calc'!A0", "- a: {b", "x: y # z", "\"'`", "Zoë 北京", "null", "a\tb\u200b"]


def test_texts_stay_texts(program: Program) -> None:
    """Whatever risks and responses are called, YAML reads that name."""
    rows = [[f"{at} {name}", 0.5, 2, f"r{at} {name}", 1, 1] for at, name in enumerate(HOSTILE)]
    workbook(program, [HEADS, *rows])
    run = program("import-register", "risks.xlsx", "--currency", "EUR", "-o", "register.yaml")
    assert run.code == 0, run.err
    lines = program("calc", "register.yaml", "-f", "json").json["results"][0]["lines"]
    items = [one["label"] for one in lines if one["label"][:1].isdigit()]
    assert items == [" ".join(f"{at} {name}".split()) for at, name in enumerate(HOSTILE)]


def test_a_formula_counts_as_what_it_came_to(program: Program) -> None:
    """A spreadsheet has computed it; where nothing has, that is told."""
    workbook(program, [HEADS, ["Fire", 0.5, "=1000*2"]])
    run = program("import-register", "risks.xlsx", "--currency", "EUR")
    assert run.code == 1
    assert "Risks!C4, impact: it holds a formula" in run.err
    content = (program.folder / "risks.xlsx").read_bytes()
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        texts = {name: parts.read(name) for name in parts.namelist()}
    with zipfile.ZipFile(program.folder / "risks.xlsx", "w") as parts:
        for name, text in texts.items():
            parts.writestr(
                name, text.replace(b"<v></v>", b"<v>2000</v>").replace(b"<v />", b"<v>2000</v>")
            )
    run = program("import-register", "risks.xlsx", "--currency", "EUR")
    assert "amount: 2000\n" in run.out, run.err
