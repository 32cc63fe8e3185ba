"""The GitHub action: its own steps, run by bash as a runner runs them, on real repositories."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tests.support.installing import NO_INDEX, TODAY, publish
from tests.support.paths import SCENARIOS
from tests.support.program import REPOSITORY
from tests.support.runner import ACTION, INSTALL, WORK, Done, Event, Job, outputs_of
from tests.support.work_tree import WorkTree, git

for _needed in ("git", "bash"):
    if shutil.which(_needed) is None:
        pytest.skip(f"{_needed} is not installed", allow_module_level=True)
if os.name != "posix":
    pytest.skip("the scripts are run on POSIX", allow_module_level=True)

STEPS = (INSTALL, WORK)
BASE = "refs/remotes/origin/main"
ZEROS = "0" * 40
BASH_4 = (
    r"\b(mapfile|readarray|coproc)\b|declare -[A-Za-z]*[Ang]|local -n|\$\{\w+(\^|,|@)|&>>|\|&"
    r"|\[\[ -v|printf -v \w+\[|\bwait -n\b|;;&"
)
"""What the bash of macOS, 3.2, does not know."""


# What it is made of


def test_the_action_is_safe_on_a_fork() -> None:
    """What a stranger can choose reaches scripts as data; no other action, no secret is named."""
    assert ACTION["runs"]["using"] == "composite"
    assert all("default" in one and "description" in one for one in ACTION["inputs"].values())
    named = set()
    for step in STEPS:
        assert set(step) - {"id"} == {"name", "shell", "env", "run"}, "no other action is used"
        assert step["shell"] == "bash"
        assert "${{" not in step["run"], "an input in a script would be run"
        assert not re.search(r"\beval\b|\bsource\b|bash -c|sh -c|curl|wget", step["run"])
        for value in step["env"].values():
            named.add(re.fullmatch(r"\$\{\{ ([a-z_.-]+) \}\}", value)[1])  # type: ignore[index]
    events = {"github.event.before", "github.event.merge_group.base_sha"}
    assert named == {f"inputs.{name}" for name in ACTION["inputs"]} | events, "each input is used"
    text = (REPOSITORY / "action.yml").read_text(encoding="utf-8")
    assert not re.search(r"secrets\.|github\.(token|head_ref)|github\.event\.(pull|head)", text)


def test_the_action_has_what_a_job_reads_off_it() -> None:
    """Each output is one that the script names, and the other way round; there is a badge."""
    written = {"exit-code", "reports", "markdown", "json", "findings", "sarif"}
    assert set(ACTION["outputs"]) == written
    for name, one in ACTION["outputs"].items():
        assert one["value"] == f"${{{{ steps.{WORK['id']}.outputs.{name} }}}}"
    assert set(ACTION["branding"]) == {"icon", "color"}


def test_the_action_runs_on_the_bash_of_macos() -> None:
    """Nothing of bash 4 is used, and each array that may be empty is guarded."""
    for step in STEPS:
        assert not re.search(BASH_4, step["run"])
        arrays = set(re.findall(r"(\w+)\+?=\(", step["run"]))
        for name in arrays - {"paths"}:  # never empty: `.` stands in
            bare = rf'(?<!\+)"\$\{{{name}\[@\]\}}"'
            loose = [
                line
                for line in step["run"].splitlines()
                if re.search(bare, line.replace(f'${{{name}[@]+"${{{name}[@]}}"}}', ""))
            ]
            assert loose in ([], ['  changes=("${checks[@]}")']), name


def test_the_action_installs_by_hash() -> None:
    """What is fetched has a hash and is a wheel; the package itself is fetched from nowhere."""
    fetched, built = re.findall(r"^install ((?:.*\\\n)*.*)", INSTALL["run"], re.MULTILINE)
    assert "--require-hashes --only-binary=:all:" in fetched
    assert re.findall(r"requirements/\w+\.txt", fetched) == [
        "requirements/run.txt",
        "requirements/build.txt",
    ]
    assert "--no-index --no-deps --no-build-isolation" in built
    assert "pip install" not in INSTALL["run"].replace("-m pip install", "", 1)


# Which arguments it gives


@dataclass(frozen=True, slots=True)
class Recorded:
    """
    A job whose omsrisk writes down how it is called.

    Attributes:
        job: The job.
        workspace: An empty checkout.
    """

    job: Job
    workspace: Path

    def calls(self, event: Event, **inputs: str) -> tuple[Done, list[list[str]]]:
        """Run the second step, and list the calls in their order."""
        log = self.job.temp / "calls"
        log.unlink(missing_ok=True)
        done = self.job.work(self.workspace, event, **inputs)
        text = log.read_text(encoding="utf-8") if log.exists() else ""
        return done, [one.split("\0")[:-1] for one in text.split("\n\0\n")[:-1]]


@pytest.fixture
def recorded(tmp_path: Path) -> Recorded:
    """Put a program in the place of omsrisk: it writes its arguments down, and reports nothing."""
    bin_ = tmp_path / "runner temp" / "omsrisk-venv" / "bin"
    bin_.mkdir(parents=True)
    program = bin_ / "omsrisk"
    program.write_text(
        '#!/bin/bash\nprintf "%s\\0" "$@" >> "$RUNNER_TEMP/calls"\n'
        'printf "\\n\\0\\n" >> "$RUNNER_TEMP/calls"\n',
        encoding="utf-8",
    )
    program.chmod(0o755)
    (tmp_path / "workspace").mkdir()
    return Recorded(Job(bin_.parents[1], REPOSITORY), tmp_path / "workspace")


BASES = [  # event, what is compared with, why the row is there
    (Event.pull_request(), BASE, "a pull request: its base, and not what its own tip was before"),
    (Event.pull_request("feature/a;b"), "refs/remotes/origin/feature/a;b", "any base"),
    (Event.merge_group("a" * 40), "a" * 40, "a merge queue: what the group is put upon"),
    (Event.push("b" * 40), "b" * 40, "a push: what the branch was before"),
    (Event.push("0" * 39 + "1"), "0" * 39 + "1", "a hash of many zeros"),
]


@pytest.mark.parametrize("case", BASES, ids=lambda case: case[-1])
def test_what_an_event_is_compared_with(recorded: Recorded, case: tuple[Event, str, str]) -> None:
    """The base of the event is compared with, and its policies judge in `check` as in `diff`."""
    event, base, _ = case
    done, [check, diff] = recorded.calls(event)
    assert done.code == 0
    assert check[0] == "check"
    assert f"--policy={base}:" in check
    assert check[-2:] == ["--", "."]
    assert diff[:2] == ["diff", f"--against={base}"]
    assert not [one for one in diff if one.startswith("--policy")], "the base's by itself"
    assert diff[-2:] == ["--", "."]
    assert "::notice" not in done.out


ALONE = [  # event, what is told, why the row is there
    (Event.push(ZEROS), "there was nothing before this push", "a new branch, or a tag"),
    (Event("schedule"), "the event has no base", "another event"),
    (Event("push"), "the event has no base", "a push that does not say what was before"),
    (Event("merge_group"), "the event has no base", "a merge queue that does not say it"),
]


@pytest.mark.parametrize("case", ALONE, ids=lambda case: case[-1])
def test_where_nothing_is_compared_it_is_told(
    recorded: Recorded, case: tuple[Event, str, str]
) -> None:
    """Files are checked all the same, by the policies of the checkout, and nothing is passed over."""
    event, told, _ = case
    done, [check] = recorded.calls(event)
    assert (done.code, done.summary) == (0, "")
    assert f"::notice title=omsrisk::nothing is compared: {told}" in done.out
    assert not [one for one in check if one.startswith("--policy")]


def test_what_is_asked_for_wins_over_the_event(recorded: Recorded) -> None:
    """The input `against` names another base, on each event."""
    for event in (Event.pull_request(), Event.push(ZEROS), Event("schedule")):
        done, [check, diff] = recorded.calls(event, against="v1")
        assert "--policy=v1:" in check
        assert "--against=v1" in diff
        assert "::notice" not in done.out


def test_a_policy_that_is_named_judges_both(recorded: Recorded) -> None:
    """`check` and `diff` are given one policy in the same words, for the folders of the checkout."""
    for policy in ("strict rules.yaml", "origin/main:policies/strict.yaml"):
        _, calls = recorded.calls(Event.pull_request(), policy=policy)
        for call in calls:
            policies = [one for one in call if one.startswith("--policy")]
            assert policies == [f"--policy={policy}", "--policy-root=."]
    _, [alone] = recorded.calls(Event("schedule"), policy="strict.yaml")
    assert "--policy=strict.yaml" in alone


def test_a_policy_that_is_named_is_that_of_the_base(recorded: Recorded) -> None:
    """A file of the checkout judges as it stood at the base, where it stood there."""
    tree = WorkTree(recorded.workspace)
    tree.git("init", "--quiet", "--initial-branch=main")
    tree.write("strict.yaml", "limits: {net_exposure: 1}\n")
    tree.commit()
    tree.git("update-ref", BASE, "HEAD")
    for name, policy in (("strict.yaml", f"{BASE}:strict.yaml"), ("new.yaml", "new.yaml")):
        tree.write("new.yaml", "limits: {net_exposure: 2}\n")
        _, calls = recorded.calls(Event.pull_request(), policy=name)
        for call in calls:
            assert [one for one in call if one.startswith("--policy=")] == [f"--policy={policy}"]


def test_each_input_reaches_its_option(recorded: Recorded) -> None:
    """Lists are read line by line, arguments word by word, and nothing is expanded or run."""
    done, [check, diff] = recorded.calls(
        Event.pull_request(),
        path="\n  a b\n\n$(touch ran)\n-x\n*\n",
        fail_if_over="net_exposure=+5%\n\n  delay=+1; touch ran  \n",
        fail_on_new="warning",
        args="--fail-on  warning\n--max $(touch ran) *",
        tag="cost $(touch ran)",
        reports="junit=a b.xml\ngitlab=`touch ran`.json\n",
    )
    assert done.code == 0
    paths = ["--", "a b", "$(touch ran)", "-x", "*"]
    assert check[-5:] == diff[-5:] == paths
    folder = done.outputs["reports"]
    assert check[1:-5] == [
        *("--format", "github"),
        *(f"--report=json={folder}/findings.json", f"--report=sarif={folder}/findings.sarif"),
        *(f"--report=junit={folder}/a b.xml", f"--report=gitlab={folder}/`touch ran`.json"),
        *(f"--policy={BASE}:", "--fail-on", "warning", "--max", "$(touch", "ran)", "*"),
    ]
    assert diff[1:-5] == [
        *(f"--against={BASE}", "--format", "github"),
        *(f"--report=markdown={folder}/change.md", f"--report=json={folder}/change.json"),
        *("--fail-on-new=warning", "--tag=cost $(touch ran)"),
        *("--fail-if-over=net_exposure=+5%", "--fail-if-over=delay=+1; touch ran"),
    ]
    assert not list(recorded.job.temp.rglob("ran"))


OUTSIDE = [  # the input reports, why the row is there
    ("junit=../out.xml", "above the folder"),
    ("junit=/tmp/out.xml", "elsewhere"),
    ("junit=a/b.xml", "in a folder"),
    ("junit=..\\out.xml", "above the folder, on Windows"),
    ("junit=.hidden", "a name that begins with a dot"),
    ("junit=", "no name"),
    ("junit", "a format alone"),
]


@pytest.mark.parametrize("case", OUTSIDE, ids=lambda case: case[-1])
def test_reports_stay_in_their_folder(recorded: Recorded, case: tuple[str, str]) -> None:
    """A report is a name in the folder of reports; another stops the step before anything runs."""
    done, calls = recorded.calls(Event(), reports=case[0])
    assert (done.code, calls) == (2, [])
    assert "::error title=omsrisk::the input reports takes FORMAT=NAME" in done.out


def test_two_uses_in_one_job_keep_apart(recorded: Recorded) -> None:
    """The reports of the first are not those of the second."""
    folders = {recorded.calls(Event())[0].outputs["reports"] for _ in range(3)}
    assert len(folders) == 3


HOSTILE = [  # a value, why the row is there
    ("", "empty"),
    ("plain", "one line"),
    ("a\nexit-code=0\nsarif<<x\ny\nx", "lines that look like outputs"),
    ("a\r\nexit-code=0\r\n\n", "line ends of Windows"),
    ("omsrisk-1\nomsrisk-123456789\n", "a guess at the delimiter"),
    ("%s %n $(touch ran) \\n", "what printf and bash could take"),
]


@pytest.mark.parametrize("case", HOSTILE, ids=lambda case: case[-1])
def test_an_output_is_one_output(tmp_path: Path, case: tuple[str, str]) -> None:
    """No line of a value becomes an output of its own."""
    [function] = re.findall(r"^output\(\) \{.*?^\}\n", WORK["run"], re.MULTILINE | re.DOTALL)
    target = tmp_path / "outputs"
    subprocess.run(
        ["bash", "-euc", f'{function}\noutput sarif "$VALUE"'],
        env={**os.environ, "GITHUB_OUTPUT": str(target), "VALUE": case[0]},
        cwd=tmp_path,
        check=True,
        timeout=30,
    )
    assert outputs_of(target.read_bytes().decode("utf-8")) == {"sarif": case[0]}
    assert [one.name for one in tmp_path.iterdir()] == ["outputs"]


# What comes of it


@pytest.fixture(scope="module")
def job(tmp_path_factory: pytest.TempPathFactory) -> Job:
    """Run the first step in a workspace whose modules want to be imported in the place of others."""
    source = publish(tmp_path_factory.mktemp("published") / "omsrisk")
    workspace = tmp_path_factory.mktemp("workspace")
    for name in ("venv", "pip", "ensurepip", "hatchling", "omsrisk", "yaml", "sitecustomize"):
        (workspace / f"{name}.py").write_text("raise SystemExit('taken over')\n", encoding="utf-8")
    made = Job(tmp_path_factory.mktemp("runner temp"), source)
    installed = made.install(workspace)
    if installed.code and NO_INDEX.search(installed.out + installed.err):
        pytest.skip("pip reaches no package index, so that no environment can be built")
    assert installed.code == 0, installed.out + installed.err
    return made


@pytest.fixture
def checkout(tmp_path: Path) -> Iterator[WorkTree]:
    """Check a pull request out as GitHub does: no branch, `main` of the origin beside."""
    team = WorkTree(tmp_path / "team")
    team.write("cases/retailer.yaml", (SCENARIOS / "retailer.yaml").read_bytes())
    team.git("init", "--quiet", "--initial-branch=main")
    team.commit()
    git(tmp_path, "clone", "--quiet", str(team.folder), "workspace")
    made = WorkTree(tmp_path / "workspace")
    made.git("switch", "--quiet", "--detach")
    made.git("branch", "--quiet", "--delete", "--force", "main")
    made.dearer("cases/retailer.yaml")
    made.commit()
    yield made
    assert not (made.folder / "ran").exists()


def errors_of(done: Done) -> list[str]:
    """List the annotations of errors."""
    return [one for one in done.out.splitlines() if one.startswith("::error")]


def test_the_action_installs_what_is_expected(job: Job, tmp_path: Path) -> None:
    """The version is told; a job may use the action twice; another version is not taken for it."""
    again = job.install(tmp_path)
    assert again.code == 0
    assert re.fullmatch(r"omsrisk \d+\.\d+\.\d+\n", again.out)
    assert job.install(tmp_path, version=again.out.split()[1]).code == 0
    other = job.install(tmp_path, version="99.0")
    assert other.code == 2
    assert "::error title=omsrisk::this is omsrisk" in other.out


def test_a_package_that_is_not_the_locked_one_is_not_installed(job: Job, tmp_path: Path) -> None:
    """A hash that differs stops the step with 2, and the reason."""
    source = tmp_path / "action"
    shutil.copytree(job.source, source, ignore=shutil.ignore_patterns(".git"))
    lock = source / "requirements" / "run.txt"
    text = lock.read_text(encoding="utf-8")
    start = text.index("\ntyper==")
    end = text.index("\n    # via", start)
    forged = re.sub(r"sha256:[0-9a-f]{64}", "sha256:" + "0" * 64, text[start:end])
    lock.write_text(text[:start] + forged + text[end:], encoding="utf-8")
    temp = tmp_path / "temp"
    temp.mkdir()
    done = Job(temp, source).install(tmp_path)
    assert done.code == 2
    assert "::error title=omsrisk::what omsrisk needs could not be installed" in done.out
    assert "do not match the hashes" in (done.out + done.err).lower()


def test_the_action_on_a_pull_request(job: Job, checkout: WorkTree) -> None:
    """Checked, and what it costs is in the summary, after what was there, and in the outputs."""
    done = job.work(checkout.folder, Event.pull_request(), args=TODAY, tag="cost")
    assert done.code == 0, done.out + done.err
    headline = "**Mid-size retailer: net exposure +3,000.00 USD (+0.48 %).**"
    assert done.summary.startswith(f"<!-- omsrisk:cost -->\n{headline}")
    assert not errors_of(done)
    for name in ("markdown", "json", "findings", "sarif"):
        path = Path(done.outputs[name])
        assert path.parent == Path(done.outputs["reports"])
        assert path.is_relative_to(job.temp)
        assert path.stat().st_size
    assert Path(done.outputs["markdown"]).read_text(encoding="utf-8") == done.summary
    assert '"runs"' in Path(done.outputs["sarif"]).read_text(encoding="utf-8")


def test_the_action_fails_where_a_change_costs_too_much(job: Job, checkout: WorkTree) -> None:
    """The gate of the input holds, the summary says which, and the log that it did."""
    gates = "\n  net_exposure=+1000\n\n  delay=+5%\n"
    done = job.work(checkout.folder, Event.pull_request(), args=TODAY, fail_if_over=gates)
    assert done.code == 1
    assert "FAILS net\\_exposure +1,000" in done.summary
    assert "::error title=omsrisk diff::a change fails" in done.out


def test_the_action_in_a_merge_queue_and_on_a_push(job: Job, checkout: WorkTree) -> None:
    """Each is compared with what it is put upon, and held to the gate."""
    before = checkout.git("rev-parse", "HEAD~1")
    for event in (Event.merge_group(before), Event.push(before)):
        done = job.work(checkout.folder, event, args=TODAY, fail_if_over="net_exposure=+1000")
        assert done.code == 1
        assert "+3,000.00" in done.summary
    done = job.work(checkout.folder, Event.push(ZEROS), args=TODAY)
    assert (done.code, done.summary) == (0, "")
    assert done.outputs["markdown"] == done.outputs["json"] == ""
    assert Path(done.outputs["findings"]).is_file()


def test_a_base_that_is_not_there_is_an_error(job: Job, checkout: WorkTree, tmp_path: Path) -> None:
    """A shallow clone compares nothing, and says what to do; it is never green."""
    origin = f"file://{tmp_path / 'team'}"
    WorkTree(tmp_path / "team").commit()
    git(tmp_path, "clone", "--quiet", "--depth=1", "--no-tags", origin, "shallow")
    before = checkout.git("rev-parse", "HEAD~1")
    events = (
        Event.pull_request("gone"),
        Event.pull_request(""),
        Event.merge_group(before),
        Event.push(before),
        Event.push("c" * 40),
    )
    for event in events:
        done = job.work(tmp_path / "shallow", event, args=TODAY)
        assert (done.code, done.summary) == (2, ""), event
        assert "::error title=omsrisk diff::nothing was compared" in done.out
        assert "fetch-depth: 0" in done.out
        assert "error: " in done.err


def test_a_tag_does_not_stand_in_for_the_base(job: Job, checkout: WorkTree) -> None:
    """A tag `origin/main` at the tip of the change would make any change none."""
    checkout.git("tag", "origin/main", "HEAD")
    done = job.work(checkout.folder, Event.pull_request(), args=TODAY)
    assert done.code == 0
    assert "+3,000.00" in done.summary


def test_the_action_keeps_both_exit_codes(job: Job, checkout: WorkTree, tmp_path: Path) -> None:
    """The worse of both: 2 over 1 over 0; what could be said is said all the same."""
    low = f"{TODAY} --max net_exposure=1"
    done = job.work(checkout.folder, Event.pull_request(), args=low)
    assert done.code == 1, "check says no"
    assert "::error file=" in done.out
    assert "+3,000.00" in done.summary
    done = job.work(checkout.folder, Event.pull_request(), args=low, fail_if_over="nope=+1")
    assert done.code == 2, "a gate that is not one"
    assert "::error file=" in done.out
    empty = WorkTree.made(tmp_path / "empty")
    empty.git("rm", "--quiet", "retailer.yaml")
    done = job.work(empty.folder, against="HEAD")
    assert done.code == 2, "a check of nothing is not green"


def test_the_policy_of_the_base_judges(job: Job, checkout: WorkTree, tmp_path: Path) -> None:
    """Neither `check` nor `diff` is held to what the pull request makes of the policy."""
    team = WorkTree(tmp_path / "team")
    team.write(".omsrisk.yaml", "limits: {net_exposure: 600000}\n")
    team.commit()
    checkout.git("fetch", "--quiet", "origin")
    checkout.git("rebase", "--quiet", "origin/main")
    checkout.write(".omsrisk.yaml", "limits: {net_exposure: 900000}\n")
    checkout.commit()
    done = job.work(checkout.folder, Event.pull_request(), args=TODAY)
    assert done.code == 1
    assert [one for one in errors_of(done) if "LIM001" in one]


def test_the_action_takes_inputs_as_data(job: Job, checkout: WorkTree) -> None:
    """No input is run, split where it should not be, expanded, or taken for an option."""
    name = "-$(touch ran) `touch ran` *;touch ran;.yaml"
    text = (SCENARIOS / "retailer.yaml").read_text(encoding="utf-8")
    (checkout.folder / name).write_text(text, encoding="utf-8")
    hostile = "$(touch ran)"
    done = job.work(checkout.folder, Event.pull_request(), path=f"\n{name}\n", args=TODAY)
    assert done.code == 0, done.out + done.err
    assert "touch ran" in done.summary
    for event, inputs in (
        (Event(), {"args": f"{TODAY} --max {hostile}"}),
        (Event(), {"args": f"{TODAY} ; touch ran && touch ran | touch ran > ran"}),
        (Event(), {"args": TODAY, "against": f"--output=ran;{hostile}"}),
        (Event(), {"args": TODAY, "policy": f"--output=ran;{hostile}"}),
        (Event.pull_request(), {"args": TODAY, "fail_if_over": f"net_exposure=+5%;\n{hostile}"}),
        (Event.pull_request(), {"args": TODAY, "fail_on_new": hostile}),
        (Event.pull_request(f"main;{hostile}"), {"args": TODAY}),
        (Event.push(f"--output=ran;{hostile}"), {"args": TODAY}),
        (Event.merge_group(f"--output=ran;{hostile}"), {"args": TODAY}),
        (Event(), {"args": TODAY, "path": f"{hostile}\n`touch ran`"}),
    ):
        done = job.work(checkout.folder, event, **inputs)
        assert done.code == 2, inputs
    assert not (job.temp / "ran").exists()


def test_links_of_the_checkout_are_written_through_by_nobody(
    job: Job, checkout: WorkTree, tmp_path: Path
) -> None:
    """Reports lie outside the checkout, so that a link of the name of one leads nowhere."""
    victim = tmp_path / "victim"
    victim.write_text("kept\n", encoding="utf-8")
    for name in ("change.md", "change.json", "findings.json", "findings.sarif", "omsrisk.xml"):
        (checkout.folder / name).symlink_to(victim)
    checkout.commit()
    reports = "junit=omsrisk.xml"
    done = job.work(checkout.folder, Event.pull_request(), args=TODAY, reports=reports)
    assert done.code == 0, done.out + done.err
    assert victim.read_text(encoding="utf-8") == "kept\n"
    assert (Path(done.outputs["reports"]) / "omsrisk.xml").is_file()


def test_a_bare_repository_of_plain_files_runs_nothing(job: Job, checkout: WorkTree) -> None:
    """Files that git would take for a repository, with commands in its settings, are refused."""
    cases = checkout.folder / "cases"
    (cases / "refs").mkdir()
    (cases / "objects").mkdir()
    checkout.write("cases/HEAD", "ref: refs/heads/main\n")
    checkout.write("cases/refs/keep", "")
    checkout.write("cases/objects/keep", "")
    ran = checkout.folder / "ran"
    checkout.write(
        "cases/config",
        "[core]\n\trepositoryformatversion = 1\n\tbare = false\n\tworktree = .\n"
        "[extensions]\n\tpartialClone = evil\n"
        f'[remote "evil"]\n\tpromisor = true\n\turl = "ext::sh -c touch% {ran}"\n'
        '[protocol "ext"]\n\tallow = always\n',
    )
    checkout.commit()
    for event in (Event.pull_request(), Event.push(checkout.git("rev-parse", "HEAD~1"))):
        done = job.work(checkout.folder, event, path="cases", args=TODAY)
        assert not ran.exists()
        assert done.code == 2
        assert "error: " in done.err


def test_a_long_change_does_not_lose_the_summary(recorded: Recorded) -> None:
    """A summary of more than 1 MiB would be dropped by the runner: the file is named instead."""
    program = recorded.job.temp / "omsrisk-venv" / "bin" / "omsrisk"
    program.write_text(
        '#!/bin/bash\nfor one; do case $one in --report=markdown=*) head -c "$SIZE" /dev/zero |'
        ' tr "\\0" x > "${one#--report=markdown=}";; esac; done\n',
        encoding="utf-8",
    )
    for size, shown in (("1000000", 1000000), ("1000001", 100)):
        sized = replace(recorded.job, env={"SIZE": size})
        done = sized.work(recorded.workspace, Event.pull_request())
        assert done.code == 0
        assert len(done.summary) == pytest.approx(shown, rel=0.2)
        assert Path(done.outputs["markdown"]).stat().st_size == int(size)
