"""The glossary: the page is the table of words that `explain` knows."""

import re

import pytest

from omsrisk.analysis.explain import explain
from omsrisk.analysis.words import WORDS
from tests.support.paths import ROOT

PAGE = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")


def test_the_page_is_the_table() -> None:
    """A word that is new in one of them is new in both."""
    rows = re.findall(r"^\| (.+?) \| (.+) \|$", PAGE, re.MULTILINE)
    assert rows[2:] == list(WORDS.items()) or rows[1:] == list(WORDS.items())


ON_THE_PAGES = (
    *("range", "interval", "basis", "K", "P90", "drivers", "swing", "mean", "outcome", "season"),
    *("source", "policy", "b", "capacity", "point value", "draw", "trial", "dip", "exposure"),
    *("net exposure", "at margin", "deviation if known", "fall", "waived", "net_exposure", "p5"),
)


@pytest.mark.parametrize("word", ON_THE_PAGES)
def test_a_word_of_the_pages_is_explained(word: str) -> None:
    """Whoever meets a word in a report can ask what it means, as it stands there."""
    from omsrisk.checks.policy.topics import explain_policy

    assert (explain_policy(word) or explain(word)).found


@pytest.mark.parametrize("word", ["kind", "basis", "approach"])
def test_the_words_that_a_key_takes_are_listed(word: str) -> None:
    """Who asks for the key finds what may be written."""
    key = explain(word).key
    assert key is not None
    assert len(key.words) > 3
