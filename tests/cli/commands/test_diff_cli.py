"""`omsrisk diff` in real git repositories: what is shown, what it exits with, what it never runs."""

import csv
import io
import os
import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from tests.support.program import Program, small
from tests.support.work_tree import HIGHER, RATE, WorkTree, git

if shutil.which("git") is None:
    pytest.skip("git is not installed", allow_module_level=True)

GATE = ("--fail-if-over", "net_exposure=+1")
INPUT = "data_misalignment.data_inaccuracy_rate"


@pytest.fixture
def tree(tmp_path: Path) -> WorkTree:
    """Make a work tree whose `main` holds the retailer."""
    return WorkTree.made(tmp_path / "cases")


# What a change costs


def test_one_input(tree: WorkTree) -> None:
    """5 % to 6 % of wrong data since `main`: that input is named, +3,000.00, +0.48 %."""
    tree.dearer()
    run = tree.diff()
    assert (run.code, run.err) == (0, "")
    assert "Net exposure 625,800.00 -> 628,800.00: +3,000.00 (+0.48 %)." in run.out
    [line] = [one for one in run.out.splitlines() if one.startswith(INPUT)]
    assert line.split() == [INPUT, "5", "%", "6", "%", "+3,000.00"]


GATES = [  # gate, exit code, why the row is there
    ("net_exposure=+1000", 1, "an amount that is passed"),
    ("net_exposure=+3000", 0, "an amount that is just kept"),
    ("net_exposure=+1%", 0, "a part that is kept"),
    ("net_exposure=+0.4%", 1, "a part that is passed"),
    ("data_misalignment=+10%", 1, "a part of a line"),
    ("programme=+0%", 0, "what has not risen"),
]


@pytest.mark.parametrize("case", GATES, ids=lambda case: case[-1])
def test_gates(tree: WorkTree, case: tuple[str, int, str]) -> None:
    """A rise by more than a gate allows is 1, and is told."""
    setting, code, _ = case
    tree.dearer()
    run = tree.diff("--fail-if-over", setting)
    assert run.code == code
    assert ("FAILS" in run.out) == bool(code)


def test_gates_of_a_policy(tree: WorkTree) -> None:
    """`max_increase` in `.omsrisk.yaml` has the effect of the option."""
    tree.dearer()
    tree.write(".omsrisk.yaml", "max_increase: {net_exposure: 1000, programme: 0%}\n")
    held = tree.diff()
    assert held.code == 1
    asked = tree.diff("--fail-if-over", "net_exposure=+1000", "--no-policy")
    told = [line for line in held.out.splitlines() if "olicy" not in line]
    assert asked.code == held.code
    assert [line for line in told if line] == [line for line in asked.out.splitlines() if line]
    assert "main has no policy for these files: .omsrisk.yaml judges." in held.out
    tree.write(".omsrisk.yaml", "max_increase: {net_exposure: 1%, programme: 0%}\n")
    assert tree.diff().code == 0


def test_malformed_gates(tree: WorkTree) -> None:
    """A gate that is none is wrong usage, 2, even where no file has changed; in a policy found."""
    for gate in ("net_exposure=5k", "net_exposure", "net_exposur=+5%", "net_exposure=-5%"):
        run = tree.diff("--fail-if-over", gate)
        assert (run.code, run.out) == (2, "")
        assert gate.partition("=")[0] in run.err
    tree.dearer()
    tree.write(".omsrisk.yaml", "max_increase: {net_exposure: 5k}\n")
    run = tree.diff()
    assert (run.code, run.out) == (1, "")
    assert "error[SCN105]" in run.err
    assert " --> .omsrisk.yaml:1:" in run.err


BASES = [  # base, what the base in the middle is called or nothing, why the row is there
    ("_base.yaml", "", "a base"),
    ("_base.yaml", "_middle.yaml", "a base of a base"),
    ("shared/_base.yaml", "shared/_middle.yaml", "in a folder beside"),
    ("_base.yaml", ".shared/middle.yaml", "through a folder that is hidden"),
    ("base.txt", "", "that is not called YAML"),
    ("base größe.yaml", "", "with a space and umlauts"),
]


