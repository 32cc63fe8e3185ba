import pytest

from omsrisk.scenario.documents.nodes import List, Map, Scalar, walk
from omsrisk.scenario.reading.reader import (
    MAX_ALIASED_NODES,
    MAX_BYTES,
    MAX_DEPTH,
    UnreadableError,
    read,
)
from omsrisk.text import visible
from tests.support.scenario_texts import DELAY, finding_of, findings_of, load_text

REFUSED = [  # what follows the seven lines, code, line, column, why
    ("x-a: &a [1]\nx-b: *b\n", "SCN004", 9, 6, "an alias without its anchor"),
    ("? [a]\n: 1\n", "SCN007", 8, 3, "a list for a key"),
    ("? {a: b}\n: 1\n", "SCN007", 8, 3, "a map for a key"),
    ("1.5: a\n", "SCN007", 8, 1, "a number for a key"),
    ("~: a\n", "SCN007", 8, 1, "nothing for a key"),
    (": a\n", "SCN004", 8, 1, "an empty key"),
    ("x-a: {<<: {a: b}}\n", "SCN007", 8, 7, "a merge key, even where nothing is read"),
    ("x-a: !secret b\n", "SCN007", 8, 6, "a tag, even where nothing is read"),
    ("x-a: !!str 5\n", "SCN007", 8, 6, "a tag of YAML itself"),
    ("x-a: ! 5\n", "SCN007", 8, 6, "the tag that says nothing"),
    ("x-a: {b: 1, b: 2}\n", "SCN009", 8, 13, "a key twice, even where nothing is read"),
    ("x-a: {b: 1, 'b': 2}\n", "SCN009", 8, 13, "quotes make no other key"),
    ('x-a: {b: 1, "\\x62": 2}\n', "SCN009", 8, 13, "nor do escapes"),
    ("--- # next\ncurrency: GBP\n", "SCN008", 8, 1, "a second document"),
    ("name: \x07\n", "SCN003", 8, 7, "a control character"),
    ("# \x0b\n", "SCN003", 8, 3, "in a comment, too"),
    ("# \u2028\nname: \x07\n", "SCN003", 10, 7, "U+2028 ends a line, as YAML counts"),
    ("# \x85\nnmae: a\n", "SCN102", 10, 1, "U+0085 ends a line, as YAML counts"),
    ("name: &n\n", "SCN104", 8, 1, "an anchor on nothing"),
    ("x-a: &a\n  b: *a\n", "SCN006", 9, 6, "a map that holds itself"),
    ("name: 'a\n", "SCN004", 8, 7, "a quote never closed"),
    ("name: [a\n", "SCN004", 8, 7, "a bracket never closed"),
    ("   name: a\n", "SCN004", 8, 8, "indented too far"),
    ("name: a: b\n", "SCN004", 8, 8, "a second colon"),
    ("name: `a`\n", "SCN004", 8, 7, "a backtick begins nothing"),
]

SEEMING = [  # what follows the seven lines, line, column, what is told, why
    ("x-a:\n  b:\u00a01\n  c: 2\n", 9, 5, "colon is followed by U+00A0", "behind a colon"),
    ("x-a:\n  b:\u202f1\n  c: 2\n", 9, 5, "U+202F (narrow no-break space)", "a narrow one"),
    ("x-a:\n  - a: 1\n  -\u00a0b: 2\n", 10, 4, "dash is followed by U+00A0", "behind a dash"),
    ("x-a:\n\u200b  b: 1\n  c: 2\n", 9, 1, "indent holds U+200B (zero width space)", "of no width"),
    ("x-a:\n  b: > 5 %\n", 9, 6, "`>` begins a text of several lines", "a limit"),
    ("x-a:\n  b: - 5\n", 9, 6, "a minus with a space behind it", "a minus apart"),
    ("x-a:\n  b: %5\n", 9, 6, "`%` cannot begin a value", "a percent sign before its number"),
]  # fmt: skip


@pytest.mark.parametrize("case", SEEMING, ids=lambda case: case[-1])
def test_characters_that_are_not_what_they_seem(case: tuple[str, int, int, str, str]) -> None:
    """The character is named at its place, not the line on which libyaml stumbles."""
    text, line, column, told, _ = case
    found = finding_of(DELAY + text)
    assert (found.code, found.line, found.column) == ("SCN004", line, column)
    assert told in found.message


