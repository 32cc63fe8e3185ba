"""Values put into the text of a file: what changes, and that nothing else does."""

import difflib
from pathlib import Path

import pytest

from omsrisk.analysis.assess import assess
from omsrisk.errors import UsageError
from omsrisk.scenario.documents.nodes import Map
from omsrisk.scenario.documents.places import exact_node_at, location_of, node_at
from omsrisk.scenario.load import Loader, load
from omsrisk.scenario.schema.paths import known_inputs
from omsrisk.scenario.splicing.rewriting import Rewriting, rewriting, usage_of
from omsrisk.text import slug_of
from tests.support.paths import SCENARIOS

HEAD = """\
omsrisk: 1
name: A shop
currency: USD
orders:
  daily_volume: 1000
  average_value: 100
"""
WHOLE = f"""\
{HEAD}delay:
  duration_days: 3
  cancellation_sensitivity: 12%
"""


def put(text: str, **values: str) -> Rewriting:
    """Put values into a file of its own; `__` stands for the dots of a path."""
    named = {path.replace("__", "."): value for path, value in values.items()}
    return rewriting(Loader(), "case.yaml", text.encode("utf-8"), named)


def changed(text: str, **values: str) -> str:
    """Put values in that nothing speaks against, and give the text."""
    done = put(text, **values)
    assert not done.refused, done.refused
    assert not done.faults, done.faults
    return done.after


def lines_that_differ(before: str, after: str) -> tuple[list[str], list[str]]:
    """Give the lines that went, and those that came."""
    found = [*difflib.ndiff(before.split("\n"), after.split("\n"))]
    return (
        [one[2:] for one in found if one.startswith("- ")],
        [one[2:] for one in found if one.startswith("+ ")],
    )