@pytest.mark.parametrize("case", BASES, ids=lambda case: case[-1])
def test_a_base_changes(tree: WorkTree, case: tuple[str, str, str]) -> None:
    """The scenario's change is shown though its file is as it was, with the base named."""
    base, middle, _ = case
    text = (tree.folder / "retailer.yaml").read_text(encoding="utf-8")
    tree.write(base, text.replace("omsrisk: 1\n", ""))
    if middle:
        target = os.path.relpath(base, Path(middle).parent)
        tree.write(middle, f"extends: {target}\n")
    tree.write("case.yaml", f"omsrisk: 1\nextends: {middle or base}\nname: Case\n")
    tree.write("other.yaml", f"{small()}# {base} is not what it rests on\nx-extends: 1\n")
    tree.branch()
    tree.dearer(base)
    run = tree.diff(*GATE)
    assert run.code == 1
    assert "Net exposure 625,800.00 -> 628,800.00: +3,000.00 (+0.48 %)." in run.out
    assert f"Through the base {base}." in run.out
    [file] = tree.diff("-f", "json").json["files"]
    assert file["file"] == "case.yaml"
    assert [(one["path"], one["written_in"]) for one in file["inputs"]] == [(INPUT, base)]


def test_a_base_named_with_an_escape(tree: WorkTree) -> None:
    """A base is found however its name is written in YAML."""
    tree.write("_büro.yaml", small().replace("omsrisk: 1\n", ""))
    tree.write("case.yaml", 'omsrisk: 1\nextends: "_b\\xfcro.yaml"\n')
    tree.branch()
    tree.replace("_büro.yaml", "duration_days: 3", "duration_days: 4")
    assert tree.diff(*GATE).code == 1


DELETED = [  # what is taken out of the retailer, what is told, why the row is there
    ("hidden_costs:", "hidden_costs", "a category"),
    ("  brand_damage:", "hidden_costs.brand_damage", "a part of a category"),
    ("  freeze:", "stabilisation.freeze", "a part of stabilisation"),
    ("programme:", "programme", "planned spending"),
]


def cut(text: str, key: str) -> str:
    """Take a key and what stands below it out of a file."""
    lines = text.splitlines(keepends=True)
    start = next(at for at, line in enumerate(lines) if line.startswith(key))
    depth = len(key) - len(key.lstrip())
    end = next(
        at
        for at, line in enumerate(lines[start + 1 :], start + 1)
        if line.strip() and len(line) - len(line.lstrip()) <= depth
    )
    return "".join(lines[:start] + lines[end:])


@pytest.mark.parametrize("case", DELETED, ids=lambda case: case[-1])
def test_no_longer_assessed(tree: WorkTree, case: tuple[str, str, str]) -> None:
    """What is deleted is no saving: told, not comparable, and any gate fails."""
    key, told, _ = case
    text = (tree.folder / "retailer.yaml").read_text(encoding="utf-8")
    text = cut(text, key).replace("  hidden_costs: invented for the example\n", "")
    tree.write("retailer.yaml", text.replace("  programme: invented for the example\n", ""))
    run = tree.diff()
    assert run.code == 0, run.err
    assert f"No longer assessed: {told}" in run.out
    assert "The totals are not comparable." in run.out
    assert "Net exposure" not in run.out
    gated = tree.diff("--fail-if-over", "delay=+100%", "-f", "json")
    assert gated.code == 1
    [file] = gated.json["files"]
    assert (file["comparable"], file["no_longer_assessed"][0]) == (False, told)
    assert {one["change"] for one in file["totals"].values()} == {None}
    assert [one["change"] for one in file["breaches"]] == [None]


def test_a_category_is_deleted(tree: WorkTree) -> None:
    """The headline of a comment says so first; no gate is wide enough, however many there are."""
    text = (tree.folder / "retailer.yaml").read_text(encoding="utf-8")
    text = cut(text, "hidden_costs:").replace("  hidden_costs: invented for the example\n", "")
    tree.write("retailer.yaml", text)
    wide = [f"{metric}=+99999999" for metric in ("net_exposure", "delay", "programme")]
    run = tree.diff(*(f"--fail-if-over={one}" for one in wide), "-f", "markdown")
    assert run.code == 1
    assert run.out.startswith("**1 of 1 fail. No longer assessed: hidden\\_costs. Findings: 1 new.**")
    assert run.out.count("FAILS") == 3


# What became of a file


