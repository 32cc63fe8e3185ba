"""Reviewing a change: what became of each file, the gates it passes, the comment that says so."""

import html
import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from omsrisk import CannotReadError, UsageError, assess
from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.changes.diff import difference
from omsrisk.analysis.changes.gates import GateBreach, gate_of
from omsrisk.checks.changes.review import Load, ReviewedFile, Reviewer, ReviewStatus, review_pair
from omsrisk.checks.policy.discovery import NAME, Policies
from omsrisk.checks.rules import BY_CODE
from omsrisk.report.changes import diff as build_diff
from omsrisk.report.changes.changed_file import changed_file
from omsrisk.report.changes.changed_sentences import sentences
from omsrisk.report.formats.to_comment import MOST_BYTES, to_comment
from omsrisk.scenario.documents.findings import Finding, InvalidScenarioError, Severity
from omsrisk.scenario.load import Loader

TODAY = date(2027, 1, 4)
SMALL = """\
omsrisk: 1
name: {name}
currency: USD
orders: {{daily_volume: 1000, average_value: 100}}
delay: {{duration_days: {days}, cancellation_sensitivity: 12%}}
"""
BROKEN = "omsrisk: 1\ncurrency: USD\norders: [\n"
NONE = Policies(None, (), wanted=False)


def small(days: str = "3", name: str = "Small") -> str:
    """Write a scenario whose only cost is a delay, 12,000 a day."""
    return SMALL.format(days=days, name=name)


def load_of(text: str | None) -> Load:
    """Load this text whatever the file is called; None is a file that cannot be read."""

    def fetched(_: str) -> bytes:
        if text is None:
            raise CannotReadError("cannot read it: it was not there")
        return text.encode()

    return lambda path: assess(Loader(read_bytes=fetched).load(path))


def reviewed(
    old: str | None,
    new: str | None,
    *gates: str,
    names: tuple[str, str] = ("case.yaml", "case.yaml"),
) -> ReviewedFile:
    """Review one file under gates, with no policy."""
    reviewer = Reviewer(TODAY, [gate_of(one) for one in gates], NONE)
    return reviewer.compare(load_of(old), load_of(new), *names)


STATUS = [  # before, now, names, status, whether it passes without a gate and with one, why
    (small(), small("4"), ("a", "a"), ReviewStatus.CHANGED, True, False, "dearer"),
    (small(), small("2"), ("a", "a"), ReviewStatus.CHANGED, True, True, "cheaper"),
    (small(), small(), ("a", "a"), ReviewStatus.UNCHANGED, True, True, "the same"),
    (
        small(),
        small(name="Big"),
        ("a", "a"),
        ReviewStatus.UNCHANGED,
        True,
        True,
        "another name inside",
    ),
    (small(), small(), ("a", "b"), ReviewStatus.RENAMED, True, True, "renamed"),
    (small(), small("4"), ("a", "b"), ReviewStatus.CHANGED, True, False, "renamed and dearer"),
    ("", small(), ("", "a"), ReviewStatus.NEW, True, True, "new"),
    (small(), "", ("a", ""), ReviewStatus.DELETED, True, False, "deleted"),
    (BROKEN, "", ("a", ""), ReviewStatus.DELETED, True, False, "deleted, and was not valid"),
    (BROKEN, small(), ("a", "a"), ReviewStatus.INVALID_BEFORE, True, False, "not valid before"),
    (None, small(), ("a", "a"), ReviewStatus.INVALID_BEFORE, True, False, "its base was not there"),
    (small(), BROKEN, ("a", "a"), ReviewStatus.INVALID, False, False, "not valid now"),
    (BROKEN, BROKEN, ("a", "a"), ReviewStatus.INVALID, False, False, "never valid"),
    ("", BROKEN, ("", "a"), ReviewStatus.INVALID, False, False, "new and not valid"),
]


