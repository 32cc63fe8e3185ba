"""What a file rests on: the names of its bases, also where they are not there or not valid."""

import os
from collections.abc import Callable, Iterator

from omsrisk.errors import CannotReadError
from omsrisk.real_paths import real_path
from omsrisk.scenario.documents.nodes import List, Map, Scalar
from omsrisk.scenario.reading import files
from omsrisk.scenario.reading.reader import UnreadableError, read


def bases_of(
    path: str, content: bytes, read_bytes: Callable[[str], bytes] = files.read_bytes
) -> Iterator[str]:
    """
    List the bases of a file, and those of its bases, as paths of the file system.

    Args:
        path: The file.
        content: Its bytes.
        read_bytes: How to fetch the bytes of a base.
    """
    seen = {real_path(path)}
    waiting = [(path, content)]
    while waiting:
        file, content = waiting.pop()
        for name in _named(file, content):
            base = os.path.join(os.path.dirname(file), name)  # noqa: PTH118, PTH120 - any text
            yield base
            real = real_path(base)
            if real in seen:
                continue
            seen.add(real)
            try:
                waiting.append((base, read_bytes(base)))
            except CannotReadError:
                continue  # told where the file is loaded


def _named(path: str, content: bytes) -> Iterator[str]:
    """List what a file names in `extends`."""
    if b"extends" not in content and b"\\" not in content:
        return
    try:
        _, node = read(path, content)
    except UnreadableError:
        return
    extends = node.entries.get("extends") if isinstance(node, Map) else None
    for one in extends.items if isinstance(extends, List) else [extends]:
        if isinstance(one, Scalar) and not one.is_null and "\0" not in one.text:
            yield one.text