def test_new_renamed_deleted_invalid(tree: WorkTree) -> None:
    """Each has a word and an exit code of its own; what has no baseline passes no gate."""
    for name in ("moved", "gone", "invalid-then", "invalid-now", "as-it-was"):
        tree.write(f"{name}.yaml", small(name))
    tree.write("invalid-then.yaml", "omsrisk: 1\ncurrency: usd\n")
    tree.write("compose.yaml", "services:\n  web: {image: x}\n")
    tree.write(".github/workflow.yaml", "on: push\n")
    tree.branch()
    tree.write("new.yaml", (tree.folder / "retailer.yaml").read_text(encoding="utf-8"))
    tree.git("mv", "moved.yaml", "folder-less name.yaml")
    tree.git("rm", "--quiet", "gone.yaml")
    tree.write("invalid-then.yaml", small("then"))
    tree.write("compose.yaml", "services:\n  web: {image: y}\n")
    tree.write(".github/workflow.yaml", "on: pull_request\n")
    tree.commit()
    assert tree.statuses() == {
        "folder-less name.yaml": "renamed",
        "gone.yaml": "deleted",
        "invalid-then.yaml": "invalid before",
        "new.yaml": "new",
    }
    plain, gated = tree.diff(), tree.diff(*GATE)
    assert (plain.code, gated.code) == (0, 1)
    assert "Renamed from moved.yaml, unchanged in money." in plain.out
    assert gated.out.count("FAILS") == 2
    assert "there is no baseline" in gated.out
    assert "FAILS a scenario may not vanish: it is gone: deleted." in gated.out
    assert tree.diff("new.yaml", "folder-less name.yaml", *GATE).code == 0
    tree.write("invalid-now.yaml", "omsrisk: 1\ncurrency: usd\n")
    run = tree.diff()
    assert run.code == 1
    assert "Not valid now" in run.out
    assert "error[" in run.err
    assert tree.diff("-f", "json").json["summary"] == {
        "files": 5,
        "invalid": 1,
        "violations": 0,
        "exit_code": 1,
    }


def test_not_yet_committed(tree: WorkTree) -> None:
    """The work tree counts as it stands: staged, not staged, or not known to git at all."""
    tree.write("staged.yaml", small())
    tree.git("add", "staged.yaml")
    tree.write("unknown.yaml", small())
    tree.write(".gitignore", "ignored.yaml\n")
    tree.write("ignored.yaml", small())
    (tree.folder / "retailer.yaml").unlink()
    assert tree.statuses() == {
        "retailer.yaml": "deleted",
        "staged.yaml": "new",
        "unknown.yaml": "new",
    }


def test_the_merge_base_and_the_ref_itself(tree: WorkTree) -> None:
    """What happened on `main` since is no change of the branch, unless `--exact` is asked for."""
    tree.branch()
    tree.dearer()
    tree.commit()
    tree.git("switch", "--quiet", "main")
    tree.replace("retailer.yaml", "inventory_loss: 25000", "inventory_loss: 26000")
    tree.write("later.yaml", small())
    tree.commit()
    tree.git("switch", "--quiet", "branch")
    assert "+3,000.00" in tree.diff().out
    exact = tree.diff("--exact")
    assert "+2,000.00" in exact.out
    assert tree.statuses("--exact") == {"retailer.yaml": "changed", "later.yaml": "deleted"}
    assert tree.statuses() == {"retailer.yaml": "changed"}


@pytest.mark.parametrize("against", ["main", "HEAD~1", "v1", "refs/heads/main", "main^{/as it}"])
def test_refs(tree: WorkTree, against: str) -> None:
    """Whatever git takes for a commit is a baseline, also with a detached HEAD."""
    tree.git("tag", "--annotate", "--message", "first", "v1")
    tree.branch()
    tree.dearer()
    tree.commit()
    tree.git("switch", "--quiet", "--detach")
    assert "+3,000.00" in tree.diff(against=against).out


# Where it runs


