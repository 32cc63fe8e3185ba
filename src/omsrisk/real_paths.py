"""Paths of files, whatever links lie on the way."""

import os
from pathlib import Path


def real_path(path: str | Path) -> str:
    """
    Follow the links of a path, as far as there are any; one that is not there has a real path, too.

    A chain of a thousand links, which no system opens, stays as it is: opening it fails, and is told.
    """
    try:
        return os.path.realpath(path)
    except RecursionError:
        return os.path.abspath(path)  # noqa: PTH100 - any text
