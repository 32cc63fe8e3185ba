"""
Which file became which: what went and what came are brought together by content, then by name.

All is close to linear in the number of files, so that there need be no limit to it: files are
sorted into groups of equal content, and only what is left is weighed pair by pair, each file against
a few others: those that share a line which few have, those of the same name, and its neighbours in
the order of names. Of each file a sketch is kept, not its content: the least hashes of its lines,
which estimate what part of two files is common (Broder, On the resemblance and containment of
documents, 1997) as well as all of them would.
"""

import re
import zlib
from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from hashlib import blake2b
from pathlib import PurePosixPath
from typing import NamedTuple

_KEPT = 256
_FEW = 16
_ALIKE = 0.5
_COMMENT = re.compile(rb"(?:\A|\s)#.*")


class Sketch(NamedTuple):
    """
    What is kept of a file.

    Attributes:
        name: Its path.
        content: A digest of its bytes.
        meaning: A digest of its lines, without comments, blank lines and indentation.
        lines: The least hashes of those lines, sorted.
        size: How many different lines it has.
    """

    name: str
    content: bytes
    meaning: bytes
    lines: "array[int]"
    size: int


def sketch(name: str, content: bytes) -> Sketch:
    """Keep of a file what is needed to find it again."""
    lines = [line for one in content.splitlines() if (line := _COMMENT.sub(b"", one).strip())]
    hashes = sorted({zlib.crc32(line) for line in lines})
    return Sketch(
        name,
        blake2b(content, digest_size=16).digest(),
        blake2b(b"\n".join(lines), digest_size=16).digest(),
        array("L", hashes[:_KEPT]),
        len(hashes),
    )


def matched(went: Iterable[Sketch], came: Iterable[Sketch]) -> dict[str, str]:
    """
    Find what became of files that are gone.

    Args:
        went: Files that are gone, or are something else now.
        came: Files that are new, or were something else.

    Returns:
        The name now by the name before, each of them at most once.
    """
    old, new = ({one.name: one for one in sorted(files)} for files in (went, came))
    found: dict[str, str] = {}

    def settle(first: str, second: str) -> None:
        if first in old and second in new:
            del old[first], new[second]
            found[first] = second

    for key in (_content, _meaning):
        for first, second in list(_equal(old.values(), new.values(), key)):
            settle(first, second)
    weighed = sorted(_weighed(list(old.values()), list(new.values())))
    for _, first, second in weighed:
        settle(first, second)
    return found


def _content(one: Sketch) -> Hashable:
    return one.content


def _meaning(one: Sketch) -> Hashable:
    return one.meaning if one.size else one.name


def _base(one: Sketch) -> str:
    return PurePosixPath(one.name).name


def _stem(one: Sketch) -> str:
    return PurePosixPath(one.name).stem.lower().lstrip("._")


def _groups(
    files: Iterable[Sketch], key: Callable[[Sketch], Hashable]
) -> dict[Hashable, list[Sketch]]:
    found: dict[Hashable, list[Sketch]] = defaultdict(list)
    for one in files:
        found[key(one)].append(one)
    return found


def _equal(
    old: Iterable[Sketch], new: Iterable[Sketch], key: Callable[[Sketch], Hashable]
) -> Iterator[tuple[str, str]]:
    """Bring together files that are equal; of several first those of one name, then in order."""
    theirs = _groups(new, key)
    for value, ours in _groups(old, key).items():
        left, others = (
            {one.name: one for one in ours},
            {one.name: one for one in theirs.get(value, ())},
        )
        for same in (_base, _stem):
            named = _groups(others.values(), same)
            for one in list(left.values()):
                if alike := named.get(same(one)):
                    other = alike.pop(0)
                    del left[one.name], others[other.name]
                    yield one.name, other.name
        yield from zip(left, others, strict=False)


def _weighed(old: list[Sketch], new: list[Sketch]) -> Iterator[tuple[float, str, str]]:
    """Weigh each file against the few that it may have become; the heaviest are the least."""
    by_line = _rare_lines(new)
    by_name = {key: (_groups(old, key), _groups(new, key)) for key in (_base, _stem)}
    in_order = sorted(new, key=_stem)
    stems = [_stem(one) for one in in_order]
    for place, one in enumerate(sorted(old, key=_stem)):
        lines = set(one.lines)
        shared = Counter(at for line in lines for at in by_line.get(line, ()))
        others = {new[at].name: new[at] for at, _ in shared.most_common(_FEW)}
        alone = set()
        for key, (ours, theirs) in by_name.items():
            alike = theirs.get(key(one), [])
            others |= {other.name: other for other in alike[:_FEW]}
            if len(alike) == len(ours[key(one)]) == 1:
                alone.add(alike[0].name)
        # its neighbours by name, and those that stand as far down among all
        for at in (bisect_left(stems, _stem(one)), place * len(new) // len(old)):
            near = in_order[max(0, at - _FEW // 2) : at + _FEW // 2]
            others |= {other.name: other for other in near}
        for other in others.values():
            likeness = _likeness(one, lines, other)
            if likeness >= _ALIKE or other.name in alone:
                yield -(likeness + _closeness(one, other) / 10), one.name, other.name


def _closeness(one: Sketch, other: Sketch) -> int:
    """Count what two names have in common: folder, name, and name but for its ending."""
    folders = PurePosixPath(one.name).parent == PurePosixPath(other.name).parent
    return folders + (_base(one) == _base(other)) + (_stem(one) == _stem(other))


def _rare_lines(files: list[Sketch]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for at, one in enumerate(files):
        for line in one.lines:
            if len(found[line]) <= _FEW:
                found[line].append(at)
    return {line: places for line, places in found.items() if len(places) <= _FEW}


def _likeness(one: Sketch, lines: set[int], other: Sketch) -> float:
    """Estimate how many lines two files share, as a part of those that the longer one has."""
    both = sorted(lines | set(other.lines))
    if max(one.size, other.size) > _KEPT:
        both = both[:_KEPT]
    if not both:
        return 0.0
    theirs = set(other.lines)
    resemblance = sum(line in lines and line in theirs for line in both) / len(both)
    shared = resemblance / (1 + resemblance) * (one.size + other.size)
    return shared / max(one.size, other.size)
