"""Every finding code that the program can give is explained, and none is explained for nothing."""

import re

import pytest

from omsrisk.scenario.documents.codes import CODES
from tests.support.paths import ROOT

SOURCE = ROOT / "src" / "omsrisk" / "scenario"


def _given() -> set[str]:
    """Find the codes in the modules that make findings."""
    texts = [
        path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py") if path.name != "codes.py"
    ]
    return set(re.findall(r"\"(SCN\d{3})\"", "\n".join(texts)))


def test_codes_are_explained() -> None:
    """`explain` knows each code that is given, and knows no other."""
    assert len(_given()) > 20
    assert _given() == set(CODES)


@pytest.mark.parametrize("code", CODES)
def test_an_explanation_is_whole(code: str) -> None:
    """Each code says why, and shows what is refused and what is accepted."""
    one = CODES[code]
    assert one.title
    assert one.reason.endswith((".", "`"))
    assert one.wrong != one.right
