"""Texts that are alike: what is cut out by a form is what a parser finds."""

import random
import re
from pathlib import Path

import pytest

from omsrisk.scenario.documents.nodes import List, Map, Node, Scalar
from omsrisk.scenario.load import Loader
from omsrisk.scenario.reading.alike import LikeTexts
from omsrisk.scenario.reading.document_forms import form_of, without_values
from omsrisk.scenario.reading.reader import UnreadableError, read

ROOT = Path(__file__).parents[3]
FILES = sorted(
    one
    for folder in (ROOT / "scenarios", ROOT / "tests" / "models", Path(__file__).parent / "traps")
    for one in folder.rglob("*.yaml")
    if one.stat().st_size < 20_000
)
ODD = [
    "a: 'it''s 5'\nb: 4",
    "a: from 1\n  to 20, and 3\nb: 7",
    "a: >-\n  from 1\n  to 20\n\n  and 3\nb: 7",
    "a: |\n  from 1\n   to 20\nb: [1, 22, {c: 3, d: }, '4 5', \"6\"]",
    'a: "5 \\n 6"\nb:\n- 1\n-  2 # 3\n',
    "{a: 12, b: {c: 1, d: x}, e: 3}",
    "a: 12\nb: \u00e9 5 \U0001f600 6",
    "a: 5",
    "a: 5\n...\n",
    "--- # 12\na: '2\n  3'\n",
    "a: Foo\nb:\n  - c: Bar 5\n    d: Baz\ne: Qux",
    "a: Foo\nb: 7 # c: Bar\nc: d",
]
PLAIN = "omsrisk: 1\norders: {daily_volume: 1000, average_value: 64.20}  # as of 2026\nname: Shop 7"


def _all_of(node: Node) -> tuple[object, ...]:
    """List all that there is to know of a node and of those below it."""
    place = (node.line, node.column, node.end_line, node.end_column, node.size)
    here = (type(node), node.origin.name, node.origin.text, *node.origin.lines, *place)
    if isinstance(node, Scalar):
        return (*here, node.text, node.style)
    if isinstance(node, Map):
        below = [(key, _all_of(one), _all_of(node.keys[key])) for key, one in node.entries.items()]
        return (*here, hasattr(node, "is_as_read"), list(node.keys), below)
    assert isinstance(node, List)
    return (*here, [_all_of(one) for one in node.items])


def _parsed(content: bytes) -> tuple[object, ...]:
    try:
        return _all_of(read("a.yaml", content)[1])
    except UnreadableError as error:
        return (error.finding,)


def _read(texts: LikeTexts, content: bytes) -> tuple[object, ...]:
    try:
        return _all_of(texts.read("a.yaml", content))
    except UnreadableError as error:
        return (error.finding,)


def _other_digits(content: bytes, chance: random.Random) -> bytes:
    def other(found: re.Match[bytes]) -> bytes:
        length = chance.choice([len(found[0]), len(found[0]), 1, 2, 3, 7, 19])
        return bytes(chance.choice(b"0123456789") for _ in range(length))

    def words(found: re.Match[bytes]) -> bytes:
        return chance.choice([found[0], b"Foo", b"null", b"x 1", b"a  b", b"Foo "])

    return re.sub(
        rb"(?<=: )[A-Za-z][A-Za-z0-9 ]*$",
        words,
        re.sub(rb"[0-9]+", other, content),
        flags=re.MULTILINE,
    )


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_texts_that_are_alike(file: Path) -> None:
    """Whatever the digits of a file are, its nodes are those that the parser makes."""
    chance = random.Random(file.name)  # noqa: S311 - digits of a test
    texts, content = LikeTexts(), file.read_bytes()
    for _ in range(8):
        assert _read(texts, content) == _parsed(content)
        content = _other_digits(content, chance)


