"""The gate: what a pull request must not pass, each on a real git repository."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.paths import MODELS, SCENARIOS
from tests.support.work_tree import WorkTree

if shutil.which("git") is None:
    pytest.skip("git is not installed", allow_module_level=True)

POLICY = ".omsrisk.yaml"
LIMITED = "limits: {net_exposure: 900000}\nmax_increase: {net_exposure: 5%}\n"
CASE = "cases/oms.yaml"
CITIZEN = MODELS / "model-citizen.yaml"
ADDED = "    - {{item: More of the same, kind: other, amount: {}}}\n"
"""More planned spending, before the first programme item of the retailer."""


@pytest.fixture
def tree(tmp_path: Path) -> WorkTree:
    """Make a work tree whose `main` holds the retailer below `cases`, under a policy."""
    made = WorkTree.made(tmp_path / "repository")
    made.git("rm", "--quiet", "retailer.yaml")
    made.write(CASE, (SCENARIOS / "retailer.yaml").read_bytes())
    made.write(POLICY, LIMITED)
    made.branch()
    return made


def dearer(tree: WorkTree, name: str = CASE) -> None:
    """Let the case cost 200,000 more."""
    tree.write(name, _more((tree.folder / name).read_text(encoding="utf-8")))


def _more(text: str, amount: int = 200_000) -> str:
    start = text.index("programme:\n  items:\n") + len("programme:\n  items:\n")
    return text[:start] + ADDED.format(amount) + text[start:]


# The policy


CHANGED_POLICIES = [  # what the change makes of the policy, what is told, why the row is there
    (None, ["the policy is removed", "limit net_exposure 900,000 -> removed",
            "max_increase net_exposure +5 % -> removed"], "deleted"),
    ("limits: {net_exposure: 9000000}\nmax_increase: {net_exposure: 5%}\n",
     ["limit net_exposure 900,000 -> 9,000,000"], "loosened"),
    ("limits: {net_exposure: {value: 900000, level: warning}}\nmax_increase: {net_exposure: 5%}\n",
     ["limit net_exposure 900,000 -> 900,000 as a warning"], "made a warning"),
    (LIMITED.replace("5%", "50%"), ["max_increase net_exposure +5 % -> +50 %"], "a wider gate"),
    (LIMITED + "ignore: [GOV]\n", ["no longer asked: GOV001"], "rules ignored"),
    (LIMITED + "select: [GOV]\n", ["no longer asked: EXP001"], "others selected"),
    (LIMITED + "severities: {GOV: info}\n", ["weighs info: GOV001"], "rules made light"),
    (LIMITED + "exclude: [cases]\n", ["no longer checked: cases"], "files excluded"),
    (LIMITED + "deletions: allowed\n", ["deletions are allowed"], "deletions allowed"),
    (LIMITED + "folders: [{folder: cases, ignore: [GOV]}]\n",
     ["in cases no longer asked: GOV"], "rules ignored in a folder"),
]  # fmt: skip


@pytest.mark.parametrize("row", CHANGED_POLICIES, ids=lambda row: row[-1])
def test_a_change_cannot_change_what_judges_it(
    tree: WorkTree, row: tuple[str | None, list[str], str]
) -> None:
    """The policy of the base judges; one that is loosened is told, with what no longer holds."""
    text, told, _ = row
    if text is None:
        tree.git("rm", "--quiet", POLICY)
    else:
        tree.write(POLICY, text)
    quiet = tree.diff()
    assert quiet.code == 0, "a loosened policy is a warning"
    assert all(one in quiet.out for one in told)
    assert "The policy of main judges until this is merged." in quiet.out
    assert [one["code"] for one in tree.diff("-f", "json").json["policy_findings"]] == ["POL001"]
    assert "POL001" in tree.diff("-f", "markdown").out
    assert f"file={POLICY},line=1" in tree.diff("-f", "github").out
    dearer(tree)
    assert tree.diff().code == 1
    tree.write(CASE, (SCENARIOS / "retailer.yaml").read_bytes())
    tree.write("cases/new.yaml", _more((tree.folder / CASE).read_text(encoding="utf-8"), 400_000))
    held = tree.run("check", "--policy", "main:", "cases", "--select", "LIM", "-f", "concise")
    assert held.code == 1
    assert "cases/new.yaml" in held.out


@pytest.mark.skipif(os.name == "nt", reason="no file of Windows has such a name")
@pytest.mark.parametrize("ref", ["main", "refs/heads/main", "HEAD~1"])
def test_a_file_that_is_called_like_the_ref_judges_nothing(tree: WorkTree, ref: str) -> None:
    """A change that brings a file named `main:` has brought no policy of main."""
    path = tree.folder / CASE
    path.write_text(_more(path.read_text(encoding="utf-8"), 400_000), encoding="utf-8")
    tree.write(f"{ref}:", "limits: {net_exposure: 9000000}\nmax_increase: {net_exposure: 500%}\n")
    tree.commit()
    assert "FAILS" in tree.diff(CASE, against=ref).out
    checked = tree.run("check", "--policy", f"{ref}:", "--select", "LIM", CASE)
    assert "over the limit of 900,000.00 USD" in checked.out


@pytest.mark.parametrize("name", ["strict.yaml", "policies/strict.yaml", POLICY])
def test_any_file_of_a_ref_can_be_its_policy(tree: WorkTree, name: str) -> None:
    """`REF:FILE` takes a file of any name, as it stood there, whatever it is now."""
    tree.write(name, "limits: {net_exposure: 100}\n")
    tree.branch_again("next")
    tree.write(name, "limits: {net_exposure: 9000000}\n")
    checked = tree.run("check", "--policy", f"branch:{name}", "--select", "LIM", CASE)
    assert "over the limit of 100.00 USD" in checked.out
    missing = tree.run("check", "--policy", "branch:none.yaml", CASE)
    assert missing.code == 2
    assert "branch:none.yaml: it is not there" in missing.out


def test_a_renamed_policy_is_removed(tree: WorkTree) -> None:
    """A policy of another name is none: the one of the base judges."""
    tree.git("mv", POLICY, ".omsrisk.yml")
    dearer(tree)
    run = tree.diff()
    assert run.code == 1
    assert "the policy is removed" in run.out


def test_a_tighter_policy_is_told_and_holds_later(tree: WorkTree) -> None:
    """What a change tightens is information: the base judges until it is merged."""
    tree.write(POLICY, LIMITED + "waivers: forbidden\n")
    found = tree.diff("-f", "json").json["policy_findings"]
    assert [(one["code"], one["severity"]) for one in found] == [("POL002", "info")]


def test_a_policy_that_is_not_valid_now_fails(tree: WorkTree) -> None:
    """It would judge nothing once it is merged."""
    tree.write(POLICY, "limit: {}\n")
    run = tree.diff()
    assert run.code == 1
    assert "unknown key `limit`" in run.err
    assert tree.diff("-f", "json").json["summary"]["exit_code"] == 1


def test_the_policy_of_the_tip_judges(tree: WorkTree) -> None:
    """Amounts are those of the merge base, the policy is that of the ref as it is now."""
    tree.commit()
    tree.git("switch", "--quiet", "main")
    tree.write(POLICY, LIMITED.replace("5%", "1%"))
    tree.commit()
    tree.git("switch", "--quiet", "branch")
    tree.replace(CASE, "inventory_loss: 25000", "inventory_loss: 35000")
    run = tree.diff()
    assert run.code == 1
    assert "FAILS net_exposure +1 %" in run.out


def test_a_base_without_policy(tree: WorkTree) -> None:
    """Where the ref has none, the work tree's judges, and that is told."""
    tree.git("switch", "--quiet", "main")
    tree.git("rm", "--quiet", POLICY)
    tree.branch_again("second")
    tree.write(POLICY, LIMITED)
    dearer(tree)
    run = tree.diff()
    assert run.code == 1
    assert f"main has no policy for these files: {POLICY} judges." in run.out
    check = tree.run("check", "--policy", "main:", "-f", "concise", "cases")
    assert f"main has no policy for these files: {POLICY} judges" in check.err


