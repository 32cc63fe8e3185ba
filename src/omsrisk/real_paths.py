"""Paths of files, whatever links lie on the way."""

import os
from pathlib import Path


class RealPaths:
    """Follows the links of many paths, and those of each folder once."""

    def __init__(self) -> None:
        self._folders: dict[str, str] = {}

    def of(self, path: str) -> str:
        """Follow the links of a path, as `real_path` does."""
        folder, name = os.path.split(path)
        if name in {"", ".", ".."} or os.path.islink(path):  # noqa: PTH114 - any text
            return real_path(path)
        found = self._folders.get(folder)
        if found is None:
            found = self._folders[folder] = real_path(folder or ".")
        return os.path.join(found, name)  # noqa: PTH118 - as above


def real_path(path: str | Path) -> str:
    """
    Follow the links of a path, as far as there are any; one that is not there has a real path, too.

    A chain of a thousand links, which no system opens, stays as it is: opening it fails, and is told.
    """
    try:
        return os.path.realpath(path)
    except RecursionError:
        return os.path.abspath(path)  # noqa: PTH100 - any text
