"""What is run for this repository and in others: workflows, the steps to copy, the image."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.paths import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.y*ml"))
PAGE = (ROOT / "docs" / "how-to" / "ci.md").read_text(encoding="utf-8")
PINNED = re.compile(r"[\w.-]+/[\w./-]+@[0-9a-f]{40} # (?:v[\d.]+|release/v\d+)")
OURS = "omsrisk/omsrisk@v0.1.0"
"""What the page says stands for the place and the tag."""
BLOCKS = [one for one in re.findall(r"(?ms)^```yaml\n(.*?)^```$", PAGE) if "uses: " in one]


def as_text(text: str) -> Any:
    """Read YAML whose scalars are all text: `on` is a word, as GitHub reads it."""
    return yaml.load(text, Loader=yaml.BaseLoader)


def read(path: Path) -> dict[str, Any]:
    """Read a workflow."""
    found = as_text(path.read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def steps(workflow: dict[str, Any]) -> list[dict[str, Any]]:
    """List the steps of all jobs."""
    return [step for job in workflow["jobs"].values() for step in job["steps"]]


def test_there_are_workflows() -> None:
    """The walk finds them, and the blocks of the page."""
    assert {"ci", "release"} <= {path.stem for path in WORKFLOWS}
    assert len(BLOCKS) == 3


@pytest.mark.parametrize("text", [*(path.read_text("utf-8") for path in WORKFLOWS), *BLOCKS])
def test_actions_are_pinned_by_hash(text: str) -> None:
    """A tag can be moved under the feet of who uses it; beside the hash stands its version."""
    used = re.findall(r"uses: *(.+)", text)
    assert used or "uses" not in text
    for one in used:
        assert PINNED.fullmatch(one) or one.startswith(OURS), one


def test_one_action_has_one_pin() -> None:
    """The workflows and the page name the same commit of the same action."""
    texts = [*(path.read_text("utf-8") for path in WORKFLOWS), *BLOCKS]
    pins = {one for text in texts for one in re.findall(r"uses: *([\w.-]+/.+@\S+ # .+)", text)}
    names = [one.partition("@")[0] for one in pins]
    assert len(set(names)) == len(names), sorted(pins)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_workflows_may_do_little(path: Path) -> None:
    """Each workflow states its permissions, keeps no credentials and runs no event's text."""
    workflow = read(path)
    assert workflow["permissions"] in ({}, {"contents": "read"})
    assert "pull_request_target" not in workflow["on"]
    assert steps(workflow)
    for step in steps(workflow):
        assert "${{" not in step.get("run", ""), "what an event says would be run"
        if "actions/checkout" in step.get("uses", ""):
            assert step["with"]["persist-credentials"] == "false"


def test_ci_runs_what_a_change_must_hold() -> None:
    """On pushes, pull requests and in a merge queue, on each Python that the package names."""
    ci = read(ROOT / ".github" / "workflows" / "ci.yml")
    assert {"push", "pull_request", "merge_group"} <= set(ci["on"])
    run, platforms = ci["jobs"]["run"], ci["jobs"]["platforms"]
    assert run["steps"][-1]["run"] == ".ci/run"
    named = re.findall(r"Python :: (3\.\d+)", (ROOT / "pyproject.toml").read_text("utf-8"))
    assert named == list(run["strategy"]["matrix"]["python"])
    matrix = platforms["strategy"]["matrix"]
    assert matrix["os"] == ["macos-latest", "windows-latest"]
    assert matrix["python"] == [named[0], named[-1]]
    assert matrix["resolution"] == ["lowest-direct", "highest"]
    assert "--editable" not in str(platforms["steps"]), "as a user installs it"
    assert platforms["steps"][-1]["run"].startswith("python -m pytest ")


def test_a_release_is_made_by_the_job_that_may() -> None:
    """One job alone may speak for the repository, in an environment, and runs no code of it."""
    release = read(ROOT / ".github" / "workflows" / "release.yml")
    assert release["on"] == {"push": {"tags": ["v*"]}}
    jobs = release["jobs"]
    assert {name: job["permissions"] for name, job in jobs.items()} == {
        "build": {"contents": "read"},
        "pypi": {"attestations": "write", "id-token": "write"},
        "image": {"contents": "read", "packages": "write"},
        "release": {"contents": "write"},
    }
    assert jobs["pypi"]["environment"] == "pypi"
    assert not [step for step in jobs["pypi"]["steps"] if "run" in step]
    assert "secrets." not in (ROOT / ".github" / "workflows" / "release.yml").read_text("utf-8")
    scripts = "\n".join(step.get("run", "") for step in jobs["build"]["steps"])
    assert '.ci/release_notes.py "$GITHUB_REF_NAME"' in scripts
    assert "pip install" not in re.sub(
        r"pip\" install --quiet (--require-hashes|--no-index)", "", scripts
    )


