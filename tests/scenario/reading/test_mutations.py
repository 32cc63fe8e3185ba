import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from omsrisk import InvalidScenarioError, assess, dump
from omsrisk.scenario.documents.nodes import Origin
from omsrisk.scenario.load import Loader
from omsrisk.text import visible
from tests.support.paths import SCENARIOS
from tests.support.scenario_texts import TRAPS

SEEDS = [
    content
    for folder in (SCENARIOS, SCENARIOS / "cases", TRAPS)
    for file in sorted(folder.glob("*.yaml"))
    if len(content := file.read_bytes()) < 5000
]

CHARACTERS = (
    *" \t\n\r:-?,[]{}#&*!|>'\"%@`~=<0159.eE+_$/\\",
    *"\x00\x07\x85\u00a0\u2028\ufeff\ufffe\u200b\u0661\U0001f600\u00e9",
)
VALUES = (
    "", "~", "null", "5", "5%", "-1", "1e3", "1e400", "010", "0x1F", "12:30", ".nan", "1,000",
    "true", "yes", "'5'", '"\\0"', "'", "[]", "{}", "[~]", "[[]]", "[{}]", "[5]", "[{item: a}]",
    "[{name: a}, {name: A}]", "[{item: a, amount: 5}]", "{value: 5}", "{value: }", "{a: b}",
    "{value: 5, source: [a]}", "{value: {value: 5}}", "&a 5", "*a", "&a [*a]", "!!str 5", "<<",
    "|", ">-", "- a", "? a", "{{ a }}", "${A}", "9" * 40, "0." + "1" * 40, "2027-02-30",
)  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A scenario or a trap, with a few of its characters and lines changed."""
    content = draw(st.sampled_from(SEEDS))
    for _ in range(draw(st.integers(1, 4))):
        content = draw(st.sampled_from(MUTATIONS))(draw, content)
    return content


def change_character(draw: st.DrawFn, content: bytes) -> bytes:
    """Insert a character, or put it in the place of some others."""
    start = draw(st.integers(0, len(content)))
    end = start + draw(st.sampled_from([0, 0, 1, 2, 7]))
    new: str = draw(st.sampled_from(CHARACTERS))
    return content[:start] + new.encode() + content[end:]


def change_bytes(draw: st.DrawFn, content: bytes) -> bytes:
    """Insert any bytes, valid UTF-8 or not."""
    start = draw(st.integers(0, len(content)))
    return content[:start] + draw(st.binary(min_size=1, max_size=3)) + content[start:]


def change_line(draw: st.DrawFn, content: bytes) -> bytes:
    """Delete, double, move or indent a line."""
    lines = content.splitlines(keepends=True) or [b""]
    index = draw(st.integers(0, len(lines) - 1))
    line = lines.pop(index)
    for new in draw(st.sampled_from([[], [line, line], [b"  " + line], [line.lstrip()]])):
        lines.insert(index, new)
    return b"".join(lines)


def move_line(draw: st.DrawFn, content: bytes) -> bytes:
    """Put a line of another file anywhere."""
    lines = content.splitlines(keepends=True)
    other = draw(st.sampled_from(SEEDS)).splitlines(keepends=True) or [b""]
    lines.insert(draw(st.integers(0, len(lines))), draw(st.sampled_from(other)))
    return b"".join(lines)


def change_value(draw: st.DrawFn, content: bytes) -> bytes:
    """Replace what stands behind a colon."""
    lines = content.split(b"\n")
    places = [index for index, line in enumerate(lines) if b":" in line]
    if not places:
        return content
    index = draw(st.sampled_from(places))
    value: str = draw(st.sampled_from(VALUES))
    lines[index] = lines[index].partition(b":")[0] + b": " + value.encode()
    return b"\n".join(lines)


MUTATIONS = [change_character, change_bytes, change_line, move_line, change_value, change_value]


@settings(
    max_examples=300,
    deadline=None,
    derandomize=True,  # the same on every run; raise `max_examples` to hunt
    suppress_health_check=[HealthCheck.too_slow],
)
@given(content=mutated())
def test_any_file_is_a_scenario_or_findings(content: bytes) -> None:
    """Whatever stands in a file: it can be priced, or every reason why not has a place."""
    try:
        scenario = Loader(read_bytes=lambda _: content).load("mutated.yaml")
    except InvalidScenarioError as refused:
        findings = refused.findings
    else:
        assert assess(scenario).totals["net_exposure"] is not None
        again = Loader(read_bytes=lambda _: dump(scenario).encode()).load("mutated.yaml")
        assert again.case == scenario.case
        return
    assert findings
    lines = len(Origin("", content.decode("utf-8", "replace")).lines)
    for one in findings:
        assert one.code.startswith("SCN")
        assert one.message
        assert visible(one.message) == one.message
        assert 1 <= one.line <= lines
        assert one.column >= 1
        assert one.end_column > one.column
        assert one.file


def test_there_are_files_to_mutate() -> None:
    """The property starts from real files, valid and invalid."""
    assert len(SEEDS) > 50
    with pytest.raises(InvalidScenarioError):
        Loader(read_bytes=lambda _: b"a: [").load("mutated.yaml")