def test_names_and_places(tree: WorkTree) -> None:
    """Names of any kind, from below and from beside: shown as a path from where omsrisk runs."""
    names = ["with space.yaml", "größe/straße.yml", "-dash.yaml", "deep/er/case.YAML", "a:b*[c].yaml"]
    for name in names:
        tree.write(name, small())
    tree.branch()
    for name in names:
        tree.replace(name, "duration_days: 3", "duration_days: 4")
    assert tree.statuses() == dict.fromkeys(names, "changed")
    assert tree.statuses(below="deep") == {"er/case.YAML": "changed"}
    assert tree.statuses("..", below="größe") == {
        **{f"../{name}": "changed" for name in names if not name.startswith("größe")},
        "straße.yml": "changed",
    }
    assert tree.statuses("größe", "./-dash.yaml", "a:b*[c].yaml") == {
        "größe/straße.yml": "changed",
        "-dash.yaml": "changed",
        "a:b*[c].yaml": "changed",
    }
    [file] = tree.diff("-f", "json", "--", "-dash.yaml").json["files"]
    assert file["file"] == "-dash.yaml"


@pytest.mark.skipif(os.name != "posix", reason="such names and links are POSIX")
@pytest.mark.parametrize("name", ["a\nb.yaml", 'q"uote\\.yaml', "a\tb.yaml", "two  blanks .yaml"])
def test_names_that_git_writes_otherwise(tree: WorkTree, name: str) -> None:
    """A name that git quotes, or that looks like two lines, has its baseline, too."""
    tree.write(name, small())
    tree.branch()
    tree.replace(name, "duration_days: 3", "duration_days: 4")
    run = tree.diff(*GATE)
    assert run.code == 1
    assert "+12,000.00" in run.out


@pytest.mark.skipif(os.name != "posix", reason="such names are POSIX")
def test_a_name_that_is_no_utf8(tree: WorkTree) -> None:
    """Bytes that are no UTF-8 are a name as any other."""
    path = os.fsencode(tree.folder) + b"/caf\xe9.yaml"
    Path(os.fsdecode(path)).write_text(small(), encoding="utf-8")
    tree.branch()
    Path(os.fsdecode(path)).write_text(small().replace("days: 3", "days: 4"), encoding="utf-8")
    assert tree.diff(*GATE).code == 1


def test_a_worktree_of_git(tree: WorkTree, tmp_path: Path) -> None:
    """In a linked work tree, whose `.git` is a file, it is that tree that is looked at."""
    tree.git("worktree", "add", "--quiet", "-b", "linked", str(tmp_path / "linked tree"))
    linked = WorkTree(tmp_path / "linked tree")
    linked.dearer()
    assert "+3,000.00" in linked.diff().out
    assert "No scenario has changed." in tree.diff().out
    assert "+3,000.00" in tree.diff(str(linked.folder)).out, "the tree that the path lies in"


def test_as_a_hook_of_git(tree: WorkTree) -> None:
    """What git sets for its hooks does not change which tree is looked at."""
    tree.write("deep/case.yaml", small())
    tree.branch()
    tree.replace("deep/case.yaml", "duration_days: 3", "duration_days: 4")
    hooked = {
        "GIT_DIR": str(tree.folder / ".git"),
        "GIT_INDEX_FILE": ".git/none",
        "GIT_PREFIX": "deep/",
    }
    for arguments, below in (((), "."), ((), "deep"), (("deep",), ".")):
        run = tree.diff(*arguments, below=below, env=hooked)
        assert "+12,000.00" in run.out, (arguments, below, run.err)
        assert "Deleted" not in run.out


@pytest.mark.skipif(os.name != "posix", reason="links need rights elsewhere")
def test_through_a_link(tree: WorkTree, tmp_path: Path) -> None:
    """A link to the tree, or to a folder in it, is followed: nothing is looked at in vain."""
    tree.write("deep/case.yaml", small())
    tree.branch()
    tree.replace("deep/case.yaml", "duration_days: 3", "duration_days: 4")
    (tmp_path / "link").symlink_to(tree.folder)
    (tree.folder / "short").symlink_to("deep")
    assert tree.diff(str(tmp_path / "link"), *GATE).code == 1
    assert tree.diff("short", *GATE).code == 1
    assert tree.diff("short/case.yaml", *GATE).code == 1


def test_deleted_with_its_folder(tree: WorkTree) -> None:
    """A file that is gone with all its folders is still a file that was there."""
    tree.write("one/two/case.yaml", small())
    tree.branch()
    shutil.rmtree(tree.folder / "one")
    for path in ("one/two/case.yaml", "one/two", "one"):
        assert tree.statuses(path) == {"one/two/case.yaml": "deleted"}