ACCEPTED = [  # what follows the seven lines, why
    ("name: a#b\n", "a number sign inside a word begins no comment"),
    ('name: "\\x07"\n', "an escape is how a control character is meant"),
    ("x-shared: &d {a: 1}\nx-again: *d\n", "anchors have a free home"),
    ("x-a: {x: &a 1, y: &a 2, z: *a}\n", "an anchor may be set again"),
    ("...\n", "the end marker"),
    ("\n\n# the end", "no line end after the last comment"),
    ("name: '010'\n", "quoted text is text"),
    ("name: 1e3\n", "and a number is text where text is meant"),
    ("description: |\n  two\n  lines\n", "a block is text"),
    ("description: >-\n  two\n  lines", "folded, without a final line end"),
]


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case[-1])
def test_treacherous_yaml_is_refused_at_its_place(case: tuple[str, str, int, int, str]) -> None:
    """What two readers could understand in two ways is refused, where it stands."""
    text, code, line, column, _ = case
    found = finding_of(DELAY + text)
    assert (found.code, found.line, found.column) == (code, line, column)


@pytest.mark.parametrize("case", ACCEPTED, ids=lambda case: case[-1])
def test_plain_yaml_is_accepted(case: tuple[str, str]) -> None:
    """Strict is not narrow: what means one thing is read, and changes no number."""
    text, _ = case
    assert load_text(DELAY + text).case == load_text(DELAY).case


DEEP = [  # text of a file, code, line, column, why
    ("a: " + "[" * 1000, "SCN006", 1, 67, "a list in a list, without end"),
    ("a: " + "[" * 1000 + "]" * 1000, "SCN006", 1, 67, "closed as often"),
    ("a: " + "[{" * 1000, "SCN007", 1, 6, "the first fault stands before the depth"),
    ("a: " + "[" * 70 + " @", "SCN006", 1, 67, "what cannot begin a value stands deeper"),
    ("a: " + "[" * 60 + " @", "SCN004", 1, 65, "a depth that is allowed hides no other fault"),
    ("😀: " + "[" * 1000, "SCN006", 1, 67, "columns count characters"),
    ("- " * 50_000 + "x", "SCN006", 1, 129, "blocks on one line"),
    ("".join(f"{'  ' * n}k:\n" for n in range(1000)), "SCN006", 65, 129, "blocks line by line"),
    ("a: '" + "[" * 1000 + "' @", "SCN004", 1, 1007, "brackets in quotes are not levels"),
    ('a: "' + "[" * 1000, "SCN004", 1, 4, "nor in quotes that never close"),
    ("# " + "[" * 1000 + "\n@", "SCN004", 2, 1, "nor in a comment, before which nothing stands"),
    ("a: '" + "x\n" * 500_000 + "'\nb: " + "[" * 999, "SCN006", 500_002, 67, "after a mebibyte"),
]


@pytest.mark.parametrize("case", DEEP, ids=lambda case: case[-1])
def test_depth_is_found_whatever_the_scanner_does(case: tuple[str, str, int, int, str]) -> None:
    """The scanner of libyaml may stop at a depth of its own: the first fault is told all the same."""
    text, code, line, column, _ = case
    with pytest.raises(UnreadableError) as refused:
        read("deep.yaml", text.encode())
    found = refused.value.finding
    assert (found.code, found.line, found.column) == (code, line, column)


def test_depth_is_limited_to_the_level() -> None:
    """64 levels are read, 65 are not: the limit is counted before anything is built."""
    inner = MAX_DEPTH - 1  # the document's own map is the first level
    load_text(DELAY + f"x-deep: {'[' * inner}{']' * inner}\n")
    found = finding_of(DELAY + f"x-deep: {'[' * (inner + 1)}{']' * (inner + 1)}\n")
    assert (found.code, found.line, found.column) == ("SCN006", 8, 9 + inner)


def test_size_is_limited_to_the_byte() -> None:
    """One MiB is read, one byte more is not."""
    padding = "#" * (MAX_BYTES - len(DELAY))
    load_text(DELAY + padding)
    found = finding_of(DELAY + padding + "#")
    assert found.code == "SCN002"
    assert f"{MAX_BYTES:,}" in found.message


