"""The policy: where it is looked for, what it may say, and what is told where it is wrong."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from omsrisk import CannotReadError, UsageError, assess, load
from omsrisk.checks.check import check
from omsrisk.checks.policy.discovery import NAME, Policies
from omsrisk.checks.policy.limit_settings import limits_of, tightened
from omsrisk.checks.policy.policy import FolderRules, Policy, is_excluded, is_known
from omsrisk.checks.policy.policy_file import read_policy
from omsrisk.checks.rules import BY_CODE
from omsrisk.scenario.documents.findings import Finding, InvalidScenarioError, Severity
from omsrisk.scenario.schema.limits import Limit
from tests.support.rule_texts import MODEL_CITIZEN

KNOWN = tuple(BY_CODE)


def written(folder: Path, text: str, name: str = NAME) -> str:
    """Write a policy, and give its name."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return str(file)


def wrong_with(folder: Path, text: str | bytes) -> list[Finding]:
    """List what is wrong with a policy."""
    file = folder / NAME
    file.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    with pytest.raises(InvalidScenarioError) as raised:
        read_policy(str(file), KNOWN)
    assert all(one.file == str(file) for one in raised.value.findings)
    return list(raised.value.findings)


WRONG = [  # text, places (line, column) and codes, a word of the first message, why the row is there
    ("selct: [GOV]\n", [(1, 1, "SCN102")], "unknown key `selct`", "a key that is misspelt"),
    ("limits: {}\nlimits: {}\n", [(2, 1, "SCN009")], "stands twice", "a key that stands twice"),
    ("select: [GOV, XYZ1]\n", [(1, 15, "SCN108")], "no rule `XYZ1`", "an unknown rule, in a list"),
    ("ignore: EXP0022\n", [(1, 9, "SCN108")], "no rule `EXP0022`", "an unknown rule, alone"),
    (
        "severities:\n  GOV006: error\n  GOVX: error\n",
        [(3, 3, "SCN108")],
        "no rule `GOVX`",
        "an unknown rule, as a key",
    ),
    ("severities: {GOV: eror}\n", [(1, 19, "SCN108")], "`eror` must be one of", "an unknown word"),
    ("severities: error\n", [(1, 13, "SCN107")], "expected a map", "no map of severities"),
    ("severities: {GOV: [error]}\n", [(1, 19, "SCN107")], "expected text", "a list for a word"),
    ("limits: 5\n", [(1, 9, "SCN107")], "expected a map", "no map of limits"),
    ("limits: {exposure: 5k}\n", [(1, 20, "SCN105")], "found `5k`", "no amount"),
    ("limits: {exposure: -1}\n", [(1, 20, "SCN105")], "negative", "a negative amount"),
    ("limits: {exposure: 1e40}\n", [(1, 20, "SCN105")], "too large", "a huge amount"),
    (
        "limits:\n  exposure: {value: 1, levl: error}\n",
        [(2, 24, "SCN102")],
        "unknown key `levl`",
        "a key of a limit",
    ),
    ("folders: {a: b}\n", [(1, 10, "SCN107")], "expected a list", "no list of folders"),
    ("folders: [7]\n", [(1, 11, "SCN107")], "expected a map", "a folder that is none"),
    (
        "folders:\n  - {folder: a, limits: {exposure: x}}\n",
        [(2, 36, "SCN105")],
        "`x`",
        "a limit of a folder",
    ),
    (
        "folders:\n  - {limits: {exposure: 5}}\n",
        [(2, 5, "SCN103")],
        "`folder` is missing",
        "limits of no folder",
    ),
    ("exclude: {a: b}\n", [(1, 10, "SCN107")], "expected text", "no list of patterns"),
    (
        "waivers: maybe\n",
        [(1, 10, "SCN108")],
        "must be one of: allowed, forbidden",
        "an unknown word",
    ),
    ("waivers: [forbidden]\n", [(1, 10, "SCN107")], "expected text", "a list for a word"),
    ("select:\n", [(1, 1, "SCN104")], "has no value", "a key without a value"),
    ("- a\n", [(1, 1, "SCN101")], "expected a map of keys", "a list"),
    ("just text\n", [(1, 1, "SCN101")], "expected a map of keys", "a text"),
    ("", [(1, 1, "SCN005")], "holds nothing", "an empty file"),
    (b"select: [\xff]\n", [(1, 10, "SCN001")], "not UTF-8", "bytes that are no text"),
    ("select: !!python/name:os.system x\n", [(1, 9, "SCN007")], "tag", "a tag"),
    (
        "select: [GOV]\n---\nselect: [LIM]\n",
        [(2, 1, "SCN008")],
        "second document",
        "a second document",
    ),
    ("a: &a [*a]\n", [(1, 8, "SCN006")], "holds itself", "a structure that holds itself"),
    ("select: [GOV\n", [(1, 9, "SCN004")], "not YAML", "no YAML"),
    ("select: GOV\x00\n", [(1, 12, "SCN003")], "", "a control character"),
    ("7: x\n", [(1, 1, "SCN007")], "is not text", "a key that is no text"),
    ("<<: {select: [GOV]}\n", [(1, 1, "SCN007")], "", "a merge key"),
    (
        "selct: a\nwaivers: b\nlimits: c\n",
        [(1, 1, "SCN102"), (2, 10, "SCN108"), (3, 9, "SCN107")],
        "unknown key",
        "all at once",
    ),
]