NAMES = [  # repository, tag, tags of the image, why the row is there
    ("Some/OmsRisk", "v0.2.0", ["0.2.0", "latest"], "a release, and capitals"),
    ("some/omsrisk", "v0.2.0rc1", ["0.2.0rc1"], "one before a release is not the latest"),
]


@pytest.mark.parametrize("case", NAMES, ids=lambda case: case[-1])
def test_what_an_image_is_called(tmp_path: Path, case: tuple[str, str, list[str], str]) -> None:
    """In small letters, by its version, and the latest where it is one."""
    repository, tag, expected, _ = case
    release = read(ROOT / ".github" / "workflows" / "release.yml")
    [step] = [one for one in release["jobs"]["image"]["steps"] if one.get("id") == "names"]
    told = tmp_path / "outputs"
    variables = {"GITHUB_OUTPUT": str(told), "GITHUB_REPOSITORY": repository}
    run_step(step["run"], tmp_path, {**variables, "GITHUB_REF_NAME": tag, "REGISTRY": "images.test"})
    lines = told.read_text(encoding="utf-8").splitlines()
    assert lines[0] == f"version={tag.removeprefix('v')}"
    assert lines[1:] == [
        "tags<<end-of-tags",
        *(f"images.test/some/omsrisk:{one}" for one in expected),
        "end-of-tags",
    ]


def run_step(script: str, folder: Path, env: dict[str, str]) -> None:
    """Run the script of a step, as a runner does on Linux."""
    if shutil.which("bash") is None:
        pytest.skip("bash is not installed")
    subprocess.run(
        ["bash", "-e", "-c", script], cwd=folder, env={**os.environ, **env}, check=True, timeout=30
    )


COMMENTS = [  # what the search answers, what is called, why the row is there
    ("", "POST repos/o/r/issues/7/comments", "the first time"),
    ("11", "PATCH repos/o/r/issues/comments/11", "then the same comment"),
    ("11\n12\n", "PATCH repos/o/r/issues/comments/11", "the first of several"),
]


@pytest.mark.skipif(os.name != "posix", reason="the scripts are run on POSIX")
@pytest.mark.parametrize("case", COMMENTS, ids=lambda case: case[-1])
def test_the_comment_to_copy_is_kept_up_to_date(tmp_path: Path, case: tuple[str, str, str]) -> None:
    """The documented step writes one comment, and the next time changes that one."""
    answer, called, _ = case
    found = [re.search(r"^( +)run: \|\n((?:\1  .*\n)+)", one, re.MULTILINE) for one in BLOCKS]
    [script] = [re.sub(r"^ +", "", one[2], flags=re.MULTILINE) for one in found if one]
    gh = tmp_path / "gh"
    gh.write_text(
        '#!/bin/bash\nprintf "%s\\n" "$*" >> "$CALLS"\n'
        'case "$*" in *--paginate*) printf "%s" "$ANSWER";; esac\n',
        encoding="utf-8",
    )
    gh.chmod(0o755)
    calls = tmp_path / "calls"
    variables = {"CALLS": str(calls), "ANSWER": answer, "COMMENTS": "repos/o/r/issues", "NUMBER": "7"}
    run_step(script, tmp_path, {**variables, "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"})
    search, write = calls.read_text(encoding="utf-8").splitlines()
    assert search.startswith("api --paginate repos/o/r/issues/7/comments --jq ")
    assert '.user.type == "Bot"' in search
    assert 'startswith("<!-- omsrisk:cost -->")' in search
    assert write == f"api --silent --method {called} --field body=@change.md"


GITLAB = [  # exit codes of diff and check, of the job, why the row is there
    (0, 0, 0, "all is well"),
    (1, 0, 1, "the change says no"),
    (0, 1, 1, "a file says no"),
    (2, 1, 2, "what did not run wins"),
]


