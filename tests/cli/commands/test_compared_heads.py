"""The heads and the chances of `compare`: one way of naming for all, and no chance that is none."""

import re

import pytest

from tests.support.program import Program

TEXT = """\
omsrisk: 1
name: {name}
currency: EUR
{more}orders: {{daily_volume: 1000, average_value: 100}}
delay: {{duration_days: {days}, cancellation_sensitivity: 12%}}
"""
LONG = "Cut-over in September, all countries"


def compared(program: Program, *files: tuple[str, str, str]) -> str:
    """Compare files, each with its name and what else it states."""
    for days, (file, name, more) in enumerate(files, start=3):
        program.file(file, TEXT.format(name=name, days=days, more=more))
    return program("compare", *(file for file, _, _ in files)).out


HEADS = [  # files and names, the heads, what is said of them below, why
    ([("a.yaml", "One"), ("b.yaml", "Two")], ("One*", "Two"), [], "names"),
    (
        [("a.yaml", LONG), ("b.yaml", "Two")],
        ("a*", "b"),
        [f"a: {LONG}", "b: Two"],
        "stems where one name is long",
    ),
    ([("a.yaml", "Two"), ("b.yaml", "Two")], ("a*", "b"), [], "stems where names are equal"),
    (
        [("a.yaml", LONG), ("b-with-a-very-long-stem.yaml", "Two")],
        ("file 1*", "file 2"),
        [f"file 1: {LONG}", "file 2: Two"],
        "numbers where neither is short",
    ),
]


@pytest.mark.parametrize("case", HEADS, ids=lambda case: case[-1])
def test_heads_are_of_one_kind(
    program: Program, case: tuple[list[tuple[str, str]], tuple[str, str], list[str], str]
) -> None:
    """A name beside a stem would leave a reader to guess; what heads stand for is said below."""
    files, heads, legend, _ = case
    lines = compared(program, *((file, name, "") for file, name in files)).splitlines()
    head = next(line for line in lines if "difference" in line)
    assert re.split(r" {2,}", head.strip())[:2] == list(heads)
    known = {f"{own.rstrip('*')}: " for own in heads}
    assert [line for line in lines if line.startswith(tuple(known))] == legend


def test_no_likelihood_is_no_chance(program: Program) -> None:
    """As if failure were certain is how it is priced, and no chance of a hundred per cent."""
    alone = compared(program, ("a.yaml", "One", ""), ("b.yaml", "Two", ""))
    assert "A go-live fails" not in alone
    one = compared(program, ("a.yaml", "One", "likelihood: 30%\n"), ("b.yaml", "Two", ""))
    row = next(line for line in one.splitlines() if "A go-live fails" in line)
    assert row.split()[-3:] == ["30", "%", "-"]
    six = [(f"{at}.yaml", f"File {at}", "likelihood: 30%\n" if at else "") for at in range(6)]
    lines = [line.split() for line in compared(program, *six).splitlines()]
    assert [line[-2:] for line in lines if line[:1] == ["File"] and line[1].startswith("0*")] == [
        ["-", "-"]
    ]
