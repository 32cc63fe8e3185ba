"""The project's pages: one address, and sections that are there."""

import tomllib

import pytest

from omsrisk.checks.changes.change_codes import CHANGE_CODES
from omsrisk.checks.rules import RULES
from omsrisk.report.project_page import HOMEPAGE, help_page, tags_of
from omsrisk.scenario.documents.codes import CODES
from tests.support.pages import anchors_of
from tests.support.paths import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EVERY = (*CODES, *CHANGE_CODES, *(one.code for one in RULES))


def test_the_address_is_the_one_that_the_package_names() -> None:
    """PyPI, SARIF and messages lead to one place."""
    assert set(PROJECT["urls"]) == {
        "Homepage",
        "Documentation",
        "Source",
        "Changelog",
        "Issues",
    }
    assert PROJECT["urls"]["Homepage"] == HOMEPAGE
    assert all(one.startswith(HOMEPAGE) for one in PROJECT["urls"].values())


@pytest.mark.parametrize("code", EVERY)
def test_a_code_leads_to_a_section_of_the_release(code: str) -> None:
    """The page is one of the reference as it was at the tag, and has a section of that code."""
    page, _, anchor = help_page(code, "1.2.0").partition("#")
    assert page.startswith(f"{HOMEPAGE}/blob/v1.2.0/docs/reference/")
    assert anchor in anchors_of(ROOT / page.partition("/v1.2.0/")[2])
    assert tags_of(code) != ("rules",), "each family has a word of its own"


def test_a_code_of_a_family_to_come_leads_somewhere() -> None:
    """A new family is no error in a report: where it has no page yet, it leads to the rules."""
    assert help_page("NEW001", "1").endswith("/docs/reference/rules.md#new001")
    assert tags_of("NEW001") == ("rules",)
