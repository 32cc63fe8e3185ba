"""Renames: what went and what came are brought together, each once, whatever the order and number."""

import random
from collections.abc import Mapping

import pytest

from omsrisk.checks.changes.renames import matched, sketch

TEXT = "".join(f"key_{at}: {at}\n" for at in range(20))
LONG = "".join(f"key_{at}: {at}\n" for at in range(2000))


def became(went: Mapping[str, str], came: Mapping[str, str]) -> dict[str, str]:
    """Find what became of which, from texts by name."""
    old, new = (
        [sketch(name, text.encode()) for name, text in files.items()] for files in (went, came)
    )
    return matched(old, new)


def other(text: str, part: float) -> str:
    """Replace the first part of the lines by others."""
    lines = text.splitlines(keepends=True)
    count = int(len(lines) * part)
    return "".join([f"other_{at}: 1\n" for at in range(count)] + lines[count:])


FOUND = [  # before, now, what became of what, why the row is there
    ({"a": TEXT}, {"b": TEXT}, {"a": "b"}, "the same content"),
    ({"a": TEXT}, {"b": f"# note\n\n{TEXT}"}, {"a": "b"}, "a comment more"),
    ({"a": TEXT}, {"b": TEXT.replace("\n", " # x\n")}, {"a": "b"}, "comments at the ends of lines"),
    ({"a": TEXT}, {"b": other(TEXT, 0.4)}, {"a": "b"}, "more than half is common"),
    ({"a": TEXT}, {"b": other(TEXT, 0.6)}, {}, "less than half is common"),
    ({"a": LONG}, {"b": other(LONG, 0.3)}, {"a": "b"}, "more than half of many lines is common"),
    ({"a": LONG}, {"b": other(LONG, 0.8)}, {}, "less than half of many lines is common"),
    ({"a": TEXT}, {"b": LONG}, {}, "one is a small part of the other"),
    ({"x/a": TEXT}, {"y/a": other(TEXT, 0.9)}, {"x/a": "y/a"}, "the only two of one name"),
    ({"a.yaml": TEXT}, {"a.json": other(TEXT, 0.9)}, {"a.yaml": "a.json"}, "but for the ending"),
    ({"x/a": TEXT}, {"x/b": TEXT, "y/a": TEXT}, {"x/a": "y/a"}, "of two equal ones that of its name"),
    ({"x/a": TEXT, "x/b": TEXT}, {"y/b": TEXT, "y/a": TEXT},
     {"x/a": "y/a", "x/b": "y/b"}, "equal ones, each by its name"),
    ({"a": TEXT, "b": other(TEXT, 0.4)}, {"c": other(TEXT, 0.4)}, {"b": "c"}, "the most alike"),
    ({"a": "", "b": "# x\n"}, {"c": "", "d": "# y\n"}, {"a": "c"}, "nothing but comments"),
    ({}, {"a": TEXT}, {}, "nothing went"),
    ({"a": TEXT}, {}, {}, "nothing came"),
]  # fmt: skip


@pytest.mark.parametrize("case", FOUND, ids=lambda case: case[-1])
def test_matched(case: tuple[dict[str, str], dict[str, str], dict[str, str], str]) -> None:
    """Content comes first, then names; what has little in common stays apart."""
    went, came, expected, _ = case
    assert became(went, came) == expected


@pytest.mark.parametrize("alike", [False, True], ids=["own lines", "all alike"])
def test_many(alike: bool) -> None:  # noqa: FBT001 - a case
    """Of 1,500 files none is left over, also where no line tells them apart; order means nothing."""
    texts = [f"name: {'x' if alike else at}\n{TEXT}" for at in range(1500)]
    went = {f"old/{at:04}": text for at, text in enumerate(texts)}
    came = {f"new/x{at:04}": text.replace("key_7: 7", "key_7: 8") for at, text in enumerate(texts)}
    found = became(went, came)
    assert sorted(found) == sorted(went)
    assert sorted(found.values()) == sorted(came)
    if not alike:
        assert {one[-4:] == other[-4:] for one, other in found.items()} == {True}
    shuffled = list(went.items())
    random.Random(1).shuffle(shuffled)  # noqa: S311 - an order, not a secret
    assert became(dict(shuffled), came) == found