DAYS = [  # the delay as it stands, and with 12 days; why
    ("  duration_days: 3", "  duration_days: 12", "a plain number"),
    ("  duration_days:    3", "  duration_days:    12", "the spaces before it stay"),
    ("  duration_days: 3     # days", "  duration_days: 12    # days", "a comment keeps its column"),
    ("  duration_days: 3 # days", "  duration_days: 12 # days", "one that follows at once follows"),
    ("  duration_days: {value: 3, source: x}",
     "  duration_days: {value: 12, source: x}", "in braces"),
    ("  duration_days: {low: 2, likely: 3, high: 9}",
     "  duration_days: {value: 12}", "no range any more"),
    ("  duration_days: {low: 2, likely: 3, high: 9, source: x}",
     "  duration_days: {value: 12, source: x}", "its source stays"),
    ("  duration_days:\n    value: 3   # days\n    source: x",
     "  duration_days:\n    value: 12  # days\n    source: x", "a map with what is said of it"),
    ("  duration_days:\n    low: 2\n    likely: 3\n    high: 9\n    source: x",
     "  duration_days:\n    value: 12\n    source: x", "a range in lines"),
    ('  "duration_days": 3', '  "duration_days": 12', "a key in quotes"),
    ("  ? duration_days\n  : 3", "  ? duration_days\n  : 12", "a key with a question mark"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new"), [one[:2] for one in DAYS], ids=[one[2] for one in DAYS])
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["plain", "with a mark"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_a_value_is_put_where_the_old_one_stood(old: str, new: str, mark: str, ends: str) -> None:
    """In its style, with everything around it kept: line ends, a byte order mark, comments."""
    before = mark + WHOLE.replace("  duration_days: 3", old).replace("\n", ends)
    after = mark + WHOLE.replace("  duration_days: 3", new).replace("\n", ends)
    assert changed(before, delay__duration_days="12") == after


SHARES = [  # as it stands, what is asked, what is written; why
    ("12%", "0.175", "17.5%", "a percentage stays one"),
    ("12 %", "0.175", "17.5 %", "and keeps its space"),
    ("0.12", "17.5%", "0.175", "a fraction stays one"),
    ("12%", "20%", "20%", "alike already"),
    ("0.12", "0.2", "0.2", "alike already, as a fraction"),
    ("12%", "0", "0%", "nothing"),
    ("12%", "1", "100%", "all"),
]


@pytest.mark.parametrize(
    ("old", "asked", "new"), [one[:3] for one in SHARES], ids=[one[3] for one in SHARES]
)
def test_a_share_is_written_as_the_one_before(old: str, asked: str, new: str) -> None:
    """Whoever reads the file sees one way of writing, and the difference at once."""
    before = WHOLE.replace("12%", old)
    after = changed(before, delay__cancellation_sensitivity=asked)
    assert after == WHOLE.replace("12%", new)


PARTS = [  # the delay as it stands, what is put in, and what it becomes; why
    ("  duration_days: 3      # why", {"source": "the ledger"},
     "  duration_days:        # why\n    value: 3\n    source: the ledger", "a source for a number"),
    ("  duration_days: 3", {"source": "2025: a, b"},
     '  duration_days:\n    value: 3\n    source: "2025: a, b"', "a source that needs quotes"),
    ("  duration_days: {value: 3}", {"source": "a, b"},
     '  duration_days: {value: 3, source: "a, b"}', "a comma in braces"),
    ("  duration_days:\n    value: 3\n    note: odd", {"source": "x", "as_of": "2026-11-02"},
     "  duration_days:\n    value: 3\n    source: x\n    note: odd\n    as_of: 2026-11-02",
     "each where the template has it"),
    ("  duration_days: 3", {"low": "2", "high": "9"},
     "  duration_days:\n    low: 2\n    likely: 3\n    high: 9", "a number becomes the likely one"),
    ("  duration_days:\n    value: 3\n    source: x", {"low": "2", "high": "9"},
     "  duration_days:\n    low: 2\n    likely: 3\n    high: 9\n    source: x",
     "and keeps its source"),
    ("  duration_days: {low: 2, likely: 3, high: 9}", {"high": "14"},
     "  duration_days: {low: 2, likely: 3, high: 14}", "one end alone"),
    ("  duration_days: 3", {"p5": "2", "p95": "9"},
     "  duration_days:\n    p5: 2\n    p95: 9", "an interval takes the place of a number"),
    ("  duration_days: 3", {"": "{low: 2, likely: 4, high: 9}"},
     "  duration_days:\n    low: 2\n    likely: 4\n    high: 9", "a whole range"),
    ("  duration_days:\n    value: 3\n    owner: 'Ada'", {"owner": "Bob O'Hara"},
     "  duration_days:\n    value: 3\n    owner: 'Bob O''Hara'", "in the quotes that it had"),
    ("  duration_days:\n    value: 3\n    source: >-\n      in two\n      lines\n    owner: Ada",
     {"source": "short"},
     "  duration_days:\n    value: 3\n    source: short\n    owner: Ada", "a folded text"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "parts", "new"), [one[:3] for one in PARTS], ids=[one[3] for one in PARTS]
)
def test_what_is_said_of_a_value_is_put_beside_it(old: str, parts: dict[str, str], new: str) -> None:
    """A source, an owner, the ends of a range: in the file's own style, and its own indentation."""
    values = {f"delay__duration_days__{part}".removesuffix("__"): one for part, one in parts.items()}
    after = changed(WHOLE.replace("  duration_days: 3", old), **values)
    assert after == WHOLE.replace("  duration_days: 3", new)


def test_a_new_key_stands_where_the_template_has_it() -> None:
    """Between its neighbours, behind the comments that are theirs, and spaced as they are."""
    text = """\
# a shop
omsrisk: 1
currency: USD

orders:
  average_value: 100
    # of all channels

# the delay
delay:
    duration_days: 3
    cancellation_sensitivity: 12%
"""
    values = {
        "orders__daily_volume": "1000",
        "orders__contribution_margin": "35%",
        "hidden_costs__brand_damage": "500",
        "likelihood": "40%",
    }
    assert changed(text, **values) == (
        """\
# a shop
omsrisk: 1
currency: USD
likelihood: 40%

orders:
  daily_volume: 1000
  average_value: 100
    # of all channels
  contribution_margin: 35%

# the delay
delay:
    duration_days: 3
    cancellation_sensitivity: 12%

hidden_costs:
  brand_damage: 500
"""
    )


def test_a_key_of_an_element_goes_by_its_name() -> None:
    """Phases and cost items are found by name; a key that an element lacks comes behind its name."""
    text = WHOLE + (
        "programme:\n  items:\n    - item: Own team\n      amount: 5\n"
        "phases:\n- name: Pilot\n  share_of_orders: 40%\n- {name: Rest, share_of_orders: 60%}\n"
    )
    values = {
        "programme__items__Own team__owner": "Ada",
        "phases__pilot__delay__duration_days": "2",
        "phases__rest__likelihood": "20%",
    }
    assert changed(text, **values) == WHOLE + (
        "programme:\n  items:\n    - item: Own team\n      amount: 5\n      owner: Ada\n"
        "phases:\n- name: Pilot\n  share_of_orders: 40%\n  delay:\n    duration_days: 2\n"
        "- {name: Rest, share_of_orders: 60%, likelihood: 20%}\n"
    )


def test_a_section_may_stand_empty() -> None:
    """A key whose values are still to come takes them, as braces without anything in them do."""
    for empty in ("hidden_costs:   # none yet\n", "hidden_costs: {}\n"):
        after = changed(WHOLE + empty, hidden_costs__brand_damage="500")
        assert rewriting_is_read(after) == "500"


def rewriting_is_read(text: str) -> str:
    """Give the brand damage of a file as it is written."""
    root = Loader().merged("case.yaml", text.encode("utf-8"))
    node = exact_node_at(root, location_of(root, "hidden_costs.brand_damage"))
    return getattr(node, "text", "")


def test_a_file_without_a_last_line_break_stays_without() -> None:
    """What comes behind its last line begins a line of its own."""
    text = WHOLE.removesuffix("\n")
    assert changed(text, likelihood="40%").endswith("12%")
    assert changed(text, hidden_costs__brand_damage="5").endswith(
        "12%\nhidden_costs:\n  brand_damage: 5"
    )


def test_an_anchor_that_nobody_else_uses_is_kept() -> None:
    """It stays before the new value; and an alias gets a value of its own."""
    text = WHOLE.replace("duration_days: 3", "duration_days: &days 3")
    assert changed(text, delay__duration_days="5") == text.replace("&days 3", "&days 5")
    text = "x-shared: {days: &days 3}\n" + WHOLE.replace("duration_days: 3", "duration_days: *days")
    assert changed(text, delay__duration_days="5") == text.replace(": *days", ": 5")


def test_a_value_that_an_anchor_shares_is_refused() -> None:
    """Another value would change with it, which nobody asked for."""
    text = WHOLE.replace("daily_volume: 1000", "daily_volume: &n 1000").replace(
        "average_value: 100", "average_value: *n"
    )
    done = put(text, orders__daily_volume="5")
    assert "an anchor shares it" in done.refused["orders.daily_volume"].message
    assert usage_of(done, {"orders.daily_volume": "5"}) is not None


REFUSED = [  # path, value, what is said
    ("delay.duration_day", "3", "unknown input path"),
    ("delay.duration_days", "-3", "`-3` is negative"),
    ("delay.duration_days", "three", "expected a number of days"),
    ("delay.cancellation_sensitivity", "12", "is more than 1, the whole"),
    ("delay.duration_days.low", "2", "`high` is missing"),
    ("delay.duration_days.as_of", "soon", "expected a day"),
    ("programme.items.nobody.amount", "5", "not a list in this scenario"),
    ("hidden_costs.brand_damage.nobody.amount", "5", "not a list in this scenario"),
    ("training_deficit.hours", "5", "`training_deficit.cost_per_hour` is missing"),
]


@pytest.mark.parametrize(("path", "value", "said"), REFUSED)
def test_a_wrong_value_is_refused_with_its_path(path: str, value: str, said: str) -> None:
    """A file that was valid stays valid: what would break it is told, and nothing is written."""
    values = {path: value}
    done = rewriting(Loader(), "case.yaml", WHOLE.encode("utf-8"), values)
    error = usage_of(done, values)
    assert isinstance(error, UsageError)
    assert said in error.message


def test_a_file_that_is_not_finished_is_filled_in_step_by_step() -> None:
    """What was missing before may still be missing; a wrong value is refused all the same."""
    text = HEAD + "delay:\n  duration_days: 3\n"
    assert changed(text, orders__daily_volume="900").count("900") == 1
    assert changed(text, delay__cancellation_sensitivity="12%") == WHOLE
    assert put(text, orders__daily_volume="-1").faults


def write(folder: Path, **files: str) -> str:
    """Write a base and a file that extends it, and give the file's name."""
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return str(folder / "case.yaml")


BASED = "omsrisk: 1\nextends: base.yaml\nname: Mine\n"


def test_a_value_that_stands_in_a_base_is_refused_with_its_place(tmp_path: Path) -> None:
    """A base may have other files upon it; `override` puts the value into this one."""
    file = write(tmp_path, base=WHOLE, case=BASED)
    values = {"delay.duration_days": "9", "delay.duration_days.source": "asked Ada"}
    content = BASED.encode("utf-8")
    refused = rewriting(Loader(), file, content, {"delay.duration_days": "9"}).refused
    assert f"{tmp_path / 'base.yaml'}:8:18" in refused["delay.duration_days"].message
    assert "--override" in refused["delay.duration_days"].hint
    done = rewriting(Loader(), file, content, values, override=True)
    assert not done.refused
    assert done.after == (f"{BASED}delay:\n  duration_days:\n    value: 9\n    source: asked Ada\n")


def test_what_two_places_say_is_told_once() -> None:
    """A known number that two correlations name: one reason, and not the same twice."""
    name = "big-bang-uncertain.yaml"
    path = "stabilisation.productivity.dip"
    content = (SCENARIOS / name).read_bytes()
    values = {path: "10%"}
    done = rewriting(Loader(), str(SCENARIOS / name), content, values)
    wrong = usage_of(done, values)
    assert wrong is not None
    assert wrong.message.count("this would have no effect") == 1


def test_a_list_of_a_base_is_never_taken_over_in_part(tmp_path: Path) -> None:
    """A list is replaced as a whole: one item of it alone would be the whole list."""
    base = WHOLE + "programme:\n  items:\n    - {item: Team, amount: 5}\n"
    file = write(tmp_path, base=base, case=BASED)
    values = {"programme.items.team.amount": "6"}
    done = rewriting(Loader(), file, BASED.encode("utf-8"), values, override=True)
    assert "`programme.items` stands in a base" in done.refused[next(iter(values))].message


FILES = [one for one in sorted(SCENARIOS.rglob("*.yaml")) if not one.stem.startswith(".")]


def test_the_examples_are_there() -> None:
    """What the test below walks is found."""
    assert len(FILES) > 20


@pytest.mark.parametrize("file", FILES, ids=lambda one: one.stem)
def test_each_number_of_each_example_can_be_set(file: Path) -> None:
    """One line of the file changes, and it prices as with the value on the command line."""
    content = file.read_bytes()
    root = Loader().merged(str(file), content)
    tried = 0
    for path in paths_of(file):
        node = exact_node_at(root, location_of(root, path))
        part = next((one for one in ("value", "likely") if one in getattr(node, "keys", ())), "")
        text = getattr(node.entries[part] if isinstance(node, Map) and part else node, "text", None)
        if text is None or node is None or node.origin.name != str(file):
            continue
        likely = ".likely" if part == "likely" else ""
        value = "37%" if text.endswith("%") else "0.37" if text[:2] == "0." else "7"
        values = {path + likely: text if likely else value}
        done = rewriting(Loader(), str(file), content, values)
        if path.endswith("share_of_orders") and done.faults:
            continue  # the shares of the phases add up to the whole
        assert usage_of(done, values) is None, path
        went, came = lines_that_differ(done.before, done.after)
        assert len(went) == len(came) == (0 if likely or text == value else 1), path
        tried += 1
        if tried % 5 == 1 and not likely and not file.stem.startswith((".", "_")):
            one = Loader().load(str(file), done.after.encode("utf-8"))
            assert assess(one).totals == assess(load(file, values)).totals
    for path in ("name", "description"):
        if path in root.entries and root.entries[path].origin.name == str(file):
            done = rewriting(Loader(), str(file), content, {path: "Another: one"})
            went, came = lines_that_differ(done.before, done.after)
            assert came == [f'{path}: "Another: one"']
            assert went[0].startswith(f"{path}: ")
            tried += 1
    assert tried or file.stem == "_governance"


def paths_of(file: Path) -> list[str]:
    """List the inputs that a file can have by its own lists, those of the model besides."""
    root = Loader().merged(str(file), file.read_bytes())
    found = []
    for path in known_inputs():
        open_ = [path]
        while any("*" in one for one in open_):
            open_ = [named for one in open_ for named in with_names(root, one)]
        found += open_
    return found


def with_names(root: object, path: str) -> list[str]:
    """Put the names of a list's elements in the place of a path's first star."""
    if "*" not in path:
        return [path]
    head, _, rest = path.partition(".*")
    node = node_at(root, location_of(root, head))  # type: ignore[arg-type]
    elements = getattr(exact_node_at(root, location_of(root, head)), "items", None)  # type: ignore[arg-type]
    assert node is not None
    names = []
    for element in elements or []:
        entries = element.entries
        key = "item" if "item" in entries else "name" if "name" in entries else "area"
        names.append(f"{head}.{slug_of(entries[key].text)}{rest}")
    return names


PHASED = f"""\
{WHOLE}phases:
  - {{name: Pilot, share_of_orders: 20%}}
  - {{name: Rest, share_of_orders: 80%}}
"""


@pytest.mark.parametrize(
    ("stated", "new"),
    [
        ("", "\nlearning:\n  delay.duration_days: 40%\nphases:\n"),
        ("learning:\n", "learning:\n  delay.duration_days: 40%\n"),
        (
            "learning:\n  delay.duration_days: 50%  # kept\n",
            "learning:\n  delay.duration_days: 40%  # kept\n",
        ),
        ("learning: {delay.duration_days: 50%}\n", "learning: {delay.duration_days: 40%}\n"),
        (
            "learning:\n  delay.cancellation_sensitivity: 10%\n",
            "learning:\n  delay.cancellation_sensitivity: 10%\n  delay.duration_days: 40%\n",
        ),
    ],
    ids=["nowhere", "an empty section", "its own line", "in braces", "beside another"],
)
def test_a_rate_of_learning_goes_by_the_path_it_is_of(stated: str, new: str) -> None:
    """The keys of that section are whole paths, dots and all."""
    after = changed(f"{PHASED}{stated}", learning__delay__duration_days="40%")
    assert new in after