def test_a_base_whose_policy_is_not_valid(tree: WorkTree) -> None:
    """The change that mends it can pass: the work tree's judges, and that is told."""
    tree.git("switch", "--quiet", "main")
    tree.write(POLICY, "limit: {}\n")
    tree.branch_again("second")
    tree.write(POLICY, LIMITED)
    dearer(tree)
    run = tree.diff()
    assert run.code == 1
    assert "main has a policy that cannot be used" in run.out


NESTED = [  # what the nested policy says, the key that is told, why the row is there
    ("ignore: [LIM, GOV]\n", "", "limits are always judged"),
    ("ignore: [GOV]\n", "ignore", "rules"),
    ("severities: {GOV: off}\n", "severities", "weights"),
    ("exclude: ['*']\n", "exclude", "files"),
    ("deletions: allowed\n", "deletions", "deletions"),
    ("limits: {net_exposure: 9000000}\n", "", "a wider limit stands beside"),
]


@pytest.mark.parametrize("row", NESTED, ids=lambda row: row[-1])
def test_a_nested_policy_only_tightens(tree: WorkTree, row: tuple[str, str, str]) -> None:
    """Whatever it says, the one above holds, and words in vain are told."""
    text, key, _ = row
    tree.write(f"cases/{POLICY}", text)
    tree.write(CASE, _more((tree.folder / CASE).read_text(encoding="utf-8"), 400_000))
    run = tree.run("check", "cases", "-f", "concise")
    assert run.code == 1
    if key:
        assert f"`{key}` would loosen {POLICY}: it has no effect" in run.out
    if "LIM" not in text:
        assert "LIM001" in run.out
    assert tree.diff().code == 1


