"""A document over several files: each sentence names the files that it is said of."""

from typing import Any

import pytest

from tests.support.program import Program

TEXT = """\
omsrisk: 1
currency: USD
name: {name}
orders: {{daily_volume: 1000, average_value: 100}}
delay: {{duration_days: {days}, cancellation_sensitivity: 12%}}
likelihood: 40%
{more}"""
WIDE, FIXED = "{low: 1, likely: 3, high: 9}", "5"
PHASES = "phases: [{name: Pilot, share_of_orders: 10%}, {name: Rest, share_of_orders: 90%}]\n"
FAILING = "Ranges and failures are independent of each other."
FILES = {  # the name of each, and its text
    "a.yaml": TEXT.format(name="Alpha", days=WIDE, more=""),
    "b.yaml": TEXT.format(name="Beta", days=WIDE, more=PHASES),
    "c.yaml": TEXT.format(name="Gamma", days=FIXED, more=PHASES),
    "d.yaml": TEXT.format(name="Delta", days=FIXED, more=""),
}

SAID = [  # a command, its sentences, why the row is there
    (
        "compare a.yaml b.yaml",
        ["Each file: Means over 1 range.", f"Each file: {FAILING}"],
        "what is said of all stands once",
    ),
    (
        "compare a.yaml b.yaml --at likely",
        [
            "Each file: Computed with the most likely value of 1 range.",
            "Beta: Go-lives fail or hold independently of each other.",
        ],
        "what is said of one names it",
    ),
    (
        "compare a.yaml b.yaml d.yaml",
        ["Each of Alpha and Beta: Means over 1 range.", f"Each of Alpha and Beta: {FAILING}"],
        "what is said of some names them, each once",
    ),
    (
        "compare b.yaml c.yaml d.yaml a.yaml --simulate --trials 100",
        [
            "Each of Alpha and Beta: Means over 1 range.",
            f"Each of Alpha and Beta: {FAILING}",
            "Gamma: Go-lives fail or hold independently of each other.",
        ],
        "under uncertainty, too, whatever the order",
    ),
    (
        "sweep a.yaml d.yaml --vary likelihood=10%,20%",
        ["Alpha: Means over 1 range."],
        "a sweep of two files",
    ),
    (
        "sweep a.yaml d.yaml --vary delay.duration_days=1,2",
        [
            "Alpha: Means over 1 range.",
            "Alpha: A number takes the place of the range of delay.duration_days.",
        ],
        "a range that a number replaces",
    ),
    (
        "solve d.yaml --for orders.average_value --equal a.yaml",
        ["Alpha: Means over 1 range."],
        "where two cost the same",
    ),
    ("solve a.yaml --for likelihood --target net_exposure=9000", ["Means over 1 range."], "one file"),
]


@pytest.mark.parametrize("case", SAID, ids=lambda case: case[-1])
def test_each_sentence_names_its_files(program: Program, case: tuple[str, list[str], str]) -> None:
    """In JSON and in the plain text: by name, or said of all, and nothing twice."""
    for name, text in FILES.items():
        program.file(name, text)
    command, said, _ = case
    record: Any = program(*command.split(), "-f", "json").json
    assert record.get("caveats", record.get("notes")) == said
    text = program(*command.split(), "-f", "text").out
    for sentence in said:
        assert text.count(sentence) == 1


WAVES = """omsrisk: 1
currency: USD
likelihood: 30%
hidden_costs: {brand_damage: 10000}
programme: {items: [{item: Plan, amount: PLAN}]}
phases: [{name: One, share_of_orders: 40%}, {name: NAME, share_of_orders: 60%}]
"""


def test_which_go_lives_are_one_event_is_said(program: Program) -> None:
    """A later phase of the same name is the same event in both, so that the cheaper one always is."""
    for file, name, plan in (("a", "Two", "0"), ("b", "Two", "10"), ("c", "Late", "10")):
        program.file(f"{file}.yaml", WAVES.replace("NAME", name).replace("PLAN", plan))
    told = [program("compare", "a.yaml", other, "--simulate").out for other in ("b.yaml", "c.yaml")]
    assert all(
        "first go-lives fail or hold together, and later ones of one name" in one for one in told
    )
    assert ["in 100.0 % of outcomes" in one for one in told] == [True, False]
