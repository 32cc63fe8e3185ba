"""The lock files: what is installed by hash is what `pyproject.toml` asks for."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.support.paths import ROOT

LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
WANTED = {
    "run": [
        *PROJECT["project"]["dependencies"],
        *PROJECT["project"]["optional-dependencies"]["simulation"],
    ],
    "build": PROJECT["build-system"]["requires"],
}
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
PLATFORMS = ("linux", "darwin", "win32")
_PIN = re.compile(r"(?P<what>[^\s\\]+==[^\\\n]+?) \\\n(?P<hashes>(?: +--hash=\S+(?: \\)?\n)+)")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})(?: \\)?\n")


def pins(lock: Path) -> list[tuple[Requirement, list[str]]]:
    """Read each package of a lock file, with its hashes."""
    text = lock.read_text(encoding="utf-8")
    return [(Requirement(one["what"]), _HASH.findall(one["hashes"])) for one in _PIN.finditer(text)]


def test_there_is_a_lock_for_each_use() -> None:
    """One of what runs, one of what builds, one of what CI needs."""
    assert [lock.stem for lock in LOCKS] == ["build", "ci", "run"]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_each_line_of_a_lock_is_a_version_and_its_hashes(lock: Path) -> None:
    """No package is without a hash, and nothing says where packages come from."""
    text = lock.read_text(encoding="utf-8")
    assert "://" not in text
    rest = re.sub(r"^ *#.*\n", "", _PIN.sub("", text), flags=re.MULTILINE)
    assert not rest.strip(), "a line that is neither a pin nor a remark"
    found = pins(lock)
    assert found
    for pin, hashes in found:
        assert re.fullmatch(r"==[\w.]+", str(pin.specifier)), pin
        assert hashes, pin
        assert len(set(hashes)) == len(hashes)
        assert text.count(f"sha256:{hashes[0]}") == 1


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("name", WANTED)
def test_a_lock_holds_what_the_project_asks_for(name: str, platform: str, python: str) -> None:
    """On each Python and platform each direct dependency has one version, within its bounds."""
    here = {
        **{key: str(one) for key, one in default_environment().items()},
        "python_version": python,
        "python_full_version": f"{python}.0",
        "sys_platform": platform,
        "implementation_name": "cpython",
    }
    held = [
        pin
        for pin, _ in pins(ROOT / "requirements" / f"{name}.txt")
        if pin.marker is None or pin.marker.evaluate(here)
    ]
    names = [canonicalize_name(pin.name) for pin in held]
    assert len(set(names)) == len(names), "two versions of one package"
    assert WANTED[name]
    for text in WANTED[name]:
        wanted = Requirement(text)
        [pin] = [one for one in held if canonicalize_name(one.name) == canonicalize_name(wanted.name)]
        [version] = [one.version for one in pin.specifier]
        assert wanted.specifier.contains(version, prereleases=True), f"{text}, and {pin}"


def test_extras_that_messages_name_are_there() -> None:
    """Whoever pastes what an error or a caveat says installs something."""
    extras = PROJECT["project"]["optional-dependencies"]
    named = {
        extra
        for path in (ROOT / "src").rglob("*.py")
        for asked in re.findall(r"omsrisk\[([a-z,]+)\]", path.read_text(encoding="utf-8"))
        for extra in asked.split(",")
    }
    assert named, "no message names an extra any more"
    assert named <= extras.keys()