def test_select_leaves_limits(tree: WorkTree) -> None:
    """Limits are judged whatever a policy selects; what would leave them out is a finding."""
    tree.write(POLICY, "limits: {net_exposure: 1}\nselect: [GOV]\n")
    run = tree.run("check", "cases", "-f", "concise")
    assert "LIM001" in run.out
    for text in ("ignore: [LIM001]\n", "ignore: [L]\n", "severities: {LIM: off}\n",
                 "folders: [{folder: cases, ignore: [LIM]}]\n"):  # fmt: skip
        tree.write(POLICY, text)
        run = tree.run("check", "cases", "-f", "concise")
        assert run.code == 1
        assert "limits are always judged" in run.out


def test_a_pattern_that_matches_nothing(tree: WorkTree) -> None:
    """A folder with a typo is a limit that holds for no file."""
    tree.write(POLICY, "folders: [{folder: case, limits: {delay: 1}}, {folder: 'c?ses'}]\n")
    run = tree.run("check", "cases", "-f", "concise")
    assert f"{POLICY}:1:1: POL004" in run.out
    assert "no folder matches `case`" in run.out
    assert "c?ses" not in run.out


LINKS = [  # what the policy becomes, why the row is there
    (lambda path: path.symlink_to("/proc/self/environ"), "the environment"),
    (lambda path: path.symlink_to("/etc/passwd"), "a file of the machine"),
    (lambda path: path.symlink_to("nowhere.yaml"), "a link that leads nowhere"),
    (lambda path: path.symlink_to(POLICY), "a link to itself"),
    (lambda path: path.mkdir(), "a folder"),
    (lambda path: path.symlink_to("/dev/zero"), "a device"),
    (os.mkfifo, "a pipe"),
]


@pytest.mark.skipif(os.name != "posix", reason="links and pipes of a POSIX system")
@pytest.mark.parametrize("row", LINKS, ids=lambda row: row[-1])
def test_what_is_no_policy_stops(tree: WorkTree, row: tuple[Callable[[Path], None], str]) -> None:
    """A policy that cannot be had is not a missing one: 2, and nothing of the target is told."""
    make, _ = row
    (tree.folder / POLICY).unlink()
    make(tree.folder / POLICY)
    for arguments in (("check", "."), ("check", "--policy", POLICY, "."), ("check", CASE)):
        run = tree.run(*arguments, env={"SECRET_TOKEN": "hunter2-omsrisk"})
        assert run.code == 2
        assert f"cannot read {POLICY}" in run.out + run.err
        for secret in ("hunter2", "root:"):
            assert secret not in run.out + run.err
    for name in ("text", "json", "sarif", "markdown"):
        run = tree.diff("-f", name, env={"SECRET_TOKEN": "hunter2-omsrisk"})
        assert run.code in {1, 2}
        assert "hunter2" not in run.out + run.err


@pytest.mark.skipif(os.name != "posix", reason="links need rights elsewhere")
def test_a_policy_may_be_a_link_in_its_tree(tree: WorkTree) -> None:
    """In or below its folder, or into its git work tree, a link is followed."""
    tree.write("shared/policy.yaml", "limits: {net_exposure: 1}\n")
    (tree.folder / POLICY).unlink()
    (tree.folder / POLICY).symlink_to("shared/policy.yaml")
    assert "LIM001" in tree.run("check", "cases", "-f", "concise").out
    (tree.folder / "cases" / POLICY).symlink_to("../shared/policy.yaml")
    assert "LIM001" in tree.run("check", "cases", "-f", "concise").out