@pytest.mark.parametrize("case", STATUS, ids=lambda case: case[-1])
def test_status(
    case: tuple[str | None, str | None, tuple[str, str], ReviewStatus, bool, bool, str],
) -> None:
    """What became of a file, and whether it passes: what has no baseline passes no gate."""
    old, new, names, status, without, gated, _ = case
    plain = reviewed(old, new, names=names)
    assert (plain.status, plain.passes) == (status, without)
    held = reviewed(old, new, "net_exposure=+10%", names=names)
    assert (held.status, held.passes) == (status, gated)
    assert held.file == (names[1] or names[0])
    assert "FAILS" not in " ".join(sentences(plain))
    assert ("FAILS" in " ".join(sentences(held))) == bool(held.breaches)


def test_each_status_has_a_sentence_of_its_own() -> None:
    """No two of them read alike."""
    told = {}
    for old, new, names, status, *_ in STATUS:
        told[status] = " ".join(sentences(reviewed(old, new, names=names)))
    assert len(told) == len(ReviewStatus) == len(set(told.values()))
    assert all(told.values())


def test_every_gate_is_told() -> None:
    """A file that fails two of three gates names both, and not the third."""
    found = reviewed(small(), small("4"), "net_exposure=+1%", "delay=+12000", "delay=+11999.99")
    assert [one.what for one in found.breaches] == ["net_exposure +1 %", "delay +11,999.99"]
    told = sentences(found)
    assert told[1] == "FAILS net_exposure +1 %: it rises by +12,000.00, 360.00 is allowed."


def test_findings_come_and_go() -> None:
    """What the rules find is compared by code and place in the file's tree, not by line."""
    owned = small() + "likelihood: 50%\n"
    moved = f"# a line more\n{owned}"
    assert reviewed(owned, moved).appeared == ()
    assert reviewed(owned, moved).gone == ()
    there, back = reviewed(small(), owned), reviewed(owned, small())
    assert {one.code for one in there.gone} == {one.code for one in back.appeared} != set()


# Policies


def test_a_policy_holds_files_to_gates(tmp_path: Path) -> None:
    """`max_increase` acts as gates of the command line do, beside them."""
    (tmp_path / NAME).write_text(
        "max_increase: {net_exposure: 10%, delay: 20000}\n", encoding="utf-8"
    )
    old, new = tmp_path / "old.yaml", tmp_path / "new.yaml"
    old.write_text(small(), encoding="utf-8")
    new.write_text(small("4"), encoding="utf-8")
    policies = Policies(None, tuple(BY_CODE))
    found = review_pair(Reviewer(TODAY, [gate_of("delay=+0")], policies), str(old), str(new))
    assert [one.what for one in found.breaches] == ["delay +0", "net_exposure +10 %"]
    alone = review_pair(Reviewer(TODAY, policies=policies), str(old), str(new))
    assert [one.what for one in alone.breaches] == ["net_exposure +10 %"]
    assert review_pair(Reviewer(TODAY, policies=NONE), str(old), str(new)).passes


WRONG = [  # what a policy says, the code, a word of the message, why the row is there
    ("max_increase: 5%", "SCN107", "map of metrics", "no map"),
    ("max_increase: {net_exposure: 5k}", "SCN105", "not a gate", "no number"),
    ("max_increase: {net_exposure: -5}", "SCN105", "not a gate", "a fall"),
    ("max_increase: {net_exposure: [5]}", "SCN107", "", "a list"),
    ("max_increase: {net_exposur: 5%}", "SCN105", "no metric", "a metric that is misspelt"),
]


@pytest.mark.parametrize("case", WRONG, ids=lambda case: case[-1])
def test_a_wrong_increase_is_a_finding(tmp_path: Path, case: tuple[str, str, str, str]) -> None:
    """A gate of a policy that is none is found in the policy, with its place."""
    text, code, word, _ = case
    (tmp_path / NAME).write_text(f"{text}\n", encoding="utf-8")
    case_file = tmp_path / "case.yaml"
    case_file.write_text(small(), encoding="utf-8")
    with pytest.raises(InvalidScenarioError) as raised:
        review_pair(Reviewer(TODAY), str(case_file), str(case_file))
    [finding] = raised.value.findings
    assert (finding.code, finding.line) == (code, 1)
    assert finding.file.endswith(NAME)
    assert word in finding.message


# Two files