@pytest.mark.parametrize("row", WRONG, ids=lambda row: row[-1])
def test_what_is_wrong_is_told_at_its_place(
    row: tuple[str | bytes, list[tuple[int, int, str]], str, str], tmp_path: Path
) -> None:
    """Every problem of a policy is a finding that points into it, all in one go."""
    text, places, message, _ = row
    found = wrong_with(tmp_path, text)
    assert message in found[0].message
    assert [(one.line, one.column, one.code) for one in found] == places


MEANT = [  # text, what was meant
    ("selct: [GOV]\n", "did you mean `select`?"),
    ("waiver: forbidden\n", "did you mean `waivers`?"),
    ("severities: {GOV: eror}\n", "did you mean `error`?"),
    ("select: [GOV006, GVO006]\n", "did you mean `GOV006`?"),
    ("severities: {LIM01: error}\n", "did you mean `LIM001`?"),
    ("limits: {exposure: {valeu: 1}}\n", "did you mean `value`?"),
]


@pytest.mark.parametrize("row", MEANT, ids=lambda row: row[-1])
def test_did_you_mean(row: tuple[str, str], tmp_path: Path) -> None:
    """A word that is nearly one that is known comes with that one."""
    text, hint = row
    assert hint in [one.hint for one in wrong_with(tmp_path, text)]


def test_a_policy_that_cannot_be_read(tmp_path: Path) -> None:
    """Bytes that cannot be fetched are no finding."""
    for name in (tmp_path / "nowhere.yaml", tmp_path):
        with pytest.raises(CannotReadError):
            read_policy(str(name), KNOWN)


def test_all_keys(tmp_path: Path) -> None:
    """Every key is read, codes in any case."""
    text = (
        "select: [gov, LIM001]\nignore: exp002\nseverities: {gov016: error, PLN: off}\n"
        "limits:\n  net_exposure: 5\n  chance_of_stopping_early: {value: 10%, level: warning, "
        "allow_not_assessed: [stopping]}\n"
        "folders:\n  - folder: cases/*\n    limits: {exposure: 7}\n"
        "exclude: [old, '*.draft.yaml']\nwaivers: forbidden\nx-note: anything\n"
    )
    file = written(tmp_path, text)
    policy = read_policy(file, KNOWN)
    assert policy == Policy(
        file=file,
        root=str(tmp_path),
        select=("GOV", "LIM001"),
        ignore=("EXP002",),
        severities={"GOV016": "error", "PLN": "off"},
        limits=(
            Limit("net_exposure", Decimal(5), origin=file),
            Limit("chance_of_stopping_early", Decimal("0.1"), "warning", ("stopping",), file),
        ),
        folders=(FolderRules("cases/*", (Limit("exposure", Decimal(7), origin=file),)),),
        exclude=("old", "*.draft.yaml"),
        waivers_allowed=False,
    )