@pytest.mark.skipif(os.name != "posix", reason="links need rights elsewhere")
def test_a_scenario_is_no_link_out(tree: WorkTree) -> None:
    """Whatever a repository's link leads to outside of it is not read, so that nothing quotes it."""
    secret = tree.folder.parent / "credentials.yaml"
    secret.write_text("omsrisk: 1\ntoken: hunter2-omsrisk\n", encoding="utf-8")
    (tree.folder / "cases/link.yaml").symlink_to(secret)
    (tree.folder / "out").symlink_to(tree.folder.parent)
    for arguments in (
        ("check", "cases"),
        ("check", "cases/link.yaml"),
        ("check", "cases/l*.yaml"),
        ("check", "out/credentials.yaml"),
        ("check", "out"),
        ("calc", "cases/link.yaml", "-f", "json"),
        ("compare", CASE, "cases/link.yaml"),
        ("diff", CASE, "cases/link.yaml"),
    ):
        run = tree.run(*arguments)
        assert run.code == 2
        assert "leads out of the git work tree" in run.out + run.err
        assert "hunter2" not in run.out + run.err
    assert "hunter2" not in tree.diff("-f", "json").out
    elsewhere = tree.folder.parent / "mine.yaml"
    elsewhere.symlink_to(tree.folder / CASE)
    assert tree.run("calc", str(elsewhere)).code == 0, "outside of a repository a link is one's own"


# Findings, waivers, limits of the file


@pytest.fixture
def citizen(tree: WorkTree) -> WorkTree:
    """Let `main` hold a business case that keeps every rule."""
    tree.git("switch", "--quiet", "main")
    tree.write(CASE, CITIZEN.read_bytes())
    tree.write(POLICY, "max_increase: {net_exposure: 0%}\n")
    tree.branch_again("governed")
    return tree


def test_governance_deleted_and_waived(citizen: WorkTree) -> None:
    """New and waived findings are told in every format, though nothing changes in money."""
    text = (citizen.folder / CASE).read_text(encoding="utf-8")
    start = text.index("governance:\n")
    end = text.index("\nchecklist:", start) + 1 if "\nchecklist:" in text[start:] else len(text)
    waived = ["GOV001", "GOV002"]
    waivers = "".join(f"  - {{rule: {code}, reason: x}}\n" for code in waived)
    head = text[:start] + text[end:]
    assert "waivers:" not in head
    citizen.write(CASE, head + "waivers:\n" + waivers)
    run = citizen.diff("-f", "json")
    assert run.code == 0
    [file] = run.json["files"]
    assert file["status"] == "unchanged in money"
    assert {"GOV003", "GOV004"} <= {one["code"] for one in file["new_findings"]}
    assert {one["code"] for one in file["waived_findings"]} == set(waived)
    for name in ("text", "markdown", "csv", "github", "sarif", "junit", "gitlab"):
        out = citizen.diff("-f", name).out
        assert ("GOV003" in out) or name == "csv"
    assert "Nothing changes in money." in citizen.diff("-f", "markdown").out.splitlines()[0]
    assert "2 waived" in citizen.diff("-f", "markdown").out.splitlines()[0]
    assert citizen.diff("--fail-on-new", "error").code == 1
    assert "FAILS no new error: GOV" in citizen.diff("--fail-on-new", "error").out
    citizen.write(POLICY, "waivers_need: [until, approved_by]\n")
    checked = citizen.run("check", "cases", "-f", "concise")
    assert "WVR005 [error] the waiver of `GOV001` does not say `approved_by`" in checked.out
    assert "GOV001" in checked.out.replace("waiver of `GOV001`", "")


OWN_LIMITS = [  # what is written, what is told, why the row is there
    ("limits: {}\n", "Its own limit on net_exposure is loosened: 900,000 -> -.", "removed"),
    ("limits: {net_exposure: 5000000}\n", "is loosened: 900,000 -> 5,000,000.", "raised"),
    ("limits: {net_exposure: {value: 900000, level: warning}}\n",
     "is loosened: 900,000 -> 900,000 as a warning.", "a warning"),
    ("limits: {net_exposure: 800000}\n", "changes: 900,000 -> 800,000.", "lowered"),
]  # fmt: skip