# What did not run


def failures(tree: WorkTree, tmp_path: Path) -> dict[str, tuple[WorkTree, list[str], dict[str, str]]]:
    """List each way in which it cannot run: where, how it is called, and in which environment."""
    outside = WorkTree(tmp_path / "outside")
    outside.write("case.yaml", small())
    bare = WorkTree(tmp_path / "bare")
    git(tmp_path, "clone", "--quiet", "--bare", str(tree.folder), "bare")
    shallow = WorkTree(tmp_path / "shallow")
    tree.branch()
    tree.commit()
    git(tmp_path, "clone", "--quiet", "--depth=1", "--branch=branch", tree.folder.as_uri(), "shallow")
    tree.git("switch", "--quiet", "main")
    tree.commit()
    shallow.git("fetch", "--quiet", "--depth=1", "origin", "main:main")
    orphan = WorkTree.made(tmp_path / "orphan")
    orphan.git("switch", "--quiet", "--orphan", "other")
    orphan.commit()
    (tmp_path / "no git").mkdir()
    return {
        "unknown ref": (tree, ["nope"], {}),
        "an option for a ref": (tree, ["--output=x"], {}),
        "shallow": (shallow, ["main"], {}),
        "no history in common": (orphan, ["main"], {}),
        "no git": (tree, ["main"], {"PATH": str(tmp_path / "no git")}),
        "outside": (outside, ["main"], {"GIT_CEILING_DIRECTORIES": str(tmp_path)}),
        "bare": (bare, ["main"], {}),
        "not trusted": (tree, ["main"], {"GIT_TEST_ASSUME_DIFFERENT_OWNER": "1"}),
        "no such path": (tree, ["main", "typo.yaml"], {}),
        "a path elsewhere": (tree, ["main", ".", str(outside.folder)], {}),
    }


HELP = {  # what each of them says to do
    "shallow": "git fetch --unshallow",
    "no history in common": "--exact",
    "not trusted": "safe.directory",
    "no git": "install git",
}


def test_what_did_not_run(tree: WorkTree, tmp_path: Path) -> None:
    """Each is 2 with a sentence of its own, and in a machine format one document that says so."""
    told = {}
    for name, (where, arguments, env) in failures(tree, tmp_path).items():
        call = ["diff", f"--against={arguments[0]}", *arguments[1:]]
        run = where.run(*call, env=env)
        assert (run.code, run.out) == (2, ""), name
        assert run.err.startswith("error: "), name
        told[name] = run.err.splitlines()[0]
        assert HELP.get(name, "") in run.err
        record = where.run(*call, "-f", "json", env=env).json
        assert (record["status"], record["files"]) == ("failed", [])
        assert record["summary"]["exit_code"] == 2
        assert f"error: {record['diagnostics'][0]['message']}" == told[name]
    alike = {"outside", "bare"}
    assert len({one for name, one in told.items() if name not in alike}) == len(told) - 2
    assert all("no git work tree" in told[name] for name in alike)


def test_usage(tree: WorkTree) -> None:
    """Too few files and too many are wrong usage."""
    for call in (["diff"], ["diff", "a.yaml"], ["diff", "a.yaml", "b.yaml", "c.yaml"]):
        run = tree.run(*call)
        assert (run.code, run.out) == (2, "")
        assert "OLD and NEW" in run.err