def policies(*, named: str | None = None, wanted: bool = True) -> Policies:
    """Look for policies."""
    return Policies(named, KNOWN, wanted=wanted)


def test_policies_add_up(tmp_path: Path) -> None:
    """From the folder of the file upwards each policy holds: one below another only tightens it."""
    written(tmp_path, "limits: {exposure: 1}\nwaivers: forbidden\n")
    written(tmp_path / "a" / "b", "limits: {exposure: 2}\n")
    (tmp_path / "a" / "b" / "c").mkdir()
    found = policies()
    amounts = {
        name: [
            one.maximum
            for case in [str(tmp_path / name / "case.yaml")]
            for one in found.of(case).limits_for(case)
        ]
        for name in ("", "a", "a/b", "a/b/c", "elsewhere")
    }
    assert amounts == {"": [1], "a": [1], "a/b": [2, 1], "a/b/c": [2, 1], "elsewhere": [1]}
    assert not found.of(str(tmp_path / "a" / "b" / "x.yaml")).allows_waivers


@pytest.mark.parametrize("mark", ["folder", "file"])
def test_the_work_tree_is_the_end(mark: str, tmp_path: Path) -> None:
    """Above the root of the work tree nothing is looked for; on the root it is."""
    written(tmp_path, "limits: {exposure: 1}\n")
    root = tmp_path / "repository"
    (root / "cases").mkdir(parents=True)
    if mark == "folder":
        (root / ".git").mkdir()
    else:
        (root / ".git").write_text("gitdir: elsewhere\n", encoding="utf-8")  # a work tree beside
    assert policies().of(str(root / "cases" / "case.yaml")) == Policy()
    written(root, "limits: {exposure: 2}\n")
    assert policies().of(str(root / "cases" / "case.yaml")).limits[0].maximum == 2


def test_standard_input_has_the_policy_of_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is piped in lies where the command runs."""
    written(tmp_path, "limits: {exposure: 1}\n")
    (tmp_path / "below").mkdir()
    monkeypatch.chdir(tmp_path / "below")
    assert policies().of("-").file == f"../{NAME}"
    assert policies().of("case.yaml") == policies().of("-")


def test_a_policy_that_is_named_is_for_all(tmp_path: Path) -> None:
    """`--policy` takes the place of every other one; `--no-policy` of all."""
    written(tmp_path, "limits: {exposure: 1}\n")
    other = written(tmp_path / "other", "limits: {exposure: 2}\n", "strict.yaml")
    assert policies(named=other).of(str(tmp_path / "case.yaml")).limits[0].maximum == 2
    assert policies(wanted=False).of(str(tmp_path / "case.yaml")) == Policy()


FOLDERS = [  # pattern, files it is for, files it is not for, why the row is there
    (
        "cases",
        ["cases/a.yaml", "cases/b/a.yaml"],
        ["a.yaml", "mycases/a.yaml", "x/cases/a.yaml"],
        "one",
    ),
    ("cases/", ["cases/a.yaml", "cases/b/a.yaml"], ["a.yaml"], "with a slash"),
    ("./cases", ["cases/a.yaml", "cases/b/a.yaml"], ["a.yaml"], "with a dot before it"),
    ("cases/b", ["cases/b/a.yaml", "cases/b/c/a.yaml"], ["cases/a.yaml"], "two levels"),
    ("cases/*", ["cases/b/a.yaml"], ["cases/a.yaml", "a.yaml"], "any below"),
    ("*", ["cases/a.yaml", "cases/b/a.yaml"], [], "any"),
    (".", ["a.yaml", "cases/a.yaml", "cases/b/a.yaml"], [], "that of the policy, with all below"),
    ("[ab]x", ["ax/a.yaml", "bx/a.yaml"], ["cx/a.yaml"], "a set of letters"),
    ("Cases", [], ["cases/a.yaml"], "case counts"),
    ("cases/a.yaml", [], ["cases/a.yaml"], "a file is no folder"),
]


@pytest.mark.parametrize("row", FOLDERS, ids=lambda row: row[-1])
def test_limits_by_folder(row: tuple[str, list[str], list[str], str], tmp_path: Path) -> None:
    """A folder's limits hold for the files in it and below, beside those for all."""
    pattern, inside, outside, _ = row
    text = (
        f"limits: {{exposure: 1}}\nfolders:\n  - {{folder: '{pattern}', limits: {{exposure: 2}}}}\n"
    )
    policy = read_policy(written(tmp_path, text), KNOWN)
    found = {
        name: [one.maximum for one in policy.limits_for(str(tmp_path / name))]
        for name in (*inside, *outside)
    }
    assert found == {**{name: [1, 2] for name in inside}, **{name: [1] for name in outside}}