@pytest.mark.parametrize("row", OWN_LIMITS, ids=lambda row: row[-1])
def test_limits_of_the_file(citizen: WorkTree, row: tuple[str, str, str]) -> None:
    """A limit that the file lifts for itself is told, and can be required."""
    text, told, why = row
    citizen.replace(CASE, "limits:\n  net_exposure: 900000\n", text)
    assert told in citizen.diff().out
    assert citizen.diff("-f", "json").json["files"][0]["limits"]
    citizen.write(POLICY, "required_limits: [net_exposure]\n")
    missing = "LIM003" in citizen.run("check", "cases", "-f", "concise").out
    assert missing == (why in {"removed", "a warning"})


# Money


def test_another_currency(tree: WorkTree) -> None:
    """500,000 of another currency is another amount: neither gate nor limit can be judged."""
    tree.git("switch", "--quiet", "main")
    tree.write(POLICY, "limits: {net_exposure: 900000}\n")
    tree.branch_again("limited")
    tree.replace(CASE, "currency: USD", "currency: KWD")
    run = tree.diff()
    assert run.code == 1
    assert "FAILS limit net_exposure 900,000: it is in USD, and the scenario in KWD." in run.out
    tree.write(POLICY, "currency: USD\nlimits: {net_exposure: 900000}\n")
    checked = tree.run("check", "cases", "-f", "concise")
    assert checked.code == 1
    assert "cannot be judged: it is in USD, and the scenario in KWD" in checked.out


def test_a_share_has_no_currency(tree: WorkTree) -> None:
    """A limit on a chance holds whatever the amounts are in."""
    tree.git("switch", "--quiet", "main")
    tree.write(POLICY, "currency: EUR\nlimits: {chance_of_stopping_early: 10%}\n")
    phases = "phases:\n  - {name: P, share_of_orders: 10%, likelihood: 40%}\n"
    text = (SCENARIOS / "retailer.yaml").read_text(encoding="utf-8")
    rest = "  - {name: R, share_of_orders: 90%}\nstop_if_a_phase_fails: true\n"
    tree.write(CASE, f"{text}{phases}{rest}stopping: {{items: []}}\n")
    tree.branch_again("share")
    tree.replace(CASE, "inventory_loss: 25000", "inventory_loss: 26000")
    run = tree.diff()
    assert run.code == 1
    assert "FAILS limit chance_of_stopping_early 0.1: it is 0.40." in run.out


ELEMENTS = [  # what is taken out of the citizen, what is told, what is lost
    ("    - name: Web shop\n", "integration point Web shop", "data_misalignment.web-shop"),
    ("    - name: IT\n", "department IT", "training_deficit.it"),
    ("    - item: Exit fee\n", "stopping item Exit fee", "stopping.exit-fee"),
    ("  - name: Rehearsal of the cut-over\n", "mitigation Rehearsal of the cut-over", ""),
]


@pytest.mark.parametrize("row", ELEMENTS, ids=lambda row: row[1])
def test_elements_that_are_removed(citizen: WorkTree, row: tuple[str, str, str]) -> None:
    """What is removed is told by name; an estimate that is gone is no longer assessed, no saving."""
    start, told, lost = row
    lines = (citizen.folder / CASE).read_text(encoding="utf-8").splitlines(keepends=True)
    first = lines.index(start)
    depth = len(start) - len(start.lstrip())
    last = first + 1
    while last < len(lines) and len(lines[last]) - len(lines[last].lstrip()) > depth:
        last += 1
    kept = lines[:first] + lines[last:]
    if not kept[first].startswith(start[:depth] + "-") and kept[first - 1].rstrip().endswith(":"):
        kept[first - 1] = kept[first - 1].rstrip() + " []\n"
    citizen.write(CASE, "".join(kept))
    run = citizen.diff()
    assert f"Removed: {told}." in run.out
    if lost:
        assert run.code == 1
        assert f"no longer assessed: {lost}" in run.out
    assert "GAT009" in citizen.diff("-f", "sarif").out