def test_a_broken_clone(tree: WorkTree) -> None:
    """A file that git has lost is no new file: it is told, 2, and no gate passes."""
    first = tree.commit()
    blob = tree.git("rev-parse", "HEAD:retailer.yaml")
    tree.dearer()
    tree.commit()
    (tree.folder / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    run = tree.diff("--exact", *GATE, against=first)
    assert run.code == 2
    assert "error: git" in run.err


# Formats


def test_json(tree: WorkTree) -> None:
    """Numbers are numbers; files, inputs, lines and totals have the keys that are promised."""
    tree.dearer()
    run = tree.diff(*GATE, "-f", "json")
    record = run.json
    assert (run.code, run.err) == (1, "")
    assert record["status"] == "over"
    assert record["against"].startswith("main (")
    assert record["breaches"] == 1
    [file] = record["files"]
    assert (file["file"], file["status"], file["currency"]) == ("retailer.yaml", "changed", "USD")
    [moved] = file["inputs"]
    assert {key: moved[key] for key in ("path", "old", "new", "effect", "unit")} == {
        "path": INPUT,
        "old": Decimal("0.05"),
        "new": Decimal("0.06"),
        "effect": Decimal("3000.00"),
        "unit": "1",
    }
    [line] = file["lines"]
    assert [line[key] for key in ("id", "old", "new", "change")] == [
        "data_misalignment",
        *(Decimal(one) for one in ("15000.00", "18000.00", "3000.00")),
    ]
    assert file["totals"]["net_exposure"] == {
        "old": Decimal("625800.00"),
        "new": Decimal("628800.00"),
        "change": Decimal("3000.00"),
        "percent": Decimal("0.48"),
    }
    assert file["totals"]["recoveries"] == dict.fromkeys(("old", "new", "change", "percent"))
    [breach] = file["breaches"]
    assert (breach["metric"], breach["change"], breach["allowed"]) == ("net_exposure", 3000, 1)
    assert str(tree.folder) not in run.out
    assert tree.diff("-f", "json").json["status"] == "changed"


def test_csv(tree: WorkTree) -> None:
    """One row a file, with the net exposure before and now."""
    tree.dearer()
    rows = list(csv.DictReader(io.StringIO(tree.diff("-f", "csv").out)))
    assert rows == [
        {"file": "retailer.yaml", "status": "changed", "old": "625800.00", "new": "628800.00",
         "change": "3000.00", "new_findings": "0", "gone_findings": "0", "waived_findings": "0",
         "breaches": "0"},
    ]  # fmt: skip


def test_markdown(tree: WorkTree) -> None:
    """The comment of a pull request: marker, headline, table, details."""
    tree.dearer()
    text = tree.diff("-f", "markdown", "--tag", "cases").out
    assert text.splitlines()[0] == "<!-- omsrisk:cases -->"
    assert "**Mid-size retailer: net exposure +3,000.00 USD (+0.48 %).** against main (" in text
    assert "| retailer.yaml | 625,800.00 | 628,800.00 | +3,000.00 |  |" in text


def test_300_files(tree: WorkTree) -> None:
    """300 files that change are one comment of at most 60,000 bytes, the largest change first."""
    text = small()
    for at in range(300):
        tree.write(f"cases/{at:03}.yaml", text)
    tree.branch()
    for at in range(300):
        days = 4 + (at * 7) % 300
        tree.write(f"cases/{at:03}.yaml", text.replace("_days: 3", f"_days: {days}"))
    run = tree.diff("-f", "markdown", "--tag", "all")
    assert run.code == 0
    assert len(run.out.encode()) <= 60_000
    rows = [line for line in run.out.splitlines() if line.startswith("| cases/")]
    assert "| 36,000.00 | 3,636,000.00 | +3,600,000.00 |" in rows[0]
    assert "300 scenarios change" in run.out


SOME = [  # value of --only-if-changed, whether 3,000.00 and +0.48 % are enough, why
    ([], True, "alone"),
    (["2999"], True, "less than it is"),
    (["3000"], True, "as much as it is"),
    (["3000.01"], False, "more than it is"),
    (["0.4%"], True, "a part that is less"),
    (["1%"], False, "a part that is more"),
]


@pytest.mark.parametrize("case", SOME, ids=lambda case: case[-1])
def test_only_if_changed(tree: WorkTree, case: tuple[list[str], bool, str]) -> None:
    """Nothing is written where too little changes; the exit code is as without it."""
    value, enough, _ = case
    tree.dearer()
    run = tree.diff("-f", "markdown", "--only-if-changed", *value)
    assert (run.code, bool(run.out), run.err) == (0, enough, "")
    run = tree.diff("=".join(["--only-if-changed", *value]), *GATE)
    assert run.code == 1
    assert "FAILS" in run.out, "what fails is always written"


def test_only_if_changed_where_nothing_does(tree: WorkTree) -> None:
    """Words alone are no change: nothing is written, not even into a file."""
    tree.write("note.yaml", small())
    tree.branch()
    for option in ("--only-if-changed", "--only-if-changed=0%", "--only-if-changed=5"):
        tree.write("note.yaml", f"{small()}# {option}\n")
        run = tree.diff(option, "-o", "comment.md")
        assert (run.code, run.out, run.err) == (0, "", "")
        assert not (tree.folder / "comment.md").exists()
    assert tree.diff("--only-if-changed=x").code == 2
    assert tree.diff("--only-if-changed=-1").code == 2


@pytest.mark.parametrize("output", ["retailer.yaml", "_base.yaml", "as-it-was.yaml"])
def test_no_input_is_overwritten(tree: WorkTree, output: str) -> None:
    """What a review has read is not overwritten by its report, named or not."""
    tree.write("_base.yaml", "currency: USD\n")
    tree.write("case.yaml", f"extends: _base.yaml\n{small()}")
    tree.write("as-it-was.yaml", small())
    tree.branch()
    tree.dearer()
    tree.replace("case.yaml", "duration_days: 3", "duration_days: 4")
    before = (tree.folder / output).read_bytes()
    run = tree.diff("-f", "text", "-o", output)
    assert run.code == 2
    assert "would overwrite an input file" in run.err
    assert (tree.folder / output).read_bytes() == before


# Two files


def test_two_files(program: Program) -> None:
    """Two files, standard input and pipes of a shell are compared as they stand, each read once."""
    text = (program.folder / "retailer.yaml").read_text(encoding="utf-8")
    program.file("dearer.yaml", text.replace(RATE, HIGHER))
    run = program("diff", "retailer.yaml", "dearer.yaml", "--fail-if-over", "net_exposure=+1000")
    assert run.code == 1
    assert "+3,000.00 (+0.48 %)" in run.out
    assert "Unchanged in money." in program("diff", "retailer.yaml", "retailer.yaml").out
    piped = program("diff", "-", "dearer.yaml", stdin=text.encode())
    assert "+3,000.00 (+0.48 %)" in piped.out, piped.err
    assert program("diff", "-", "-").code == 2
    missing = program("diff", "retailer.yaml", "missing.yaml", "-f", "json")
    assert missing.code == 2
    assert missing.json["diagnostics"][0]["message"].startswith("cannot read missing.yaml")


@pytest.mark.skipif(not Path("/dev/fd").exists(), reason="there are no pipes by name")
def test_two_pipes(program: Program) -> None:
    """`diff <(git show main:a.yaml) a.yaml` reads the pipe once."""
    text = (program.folder / "retailer.yaml").read_text(encoding="utf-8")
    run = program("diff", "/dev/fd/0", "retailer.yaml", stdin=text.replace(RATE, HIGHER).encode())
    assert "-3,000.00 (-0.48 %)" in run.out, run.err


# Hostile repositories

CONFIG = {  # a setting that names a program, what it is
    "core.fsmonitor": "watches files",
    "diff.external": "shows every change",
    "diff.nasty.command": "shows changes of some files",
    "diff.nasty.textconv": "reads some files",
    "filter.nasty.clean": "rewrites some files",
    "filter.nasty.smudge": "rewrites some files back",
    "filter.na=sty.clean": "as above, with a name that looks like a setting",
    "core.pager": "shows pages",
    "core.editor": "edits",
    "core.sshCommand": "fetches",
    "core.hooksPath": "a folder, below",
}


@pytest.mark.skipif(os.name != "posix", reason="the program is a script of a shell")
def test_nothing_of_the_repository_runs(tree: WorkTree, tmp_path: Path) -> None:
    """No filter, driver, monitor or hook that a repository brings with it is run."""
    trap = tmp_path / "trap"
    script = f'#!/bin/sh\necho "$0" "$@" >> \'{tmp_path}/ran\'\ncat\n'
    for hook in ("trap", "hooks/post-index-change", "hooks/fsmonitor-watchman", "hooks/pre-commit"):
        path = tmp_path / hook
        path.parent.mkdir(exist_ok=True)
        path.write_text(script, encoding="utf-8")
        path.chmod(0o755)
    tree.write("moved.yaml", small())
    tree.write("odd.yaml", small())
    tree.write(".gitattributes", "*.yaml diff=nasty filter=nasty\nodd.yaml filter=na=sty\n")
    tree.branch()
    for name in CONFIG:
        tree.git("config", name, str(tmp_path / "hooks" if name == "core.hooksPath" else trap))
    tree.git("config", "filter.nasty.required", "true")
    tree.dearer()
    tree.replace("odd.yaml", "duration_days: 3", "duration_days: 4")
    (tree.folder / "moved.yaml").rename(tree.folder / "elsewhere.yaml")
    (tmp_path / "ran").unlink(missing_ok=True)
    assert tree.statuses()["retailer.yaml"] == "changed"
    assert tree.statuses()["odd.yaml"] == "changed"
    assert not (tmp_path / "ran").exists(), (tmp_path / "ran").read_text(encoding="utf-8")


@pytest.mark.skipif(os.name != "posix", reason="links need rights elsewhere")
def test_links(tree: WorkTree, tmp_path: Path) -> None:
    """A scenario or base that is a link is what it leads to, then as now, inside the tree only."""
    tree.write("shared/_real.yaml", small().replace("omsrisk: 1\n", ""))
    (tree.folder / "_base.yaml").symlink_to("shared/_real.yaml")
    tree.write("case.yaml", "omsrisk: 1\nextends: _base.yaml\n")
    tree.write("shared/_whole.yaml", small())
    (tree.folder / "link.yaml").symlink_to("shared/_whole.yaml")
    (tree.folder / "circle.yaml").symlink_to("circle.yaml")
    tree.write("becomes.yaml", small())
    outside = tmp_path / "secret.yaml"
    outside.write_text(small("secret"), encoding="utf-8")
    (tree.folder / "out.yaml").symlink_to("../secret.yaml")
    tree.branch()
    for name in ("shared/_real.yaml", "shared/_whole.yaml"):
        tree.replace(name, "duration_days: 3", "duration_days: 4")
    (tree.folder / "becomes.yaml").unlink()
    (tree.folder / "becomes.yaml").symlink_to("shared/_whole.yaml")
    (tree.folder / "out.yaml").unlink()
    tree.write("out.yaml", small())
    run = tree.diff(*GATE, "-f", "json")
    assert run.code == 1
    changes = {one["file"]: one["totals"] for one in run.json["files"] if one["totals"]}
    assert {name: one["net_exposure"]["change"] for name, one in changes.items()} == {
        "case.yaml": 12000,
        "link.yaml": 12000,
        "becomes.yaml": 12000,
    }
    assert {one["file"]: one["status"] for one in run.json["files"]}["out.yaml"] == "new"
    assert "secret" not in run.out


def test_a_submodule(tree: WorkTree, tmp_path: Path) -> None:
    """A submodule that is called as a scenario is neither read nor entered."""
    other = WorkTree.made(tmp_path / "other")
    tree.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add",
             str(other.folder), "sub.yaml")  # fmt: skip
    tree.branch()
    inside = WorkTree(tree.folder / "sub.yaml")
    inside.dearer()
    assert tree.diff().out.endswith("No scenario has changed.\n")
    inside.commit()
    run = tree.diff(*GATE)
    assert run.code == 0
    assert run.out.endswith("No scenario has changed.\n")
    tree.git("rm", "--quiet", "--force", "sub.yaml")
    tree.write("sub.yaml", small())
    assert tree.statuses() == {"sub.yaml": "new"}


def test_large_files(tree: WorkTree) -> None:
    """A file over 1 MiB at the ref has no baseline; one that is over it now is not valid."""
    large = small() + "# padding\n" * 120_000
    tree.write("then.yaml", large)
    tree.write("now.yaml", small())
    tree.branch()
    tree.write("then.yaml", small())
    tree.write("now.yaml", large)
    tree.dearer()
    assert tree.statuses() == {
        "now.yaml": "invalid",
        "retailer.yaml": "changed",
        "then.yaml": "invalid before",
    }


def test_a_merge_in_conflict(tree: WorkTree) -> None:
    """A file in conflict is told once, as what it is: not valid."""
    tree.write("case.yaml", small())
    tree.branch()
    tree.replace("case.yaml", "duration_days: 3", "duration_days: 4")
    tree.commit()
    tree.git("switch", "--quiet", "--create", "other", "main")
    tree.replace("case.yaml", "duration_days: 3", "duration_days: 5")
    tree.commit()
    with pytest.raises(AssertionError):
        tree.git("merge", "--quiet", "branch")
    assert tree.statuses() == {"case.yaml": "invalid"}
    assert tree.diff().code == 1