EXCLUDED = [  # pattern, names it fits, names it does not fit, why the row is there
    ("old", ["old/a.yaml", "old/b/a.yaml", "old"], ["older/a.yaml", "a.yaml"], "a folder"),
    ("old/", ["old/a.yaml"], ["older/a.yaml"], "a folder with a slash"),
    ("./old", ["old/a.yaml"], ["a.yaml"], "a folder with a dot before it"),
    ("old/*", ["old/a.yaml", "old/b/a.yaml"], ["a.yaml"], "what is in a folder"),
    ("*/old", ["x/old/a.yaml"], ["old/a.yaml"], "a folder below another one"),
    ("a.yaml", ["a.yaml", "x/a.yaml"], ["b.yaml", "x/ba.yaml"], "a name, anywhere"),
    ("x/a.yaml", ["x/a.yaml"], ["a.yaml", "y/x/a.yaml"], "a path"),
    ("*.draft.yaml", ["a.draft.yaml", "x/a.draft.yaml"], ["a.yaml"], "the end of a name"),
    ("[", [], ["a.yaml"], "no pattern"),
    ("", [], ["a.yaml", "x/a.yaml"], "an empty text fits nothing"),
]


@pytest.mark.parametrize("row", EXCLUDED, ids=lambda row: row[-1])
def test_excluded(row: tuple[str, list[str], list[str], str]) -> None:
    """A pattern fits a path, a name, or a folder above it."""
    pattern, inside, outside, _ = row
    fitting = {name for name in (*inside, *outside) if is_excluded(name, [pattern])}
    assert fitting == set(inside)


