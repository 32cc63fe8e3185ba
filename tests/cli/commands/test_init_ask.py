"""`init --ask` on a terminal: a dozen questions, each may be skipped, and a file that runs."""

import os
import re

import pytest

from omsrisk.checks.rules import BY_CODE
from omsrisk.scenario.first_file import first_questions, is_still_asked
from omsrisk.scenario.schema.paths import known_inputs
from tests.support.program import Program

if os.name != "posix":
    pytest.skip("pseudo-terminals are POSIX", allow_module_level=True)

from tests.support.terminal import in_conversation

ANSWERS = {
    "name": "Spring: a go-live",
    "currency": "EUR",
    "likelihood": "30 %",
    "orders.daily_volume": "1200",
    "data_misalignment.exposure_days": "4 weeks",
    "data_misalignment.error_correction_cost": "10",
    "data_misalignment.data_inaccuracy_rate": "5%",
    "orders.average_value": "80",
    "delay.duration_days": "{low: 1, likely: 3, high: 9}",
    "delay.cancellation_sensitivity": "0.12",
    "training_deficit.hours": "400",
    "training_deficit.cost_per_hour": "45",
    "training_deficit.incompletion_rate": "30%",
    "hidden_costs.inventory_loss": "25000",
    "hidden_costs.customer_attrition": "27000",
    "hidden_costs.brand_damage": "15000",
}
CTRL_C, CTRL_D = "\x03", "\x04"


def typed(answers: dict[str, str], *skipped: str) -> list[str]:
    """What is typed at each question, in its order."""
    return [f"{answers.get(one.path, '')}\n" for one in first_questions() if one.path not in skipped]


def judged_by_calc_and_check(program: Program, file: str) -> dict[str, object]:
    """Price a file and let it be checked: it is one that both take."""
    checked = program("check", file, "-f", "json").json
    assert checked["summary"]["invalid"] == 0
    assert not [
        one
        for one in checked["diagnostics"]
        if one["code"].startswith("SCN") and one["severity"] == "error"
    ]
    (result,) = program("calc", file, "-f", "json").json["results"]
    return dict(result)


def test_every_question_is_answered(program: Program) -> None:
    """Each has its unit and what was found in practice; the file says what was typed, and runs."""
    assert set(ANSWERS) == {one.path for one in first_questions()}
    run = in_conversation(program.folder, 80, typed(ANSWERS), "init", "--ask", "a.yaml")
    assert run.code == 0, run.out
    shown = " ".join(run.out.split())
    for question in first_questions():
        assert f"{question.path}> {ANSWERS[question.path]}" in shown
        assert question.description in shown
        if question.path in known_inputs():
            declaration = known_inputs()[question.path].declaration
            unit = "A part of the whole" if declaration.unit == "1" else f"Unit: {declaration.unit}"
            assert unit.replace("money", "EUR") in shown
            found = declaration.documented
            assert found is None or f"Found in practice: {found}, most likely {found.likely}" in shown
    assert max(map(len, run.out.splitlines())) <= 80
    result = judged_by_calc_and_check(program, "a.yaml")
    assert (result["name"], result["currency"]) == ("Spring: a go-live", "EUR")
    text = (program.folder / "a.yaml").read_text(encoding="utf-8")
    inputs = [one for one in ANSWERS if one not in {"name", "currency"}]
    assert all(f"{one.rpartition('.')[2]}: {ANSWERS[one]} " in text for one in inputs)
    assert "not answered" not in text


def test_the_last_words_say_what_check_will_miss(program: Program) -> None:
    """Each rule that is broken as an error, by its name, and no other, as the next call says."""
    run = in_conversation(program.folder, 80, typed(ANSWERS), "init", "--ask", "a.yaml")
    shown = " ".join(run.out.split())
    told = shown[shown.index("`omsrisk check a.yaml` will say: ") :].partition(". `omsrisk explain")[
        0
    ]
    done = program("check", "a.yaml", "-f", "json")
    broken = [one["code"] for one in done.json["diagnostics"] if one["severity"] == "error"]
    names = dict.fromkeys(BY_CODE[code].name for code in broken)
    assert told == f"`omsrisk check a.yaml` will say: {'; '.join(names)}"
    assert {"no master data owner", "no steering committee"} <= set(names)
    assert f"`omsrisk explain {broken[0]}` says why" in shown


def test_nothing_is_left_where_the_policy_asks_for_nothing(program: Program) -> None:
    """What the project does not ask for is not missed."""
    program.file(".omsrisk.yaml", "omsrisk-policy: 1\nselect: [LIM]\n")
    run = in_conversation(program.folder, 80, typed(ANSWERS), "init", "--ask", "a.yaml")
    assert run.code == 0, run.out
    assert "will say" not in run.out


SKIPPED = [  # what is answered, what is assessed, why
    (["orders.daily_volume", "data_misalignment"], "data_misalignment", "one category"),
    (["hidden_costs.brand_damage"], "hidden_costs", "a part of one"),
    (["training_deficit", "hidden_costs"], "training_deficit", "no orders"),
    (["orders", "delay", "training_deficit.hours"], "delay", "another that was begun only"),
]