def test_aliases_cannot_fill_the_memory() -> None:
    """Nine lists of nine aliases would be 9 ** 9 nodes: refused at the alias that is too much."""
    lines = ["x-a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1]"]
    lines += [f"x-a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]
    found = finding_of(DELAY + "\n".join(lines) + "\n")
    assert found.code == "SCN006"
    assert f"{MAX_ALIASED_NODES:,}" in found.message
    assert found.line > 8


def test_aliases_below_the_limit_are_read() -> None:
    """As many aliases as a large file may need are no attack."""
    aliases = ", ".join(["*a"] * MAX_ALIASED_NODES)
    load_text(DELAY + f"x-a: &a 1\nx-b: [{aliases}]\n")
    assert finding_of(DELAY + f"x-a: &a 1\nx-b: [{aliases}, *a]\n").code == "SCN006"


def test_fault_in_an_alias_points_at_the_alias() -> None:
    """The place to change is where the value is used, not where it was first written."""
    text = DELAY.replace("average_value: 100", "average_value: *n") + ""
    text = "x-number: &n ten\n" + text
    found = finding_of(text)
    assert (found.path, found.line, found.column) == ("orders.average_value", 5, 18)


def test_excerpt_shows_the_line_and_the_one_before() -> None:
    """An excerpt holds whole lines without their ends, whatever ends them."""
    for end in ("\n", "\r\n", "\r"):
        found = finding_of((DELAY + "nmae: a\nname: b\n").replace("\n", end))
        assert found.excerpt == ((7, "  cancellation_sensitivity: 12%"), (8, "nmae: a"))


@pytest.mark.parametrize("last", ["!", "!\n", "name", "name\n", "name: [", "name: [\n\n", "name: {a"])
def test_fault_at_the_end_is_placed_in_the_text(last: str) -> None:
    """A parser that notices at the end that something is missing: the caret stands under text."""
    assert finding_of(DELAY + last).line == 8


def test_byte_order_mark_shifts_no_column() -> None:
    """Columns of the first line are those that an editor shows."""
    found = finding_of(b"\xef\xbb\xbf" + ("nmae: a\n" + DELAY).encode())
    assert (found.line, found.column) == (1, 1)
    assert found.excerpt == ((1, "nmae: a"),)


def test_byte_that_is_not_utf8_is_placed_behind_a_byte_order_mark() -> None:
    """The mark is no character of the first line."""
    found = finding_of(b"\xef\xbb\xbfname: caf\xe9\n")
    assert (found.code, found.line, found.column) == ("SCN001", 1, 10)
    assert "0xE9" in found.message


@pytest.mark.parametrize("content", [b"", b"\n\n", b"---\n", b"~\n", b"null\n", b"\xef\xbb\xbf"])
def test_file_without_content_is_a_finding(content: bytes) -> None:
    """An empty file has a place and a hint, too."""
    found = finding_of(content)
    assert (found.code, found.line, found.column) == ("SCN005", 1, 1)


@pytest.mark.parametrize(
    "text",
    [
        "na\u200bme: a\nna\u200bme: b\n",
        "{a\u202eb: 1}: 2\n",
        "name: !a%E2%80%AEb c\n",
        "name: *a\u200bb\n",
        "recoveries: [{item: a\u202eb, amount: 1}, {item: a\u202eb, amount: 1}]\n",
        'orders2: {"\\n": 1}\n',
        'name: ["\\u202e"]\n',
        'approach: "\\u202e"\n',
        'extends: "\\u202e\\n"\n',
        'sources: {"\\u202e": a}\n',
        'omsrisk: "\\u202e"\n',
    ],
)
def test_message_shows_what_is_invisible(text: str) -> None:
    """Names and texts of a file are shown in messages without moving or hiding anything."""
    for one in findings_of(DELAY + text):
        assert visible(one.message) == one.message
        assert visible(one.hint) == one.hint
        assert visible(one.path) == one.path


def test_nodes_know_where_they_stand() -> None:
    """Each node of a document has the place of its own text."""
    origin, root = read("a.yaml", b"a:\n  - b\n  - {c: 'd e'}\n")
    assert origin.name == "a.yaml"
    places = {path: (node.line, node.column) for path, node in walk(root)}
    assert places == {
        (): (1, 1),
        ("a",): (2, 3),
        ("a", 0): (2, 5),
        ("a", 1): (3, 5),
        ("a", 1, "c"): (3, 9),
    }
    assert isinstance(root, Map)
    listed = root.entries["a"]
    assert isinstance(listed, List)
    first = listed.items[0]
    assert isinstance(first, Scalar)
    assert (first.text, first.style, first.end_line, first.end_column) == ("b", None, 2, 6)