def test_a_policy_excludes_by_where_it_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its patterns are relative to the policy, from whichever folder the command runs."""
    file = written(tmp_path, "exclude: old\n")
    (tmp_path / "x" / "old").mkdir(parents=True)
    for folder, old, new in (
        (".", "old/a.yaml", "x/old/a.yaml"),
        ("x", "../old/a.yaml", "old/a.yaml"),
    ):
        monkeypatch.chdir(tmp_path / folder)
        policy = read_policy(file, KNOWN)
        assert policy.excludes(old)
        assert not policy.excludes(new)


def test_is_known() -> None:
    """A code, or the beginning of one, in any case; nothing is the beginning of none."""
    assert all(is_known(code, KNOWN) for code in ("GOV006", "gov", "L", " lim001 "))
    assert not any(is_known(code, KNOWN) for code in ("", " ", "SCN102", "GOV0061", "*", "OV"))


GOOD_LIMITS = [  # text, metric, amount
    ("net_exposure=500000", "net_exposure", "500000"),
    ("net_exposure=0", "net_exposure", "0"),
    ("net_exposure=0.01", "net_exposure", "0.01"),
    ("phases.pilot.delay=5", "phases.pilot.delay", "5"),
    ("chance_of_stopping_early=10%", "chance_of_stopping_early", "0.1"),
    ("chance_of_stopping_early=0.1", "chance_of_stopping_early", "0.1"),
]


@pytest.mark.parametrize("row", GOOD_LIMITS, ids=lambda row: row[0])
def test_limits_of_the_command_line(row: tuple[str, str, str]) -> None:
    """A metric and the most it may come to."""
    text, metric, amount = row
    assert limits_of([text]) == (Limit(metric, Decimal(amount), origin="--max"),)


BAD_LIMITS = [
    *("", "=", "=5", " =5", "net_exposure", "net_exposure=", "net_exposure=x", "net_exposure=-1"),
    *("net_exposure=nan", "net_exposure=inf", "net_exposure=sNaN", "net_exposure=1,000"),
    *("net_exposure=1_000", "net_exposure=10%%", "net_exposure=٣٤", "net_exposure=1e400"),
    *("net_exposure=1e-9999999", "net_exposure=1e999999999", "net_exposure=10%"),
    *("chance_of_stopping_early=500", "chance_of_stopping_early=101%", "net_exposure=5=6"),
    "net_exposure=" + "9" * 1000,
]


@pytest.mark.parametrize("text", BAD_LIMITS, ids=lambda text: repr(text)[:30])
def test_what_is_no_limit(text: str) -> None:
    """Whatever is no metric with an amount of its kind is refused, with how to write it."""
    with pytest.raises(UsageError) as raised:
        limits_of([text])
    assert "--max" in str(raised.value)
    assert raised.value.hint


def test_tightened_keeps_the_strictest() -> None:
    """One limit for each metric where they differ in the amount alone."""
    high, low = (Limit("exposure", Decimal(one), origin="p") for one in (2, 1))
    other = Limit("delay", Decimal(9))
    own = Limit("exposure", Decimal(3))
    assert tightened([own, other], [high, low]) == (other, low)
    assert tightened([own], []) == (own,)
    assert tightened([], [low, low, high]) == (low,)


HOSTILE = [
    "[red]x[/red]",
    "x\\n::error file=a::forged",
    "\\u202eoops",
    "x" * 1000,
    "{0} {name} %s",
    "</script><b>",
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:8])
def test_hostile_texts(text: str, tmp_path: Path) -> None:
    """Text of a policy is data: told, cut where it is long, never acted on."""
    for template in (
        'select: ["{}"]\n',
        'severities: {{GOV: "{}"}}\n',
        '"{}": 1\n',
        'waivers: "{}"\n',
        'severities: {{"{}": error}}\n',
        'limits: {{exposure: "{}"}}\n',
    ):
        found = wrong_with(tmp_path, template.format(text))
        assert len(found) == 1
        assert "\n" not in found[0].message
        assert "\u202e" not in found[0].message


def test_a_hostile_metric_is_a_limit_that_cannot_be_judged(tmp_path: Path) -> None:
    """A metric that there is not is red, and its name comes out visible, on one line."""
    file = written(tmp_path, 'limits: {"x\\n::error::\\u202e": 5}\n')
    (tmp_path / "case.yaml").write_bytes(MODEL_CITIZEN.read_bytes())
    policy = read_policy(file, KNOWN)
    today = date(2026, 12, 1)
    found = check(assess(load(tmp_path / "case.yaml")), today=today, policy=policy).findings
    told = [one for one in found if one.code == "LIM002"]
    assert [one.severity for one in told] == [Severity.ERROR]
    assert "\n" not in told[0].message
    assert "\u202e" not in told[0].message