def test_a_phase_that_is_removed(tree: WorkTree) -> None:
    """What its restated values cost is no longer assessed."""
    phases = "phases:\n  - {name: Pilot, share_of_orders: 10%}\n"
    text = (SCENARIOS / "retailer.yaml").read_text(encoding="utf-8")
    tree.git("switch", "--quiet", "main")
    tree.write(CASE, f"{text}{phases}  - {{name: Rest, share_of_orders: 40%}}\n"
               "  - {name: Last, share_of_orders: 50%, delay: {duration_days: 9}}\n")  # fmt: skip
    tree.branch_again("phased")
    tree.write(CASE, f"{text}{phases}  - {{name: Rest, share_of_orders: 90%}}\n")
    run = tree.diff()
    assert run.code == 1
    assert "Removed: phase Last." in run.out
    assert "no longer assessed: phases.last" in run.out


def test_an_element_that_is_renamed(citizen: WorkTree) -> None:
    """The same numbers under another name are told, and cost what they did."""
    citizen.replace(CASE, "- name: Web shop", "- name: Shop")
    run = citizen.diff()
    assert "Renamed, with the same numbers: integration point Web shop -> Shop." in run.out
    assert run.code == 0


def test_an_insurance_is_told_beside_the_gross(tree: WorkTree) -> None:
    """Money that comes back hides a rise: the gross figures stand beside the net ones."""
    tree.write(CASE, _more((tree.folder / CASE).read_text(encoding="utf-8"))
               + "recoveries: [{item: Insurance, amount: 200000}]\n")  # fmt: skip
    run = tree.diff()
    assert "Net exposure 625,800.00 -> 625,800.00: 0.00" in run.out
    assert (
        "Gross, as if failure were certain and nothing came back, "
        "625,800.00 -> 825,800.00: +200,000.00 (recoveries - -> -200,000.00)."
    ) in run.out
    headline = tree.diff("-f", "markdown").out.splitlines()[0]
    assert "gross 625,800.00 -> 825,800.00: +200,000.00" in headline


LIKELIHOODS = [  # what is written, exit code, why the row is there
    ("likelihood: 0%\n", 1, "no failure at all"),
    ("likelihood: 10%\n", 1, "below what is documented"),
    ("likelihood: {value: 10%, source: steering committee}\n", 0, "with a source"),
    ("likelihood: 50%\n", 0, "within what is documented"),
]


@pytest.mark.parametrize("row", LIKELIHOODS, ids=lambda row: row[-1])
def test_a_likelihood_needs_a_source(tree: WorkTree, row: tuple[str, int, str]) -> None:
    """The cheapest knob to turn fails without a word where it comes from."""
    text, code, _ = row
    tree.write(CASE, (tree.folder / CASE).read_text(encoding="utf-8") + text)
    run = tree.diff()
    assert run.code == code
    assert ("FAILS a likelihood needs a source" in run.out) == bool(code)
    assert "Gross, as if failure were certain" in run.out


def test_the_end_of_a_range(tree: WorkTree) -> None:
    """The most likely value stays: the mean rises, and the gate holds that."""
    ranged = "  duration_days: {low: 2, likely: 3, high: 10}\n"
    stated = "  duration_days: 3                # first late day to the day orders flow again\n"
    tree.git("switch", "--quiet", "main")
    tree.replace(CASE, stated, ranged)
    tree.branch_again("ranged")
    tree.replace(CASE, "high: 10}", "high: 100}")
    run = tree.diff()
    assert run.code == 1
    assert "The most likely values are as they were." in run.out
    # pert: the mean is (low + 4 likely + high) / 6 days, each of 12,000
    assert "By the mean net exposure 637,800.00 -> 817,800.00: +180,000.00 (+28.22 %)." in run.out
    assert "FAILS net_exposure +5 %: it rises by +180,000.00, 31,890.00 is allowed." in run.out
    p90 = tree.diff("--no-policy", "--fail-if-over", "p90_net_exposure=+5%", "-f", "json")
    assert p90.code == 1
    assert [one["metric"] for one in p90.json["files"][0]["breaches"]] == ["p90_net_exposure"]


def test_many_small_steps(tree: WorkTree) -> None:
    """4.9 % in each of two changes passes a gate of 5 %, and not one that holds to a tag."""
    tree.git("tag", "approved")
    for step in (1, 2):
        tree.git("switch", "--quiet", "main")
        tree.write(POLICY, LIMITED + "baseline: approved\n")
        tree.branch_again(f"step-{step}")
        before = (tree.folder / CASE).read_text(encoding="utf-8")
        item = f"    - {{item: Step {step}, amount: 30000}}\n"
        start = before.index("programme:\n  items:\n") + len("programme:\n  items:\n")
        tree.write(CASE, before[:start] + item + before[start:])
        run = tree.diff()
        assert run.code == (0 if step == 1 else 1)
        tree.commit()
        tree.git("switch", "--quiet", "main")
        tree.git("merge", "--quiet", f"step-{step}")
    assert "FAILS net_exposure +5 % against approved: it rises by +60,000.00" in run.out