@pytest.mark.parametrize("case", SKIPPED, ids=lambda case: case[-1])
def test_what_is_skipped_is_not_assessed(program: Program, case: tuple[list[str], str, str]) -> None:
    """It waits as a comment; what was answered of a category that is not complete is kept there."""
    kept, category, _ = case
    answers = {path: text for path, text in ANSWERS.items() if path.startswith(tuple(kept))}
    # what is of no use any more is not asked: answers are typed to what is
    asked = _asked(answers)
    assert len(asked) < len(ANSWERS) or category == "hidden_costs"
    run = in_conversation(
        program.folder, 80, [f"{answers.get(one, '')}\n" for one in asked], "init", "--ask", "a.yaml"
    )
    assert run.code == 0, run.out
    result = judged_by_calc_and_check(program, "a.yaml")
    totals = result["totals"]
    assert isinstance(totals, dict)
    assert totals["cost_of_failure"] > 0
    text = (program.folder / "a.yaml").read_text(encoding="utf-8")
    assert f"\n{category}:" in text
    for path, answer in answers.items():
        assert f"{path.rpartition('.')[2]}: {answer} " in text
    lines = [one for one in text.splitlines() if not one.startswith(("# More", "# What", "# yaml"))]
    for _ in range(2):
        lines = [re.sub(r"^( *)# ", r"\1", line) for line in lines]
    program.file("b.yaml", "\n".join(lines))
    judged_by_calc_and_check(program, "b.yaml")


def _asked(answers: dict[str, str]) -> list[str]:
    """List the questions that are asked, where these are answered and no others."""
    asked: list[str] = []
    skipped: frozenset[str] = frozenset()
    for question in first_questions():
        if is_still_asked(question.path, skipped):
            asked.append(question.path)
        if question.path not in answers:
            skipped |= {question.path}
    return asked


def test_an_answer_that_no_file_takes_is_asked_again(program: Program) -> None:
    """With the message of the file and its hint; what may mean two things is told, and may stay."""
    lines = typed(ANSWERS, "currency")
    at = 2
    lines[at:at] = ["1.2k\n", "twelve hundred\n", "1.200\n", "1.200 orders\n"]
    run = in_conversation(program.folder, 80, lines, "init", "--ask", "a.yaml", "--currency", "JPY")
    assert run.code == 0, run.out
    shown = " ".join(run.out.split())
    assert "write 1200" in shown
    assert "`1.200` is read as 1.2: write 1200 if thousands are meant" in shown
    assert "orders.daily_volume [1.200]>" in shown
    assert "currency>" not in shown
    assert judged_by_calc_and_check(program, "a.yaml")["currency"] == "JPY"
    text = (program.folder / "a.yaml").read_text(encoding="utf-8")
    assert "daily_volume: 1200 " in text


def test_a_doubtful_answer_is_kept_where_it_was_meant(program: Program) -> None:
    """Return alone says so."""
    lines = typed({**ANSWERS, "orders.daily_volume": "1.250\n"})
    run = in_conversation(
        program.folder, 80, lines, "init", "--ask", "a.yaml", "--approach", "phased"
    )
    assert run.code == 0, run.out
    assert judged_by_calc_and_check(program, "a.yaml")["approach"] == ["phased"]
    text = (program.folder / "a.yaml").read_text(encoding="utf-8")
    assert "daily_volume: 1.250 " in text


def test_nothing_is_written_of_nothing(program: Program) -> None:
    """All skipped, ended at once, or interrupted: no file, and it says why."""
    ends = [
        (["\n"] * 8, 2, "no category was answered in full"),
        ([CTRL_D], 2, "no category was answered in full"),
        (["A name\n", CTRL_C], 130, ""),
    ]
    for lines, code, told in ends:
        run = in_conversation(program.folder, 80, lines, "init", "--ask", "a.yaml")
        assert (run.code, told in run.out) == (code, True), run.out
        assert not list(program.folder.glob("a.yaml*"))
        assert not (program.folder / "omsrisk.schema.json").exists()


def test_the_end_of_the_input_skips_the_rest(program: Program) -> None:
    """What was answered until then is written."""
    lines = [*typed(ANSWERS)[:7], CTRL_D]
    run = in_conversation(program.folder, 80, lines, "init", "--ask", "a.yaml")
    assert run.code == 0, run.out
    assert judged_by_calc_and_check(program, "a.yaml")["currency"] == "EUR"


def test_a_file_that_is_there_is_told_of_before_anything_is_asked(program: Program) -> None:
    """As is a folder that is not, and options that make no sense with questions."""
    program.file("a.yaml", "")
    for arguments, told in (
        (("a.yaml",), "a.yaml exists, and is not overwritten"),
        (("none/a.yaml",), "cannot write none/a.yaml"),
        (("b.yaml", "--full"), "--ask is for a first file"),
        (("b.yaml", "--currency", "EUX"), "unknown currency"),
    ):
        run = in_conversation(program.folder, 80, [], "init", "--ask", *arguments)
        assert run.code == 2
        assert told in run.out
    run = program("init", "--ask", "b.yaml")
    assert (run.code, "--ask asks on a terminal" in run.err) == (2, True)