@pytest.mark.parametrize("text", ODD)
def test_odd_texts_that_are_alike(text: str) -> None:
    """So they are in texts of several lines, in quotes, in braces and at the end of a file."""
    chance = random.Random(text)  # noqa: S311 - digits of a test
    texts, content = LikeTexts(), text.encode()
    assert form_of(read("a.yaml", content)[1], content) is not None
    for _ in range(30):
        assert _read(texts, content) == _parsed(content)
        content = _other_digits(content, chance)


def test_most_scenarios_have_a_form() -> None:
    """The laws here are about forms, and most of the scenarios have one."""
    contents = [file.read_bytes() for file in FILES if file.parent.name == "scenarios"]
    forms = [form_of(read("a.yaml", one)[1], one) for one in contents]
    assert sum(form is not None for form in forms) > len(contents) * 0.8 > 5


WITHOUT_A_FORM = [  # a text, and why it has none
    ("a1: 2\na2: 3", "other digits make one key of two"),
    ("a: &x1 2\nb: *x1", "digits of an anchor tell it from another"),
    ("a: |2\n   text", "the digit says how far a block is indented"),
    ('a: "\\x41"', "an escape is a character"),
    ("a: {share: 12,5%, b: 1}", "a comma cuts a number in two"),
    ("a: 1\r\nb: 2", "line breaks that few files have"),
    (f"a: {'7' * 41}", "a number longer than any"),
    ("- 1\n- 2", "a list is no scenario"),
    ("\ufeffa: 1", "a mark before the text"),
    ("a: |\n  b: Foo\n  c: Bar\nd: 1", "what looks like a key is a line of a text"),
]


@pytest.mark.parametrize(("text", "_why"), WITHOUT_A_FORM, ids=[why for _, why in WITHOUT_A_FORM])
def test_texts_without_a_form(text: str, _why: str) -> None:
    """Where digits may mean more to a parser than digits, each text is parsed."""
    content = text.encode()
    try:
        root = read("a.yaml", content)[1]
    except UnreadableError:
        pytest.fail("it has to be read for that")
    assert form_of(root, content) is None


def test_places_move_with_the_numbers_before_them() -> None:
    """What stands behind a number on its line stands as many columns further as that is longer."""
    texts = LikeTexts()
    for content in (PLAIN, PLAIN, PLAIN.replace("1000", "1234567")):
        root = texts.read("a.yaml", content.encode())
    assert isinstance(root, Map)
    orders = root.entries["orders"]
    assert isinstance(orders, Map)
    assert orders.entries["daily_volume"].end_column == 31
    assert orders.keys["average_value"].column == 33
    value = orders.entries["average_value"]
    assert isinstance(value, Scalar)
    assert (value.text, value.column) == ("64.20", 48)


def test_a_loader_of_many_reads_them_alike() -> None:
    """A loader that has read some files reads those that are alike by their form."""
    loader = Loader()
    for number in range(40):
        text = PLAIN.replace("1000", str(97 * number + 1))
        text += "\ncurrency: USD\ndelay: {duration_days: 3, cancellation_sensitivity: 12%}\n"
        scenario = loader.load("a.yaml", text.encode())
        assert scenario.case.inputs["orders.daily_volume"].value == 97 * number + 1
        assert _all_of(scenario.root) == _parsed(text.encode())


def test_numbers_alone_make_no_difference() -> None:
    """Numbers of any length are one nought in the form; all else tells forms apart."""
    assert without_values(b"a: 12345678901234567890, b: 0.50") == b"a: 0, b: 0.0"
    assert without_values(b"a: 5%") != without_values(b"a: 5")


def test_words_alone_make_no_difference() -> None:
    """Plain words behind a key are one nought, too, where no text goes on below them."""
    assert without_values(b"a: Foo Bar\nb: c 12\n") == b"a: 0\nb: 0\n"
    for unlike in (b"a: Foo, Bar\nb: 0", b"a: Foo\n  bar\nb: 0", b"a: Foo \nb: 0", b"a: 'x'\nb: 0"):
        assert without_values(unlike) == unlike
