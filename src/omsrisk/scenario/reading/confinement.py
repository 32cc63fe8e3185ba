"""Links: whether one leads to where a file of its place may lead, and no further."""

import os
from functools import lru_cache
from pathlib import Path

from omsrisk.errors import CannotReadError
from omsrisk.real_paths import real_path
from omsrisk.text import visible


def check_link(path: str, *, also_below: bool = False) -> None:
    """
    Refuse a name that leads out of the git work tree it stands in.

    Who may write a file into a repository may write a link into it: to a credentials file, to the
    environment of the process. What such a link leads to is not read, so that no message quotes it.
    Outside of any work tree a link is the user's own, and may lead anywhere.

    Args:
        path: A file or folder, as it was named.
        also_below: Whether it must stay in or below its own folder where it is in no work tree.

    Raises:
        CannotReadError: It leads out.
    """
    named = os.path.abspath(path)  # noqa: PTH100 - any text
    top = _work_tree_of(os.path.dirname(named))  # noqa: PTH120 - as above
    if not top and not also_below:
        return
    real = real_path(named)
    allowed = [real_path(top)] if top else []
    if also_below:
        allowed.append(real_path(os.path.dirname(named)))  # noqa: PTH120 - as above
    if not any(Path(real).is_relative_to(one) for one in allowed):
        where = "the git work tree" if top else "its folder"
        raise CannotReadError(
            f"cannot read {visible(path)}: it is a link that leads out of {where}",
            "put the file itself there",
        )


@lru_cache(maxsize=4096)
def _work_tree_of(folder: str) -> str:
    """Find the top of the work tree that a folder lies in by its name; empty where there is none."""
    while True:
        if os.path.lexists(os.path.join(folder, ".git")):  # noqa: PTH118 - as above
            return folder
        above = os.path.dirname(folder)  # noqa: PTH120 - as above
        if above == folder:
            return ""
        folder = above
