"""What CONTRIBUTING.md promises is there."""

import re

import pytest
import yaml

from tests.support.paths import ROOT

CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = set(re.findall(r"(?m)^([a-z]+):", MAKEFILE))


def test_every_target_that_is_named_is_there() -> None:
    """`make NAME` of the page and of the pull request's list, and what a release needs."""
    template = (ROOT / ".github" / "pull_request_template.md").read_text(encoding="utf-8")
    named = re.findall(r"`make ([a-z ]+)`", CONTRIBUTING + template)
    assert {one for words in named for one in words.split()} <= TARGETS
    assert {"setup", "quick", "test", "lint", "types", "docs", "bench", "release"} <= TARGETS


def test_the_quick_tests_are_there() -> None:
    """A folder that moved would be an error of usage."""
    [listed] = re.findall(r"(?m)^quick_tests = ((?:.*\\\n)*.*)$", MAKEFILE)
    places = listed.replace("\\\n", " ").split()
    assert len(places) > 3
    assert all((ROOT / one).exists() for one in places)


def test_there_is_a_recipe_for_each_seam() -> None:
    """Each thing that is added most has its places named, and they are there."""
    recipes = re.findall(r"(?m)^\*\*(?:A|An) ([\w ]+)\*\*", CONTRIBUTING)
    assert recipes == ["category", "input", "cost group", "output format", "rule", "command"]
    places = re.findall(r"`((?:core|scenario|analysis|report|checks|cli)/[a-z_/.]+)`", CONTRIBUTING)
    assert places
    assert [one for one in places if not (ROOT / "src" / "omsrisk" / one).exists()] == []


@pytest.mark.parametrize(
    "name", sorted(one.name for one in (ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml"))
)
def test_templates_are_yaml(name: str) -> None:
    """A template that cannot be read is shown to nobody."""
    found = yaml.safe_load((ROOT / ".github" / "ISSUE_TEMPLATE" / name).read_text("utf-8"))
    assert name == "config.yml" or {"name", "description", "body"} <= set(found)