def test_a_recorded_figure(tree: WorkTree) -> None:
    """A baseline can be the amount that was approved."""
    tree.git("switch", "--quiet", "main")
    tree.write(POLICY, LIMITED + "baseline: {net_exposure: 600000}\n")
    tree.branch_again("recorded")
    tree.replace(CASE, "inventory_loss: 25000", "inventory_loss: 30000")
    run = tree.diff()
    assert run.code == 1
    assert "against the approved figure: it rises by +30,800.00, 30,000.00 is allowed" in run.out


def test_baselines_of_nothing(tree: WorkTree) -> None:
    """A baseline that no gate looks at is a finding: no key is accepted without effect."""
    for text in ("baseline: v1\n", "max_increase: {delay: 0}\nbaseline: {net_exposure: 1}\n"):
        tree.write(POLICY, text)
        assert tree.run("check", "cases").code == 1


def test_a_new_scenario_is_held(tree: WorkTree) -> None:
    """It has no baseline: limits, and what new ones may come to, hold it."""
    new = _more((tree.folder / CASE).read_text(encoding="utf-8"), 400_000)
    tree.write("cases/new.yaml", new)
    run = tree.diff()
    assert run.code == 1
    assert "FAILS limit net_exposure 900,000: it is 1,025,800.00." in run.out
    tree.git("switch", "--quiet", "--force", "main")
    tree.write(POLICY, "max_new: {net_exposure: 500000}\n")
    (tree.folder / "cases/new.yaml").unlink()
    tree.branch_again("new")
    tree.write("cases/new.yaml", (tree.folder / CASE).read_bytes())
    run = tree.diff()
    assert run.code == 1
    assert "FAILS max_new net_exposure 500,000: it comes to 625,800.00" in run.out
    tree.write("cases/new.yaml", "omsrisk: 1\ncurrency: USD\nhidden_costs: {brand_damage: 5}\n")
    run = tree.diff()
    assert run.code == 1
    assert "not assessed" in run.out, "a part of a scenario is no small scenario"


def test_deletions(tree: WorkTree) -> None:
    """A scenario that vanishes fails where anything held it, unless the base's policy allows it."""
    tree.git("rm", "--quiet", CASE)
    run = tree.diff()
    assert run.code == 1
    assert "FAILS a scenario may not vanish" in run.out
    assert tree.diff("--no-policy").code == 0
    tree.write(POLICY, LIMITED + "deletions: allowed\n")
    assert tree.diff().code == 1, "the policy of the base judges"
    tree.git("switch", "--quiet", "--force", "main")
    tree.write(POLICY, LIMITED + "deletions: allowed\n")
    tree.branch_again("deleting")
    tree.git("rm", "--quiet", CASE)
    assert tree.diff().code == 0


def test_the_same_policy_by_the_same_means(tree: WorkTree) -> None:
    """`--policy` and `--policy-root` act in `check` and `diff`, folders and excludes kept."""
    strict = tree.folder.parent / "strict.yaml"
    strict.write_text(
        "folders: [{folder: cases, limits: {net_exposure: 1}}]\nexclude: [cases/draft.yaml]\n",
        encoding="utf-8",
    )
    tree.write("cases/draft.yaml", (tree.folder / CASE).read_bytes())
    dearer(tree)
    policy = ("--policy", str(strict), "--policy-root", ".")
    checked = tree.run("check", ".", *policy, "-f", "concise")
    assert checked.code == 1
    assert "draft.yaml" not in checked.out
    assert "LIM001" in checked.out
    compared = tree.diff(*policy)
    assert compared.code == 1
    assert "FAILS limit net_exposure 1:" in compared.out
    assert "the policy excludes, so that they are not compared: cases/draft.yaml." in compared.out
    assert compared.out.count("FAILS limit net_exposure 1:") == 1
    elsewhere = tree.run("check", ".", "--policy", str(strict), "-f", "concise")
    assert "LIM001" not in elsewhere.out, "its own folder is where its patterns are relative to"