def test_two_files(tmp_path: Path) -> None:
    """Two files that cost the same are unchanged, not renamed: none has become the other."""
    for name, days in {"a": "3", "b": "3", "c": "4"}.items():
        (tmp_path / f"{name}.yaml").write_text(small(days), encoding="utf-8")
    first, same, dearer = (str(tmp_path / f"{name}.yaml") for name in "abc")
    reviewer = Reviewer(TODAY, policies=NONE)
    assert review_pair(reviewer, first, first).status is ReviewStatus.UNCHANGED
    found = review_pair(reviewer, first, same)
    assert (found.status, found.old_file) == (ReviewStatus.UNCHANGED, first)
    assert review_pair(reviewer, first, dearer).status is ReviewStatus.CHANGED
    with pytest.raises(CannotReadError):
        review_pair(reviewer, first, str(tmp_path / "none.yaml"))
    with pytest.raises(UsageError):
        review_pair(reviewer, "-", "-")


# The comment

NASTY = "@everyone closes #1 | <img src=x> `a` [b](https://c.d) www.e.f --> <!-- </details>"
TAG = re.compile(r"<!-- omsrisk:[\w ./-]* -->|<details><summary>[^<>]*</summary>|</details>")


def comment(found: Sequence[ReviewedFile], against: str = "main", tag: str = "") -> str:
    """Write the comment of a review."""
    document = build_diff.document([changed_file(one) for one in found], against, tag=tag)
    return "".join(to_comment(document))


def page(text: str) -> str:
    """Give what a forge makes of it, tables drawn."""
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    return str(parser.render(text))


def priced(days: str, name: str = "Small") -> Assessment:
    """Price a small scenario."""
    return load_of(small(days, name))("case.yaml")


def many(
    number: int, name: str = "cases/a-scenario-with-a-rather-long-name-{}.yaml"
) -> list[ReviewedFile]:
    """Give files that change by 12, 24, 36 ... thousand, in an order of no meaning."""
    base = priced("3")
    found = []
    for at in sorted(range(number), key=lambda one: (one * 7919) % 1009):
        moved = difference(base, priced(str(4 + at)))
        found.append(ReviewedFile(name.format(at), ReviewStatus.CHANGED, difference=moved))
    return found


@pytest.mark.parametrize(
    "name",
    ["{}.yaml", "cases/a-scenario-with-a-rather-long-name-{}.yaml", "小売" * 60 + "{}.yaml",
     "@a #1 <b>" * 20 + "{}.yaml"],
    ids=["short", "usual", "wide", "escaped"],
)  # fmt: skip
def test_300_files(name: str) -> None:
    """Within 60,000 bytes stand the largest changes, in order, and how many others there are."""
    text = comment(many(300, name), tag="all")
    assert len(text.encode()) <= MOST_BYTES
    rows = [line for line in text.splitlines() if line.endswith("|  |")]
    changes = [Decimal(row.split("|")[-3].strip().replace(",", "")) for row in rows]
    assert changes == [12000 * (300 - at) for at in range(len(rows))]
    left = re.search(r"^(\d+) more scenarios have changed", text, re.MULTILINE)
    assert len(rows) + (int(left[1]) if left else 0) == 300
    assert len(rows) > 20
    headline = text.splitlines()[1]
    assert "300 scenarios change: net exposure +541,800,000.00 USD together." in headline


def test_what_fails_comes_first() -> None:
    """Before the largest change stands what is over a gate or is not valid."""
    gate = gate_of("net_exposure=+0")
    small_one = many(1)[0]._replace(
        file="over.yaml",
        breaches=(GateBreach("GAT001", str(gate), gate.metric, Decimal(1), Decimal(0)),),
    )
    finding = Finding("SCN005", Severity.ERROR, "the file holds nothing", "invalid.yaml", 1, 1)
    invalid = ReviewedFile("invalid.yaml", ReviewStatus.INVALID, problems=(finding,))
    text = comment([*many(40), small_one, invalid])
    rows = [line.split("|")[1].strip() for line in text.splitlines() if line.startswith("| ")][2:]
    assert set(rows[:2]) == {"over.yaml", "invalid.yaml"}
    assert "2 of 42 fail." in text.splitlines()[0]


