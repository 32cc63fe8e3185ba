"""The page of the architecture: every room of the house is on it."""

import re

from tests.support.paths import ROOT

PACKAGE = ROOT / "src" / "omsrisk"
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


def test_every_room_is_on_the_page() -> None:
    """By its folder, or by the subject that it shares with a room of another layer."""
    (subjects,) = re.findall(r"the same words for subjects .*?tests: (.*?)\.", PAGE, re.DOTALL)
    shared = set(re.findall(r"`(\w+)`", subjects))
    assert {"comparison", "time"} <= shared
    rooms = [
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*")
        if (path / "__init__.py").is_file()
    ]
    assert len(rooms) > 40
    lacking = [
        room for room in rooms if f"`{room}`" not in PAGE and room.partition("/")[2] not in shared
    ]
    assert lacking == []