@pytest.mark.skipif(os.name != "posix", reason="the scripts are run on POSIX")
@pytest.mark.parametrize("case", GITLAB, ids=lambda case: case[-1])
def test_the_job_on_gitlab(tmp_path: Path, case: tuple[int, int, int, str]) -> None:
    """It judges by the base's policy, keeps both exit codes, and writes through no link."""
    compared, checked, code, _ = case
    [block] = re.findall(r"(?ms)^```yaml\n(business-case:\n.*?)^```$", PAGE)
    job = as_text(block)["business-case"]
    folder, programs, victim = tmp_path / "checkout", tmp_path / "bin", tmp_path / "victim"
    for one in (folder, programs, victim):
        one.mkdir()
    (victim / "change.md").write_text("kept\n", encoding="utf-8")
    (folder / "omsrisk-made").symlink_to(victim)
    (folder / "change.md").symlink_to(victim / "change.md")
    for name, script in (
        ("pip", ""),
        ("git", '[ "$1" != rev-parse ] || echo the-base'),
        ("omsrisk", _REPORTING),
    ):
        (programs / name).write_text(f"#!/bin/bash\n{script}\n", encoding="utf-8")
        (programs / name).chmod(0o755)
    variables = {
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "CALLS": str(tmp_path / "calls"),
        "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
        "DIFF": str(compared),
        "CHECK": str(checked),
    }
    done = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", "\n".join(job["script"])],
        cwd=folder,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    assert done.returncode == code, done.stderr
    assert [one.name for one in victim.iterdir()] == ["change.md"]
    assert (victim / "change.md").read_text(encoding="utf-8") == "kept\n"
    assert not (folder / "omsrisk-made").is_symlink()
    written = sorted(f"omsrisk-made/{one.name}" for one in (folder / "omsrisk-made").iterdir())
    kept = job["artifacts"]
    assert written == sorted([*kept["paths"], *kept["reports"].values()])
    diff, check = (tmp_path / "calls").read_text(encoding="utf-8").splitlines()
    assert diff.startswith("diff --against the-base -f markdown ")
    assert check.startswith("check --policy the-base: --format gitlab ")


_REPORTING = """
printf '%s\\n' "$*" >> "$CALLS"
command=$1
for one; do
  [ "${before:-}" != -o ] || echo said > "$one"
  case $one in junit=*) echo said > "${one#junit=}" ;; esac
  before=$one
done
[ "$command" = diff ] && exit "$DIFF" || exit "$CHECK"
"""


def test_the_page_gives_jobs_the_least() -> None:
    """The job that runs the action may read; the one that comments checks nothing out."""
    workflow, _, rest = BLOCKS
    found = as_text(workflow)
    assert found["permissions"] == {"contents": "read"}
    assert set(found["on"]) == {"pull_request", "merge_group", "push"}
    assert "actions/checkout" not in rest
    assert re.findall(r"^      ([\w-]+: write)$", rest, re.MULTILINE) == ["pull-requests: write"]
    inputs = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))["inputs"]
    named = re.findall(r"^ {10}(?:# )?([\w-]+): ", workflow.partition(OURS)[2], re.MULTILINE)
    assert named
    assert set(named) <= set(inputs), "an input that the action does not take"


def test_the_image_is_built_from_what_is_locked() -> None:
    """Its base is pinned by digest, packages by hash; it runs as nobody in particular."""
    lines = (ROOT / "Containerfile").read_text(encoding="utf-8")
    bases = re.findall(r"^FROM (\S+)", lines, re.MULTILINE)
    assert bases
    assert len(set(bases)) == 1
    assert all(re.fullmatch(r"python:[\d.]+-slim-\w+@sha256:[0-9a-f]{64}", one) for one in bases)
    installs = re.findall(r"pip install ((?:.*\\\n)*.*)", lines)
    assert installs
    for one in installs:
        assert "--require-hashes --only-binary=:all:" in one or "--no-index --no-deps" in one
    final = lines.rpartition("FROM ")[2]
    user = re.search(r"^USER (\d+):(\d+)$", final, re.MULTILINE)
    assert user
    assert int(user[1]) >= 1000
    assert 'ENTRYPOINT ["omsrisk"]' in final
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", lines, re.MULTILINE)
    let_in = re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text("utf-8"), re.MULTILINE)
    assert sorted(let_in) == sorted(" ".join(copied).split()), "what is copied is let in, and no more"