def test_nothing_changes() -> None:
    """Where nothing changes the comment says so, and draws no table."""
    text = comment([reviewed(small(), small())])
    assert text.startswith("**Nothing changes in money.** against main\n")
    assert "|" not in text
    assert "1 more unchanged in money." in text
    assert comment([]).startswith("**Nothing changes in money.**")


def test_names_are_text() -> None:
    """A name mentions nobody, refers to no issue, links nowhere, and breaks no table and no tag."""
    file = f"{NASTY}.yaml"
    yaml = small("{days}", f"'{NASTY}'").replace("{days}", "3")
    old, new = (load_of(yaml.replace("duration_days: 3", f"duration_days: {days}")) for days in "34")
    gates = [gate_of("net_exposure=+0")]
    reviewer = Reviewer(TODAY, gates, NONE)
    found = [reviewer.compare(old, new, file, file), *many(1)]
    for text in (comment(found[:1], NASTY, NASTY), comment(found, NASTY, NASTY)):
        shown = page(text)
        tags = re.findall(r"<[!/]?[a-z!-][^>]*>", shown)
        plain = {"table", "thead", "tbody", "tr", "th", "td", "p", "strong", "ul", "li", "br"}
        for tag in tags:
            assert TAG.search(tag) or tag.strip("</>").split()[0] in {*plain, "details", "summary"}
        assert set(TAG.findall(shown)) >= {"</details>"}
        assert (
            shown.count("<details>")
            == shown.count("</details>")
            == len(re.findall("<summary>", shown))
        )
        seen = html.unescape(re.sub(r"<!--.*?-->|<[^>]*>", "", shown))
        assert "everyone" in seen
        assert re.findall(r"@[\w-]+", seen) == []
        assert re.findall(r"#\d+", seen) == []
        assert re.findall(r"(?:https?|ftp)://|www\.", seen) == []
        rows = [line for line in text.splitlines() if line.startswith("| ")]
        assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {6}


def test_a_summary_shows_a_name_as_it_is() -> None:
    """Inside HTML no Markdown is read, so no backslash of Markdown stands there."""
    found = many(1, "my_case*[{}].yaml")
    assert "<summary>my_case*[0].yaml</summary>" in comment(found)


def test_a_long_name_leaves_the_comment_whole() -> None:
    """A name of 100,000 characters costs the comment neither its marker nor its headline."""
    long = "n" * 100_000
    old, new = (load_of(small(days, long)) for days in "34")
    found = Reviewer(TODAY, policies=NONE).compare(old, new, "case.yaml", "case.yaml")
    text = comment([found], tag="all")
    first, second = text.splitlines()[:2]
    assert first == "<!-- omsrisk:all -->"
    assert "net exposure +12,000.00 USD (+33.33 %)." in second
    assert len(text.encode()) < 5000


TAGS = [  # tag, marker, why the row is there
    ("retailer", "<!-- omsrisk:retailer -->", "a word"),
    ("eu/retail_2.x", "<!-- omsrisk:eu/retail_2.x -->", "a path"),
    ("eu-retail", "<!-- omsrisk:eu-retail -->", "a hyphen"),
]
HOSTILE_TAGS = [
    "--> <script>",
    "-->",
    "a--b",
    "--!>",
    "->",
    ">",
    "<!--",
    "a\n\n<b>",
    "-",
    "x" * 9999,
    "é",
]


@pytest.mark.parametrize("case", TAGS, ids=lambda case: case[-1])
def test_tag(case: tuple[str, str, str]) -> None:
    """A marker stands first, as it was asked for, so that the comment can be found again."""
    assert comment(many(1), tag=case[0]).splitlines()[0] == case[1]
    assert "<!--" not in comment(many(1))


@pytest.mark.parametrize("tag", HOSTILE_TAGS, ids=ascii)
def test_a_tag_cannot_end_its_comment(tag: str) -> None:
    """Whatever it holds, the marker is one whole comment on a line, and nothing leaves it."""
    first, second, *_ = comment(many(1), tag=tag).splitlines()
    body = re.fullmatch(r"<!-- omsrisk:([\w ./-]{0,80}) -->", first, re.ASCII)
    assert body is not None
    assert "--" not in body[1]
    assert not body[1].endswith("-")
    assert second.startswith("**")
