"""
Where the work tree of a path is.

Git is never asked: on its way up it takes any folder for a repository that has the files of one, and
those can be committed like any others, with settings that run programs. So only a folder that holds
`.git` counts, which cannot be committed, and what merely looks like a repository is refused.
"""

import os
from collections.abc import Iterator

from omsrisk.git.program import GitError
from omsrisk.real_paths import real_path
from omsrisk.text import visible


def top_of(path: str) -> str:
    """
    Find the top folder of the work tree in which a path lies, all links resolved.

    Args:
        path: A file or folder; what is not there is looked for where it would be.

    Raises:
        GitError: It lies in none, in one that is not to be trusted, or a link leads out of one.
    """
    real = real_path(path)
    top = _nearest(real, path)
    if top is None:
        raise GitError(f"{visible(path)} is in no git work tree", "run it in a clone")
    for link in _links(path):
        holder = _nearest(real_path(os.path.dirname(link)), path)  # noqa: PTH120 - any text
        if holder not in {None, top}:
            raise GitError(
                f"{visible(path)} is not in the work tree {visible(holder or '')}",
                f"the link {visible(os.path.relpath(link))} leads out of it",
            )
    return top


def work_tree_above(top: str) -> str | None:
    """Find the work tree in which another one lies."""
    above = os.path.dirname(top)  # noqa: PTH120 - any text
    return None if above == top else _nearest(above, top)


def name_below(top: str, path: str) -> str | None:
    """
    Write a path of the file system from the top of a work tree, its links there left as they are.

    Args:
        top: The top folder, all links resolved.
        path: The path; whether anything is there now does not matter.

    Returns:
        The name with `/`, which may hold `..`; None where the path lies elsewhere.
    """
    parts = _parts(path.replace(os.altsep or os.sep, os.sep))
    if not os.path.isabs(path):  # noqa: PTH117 - any text
        # only these are taken away by their text: behind a link `..` is another folder
        here = real_path(os.getcwd())  # noqa: PTH109 - as above
        while parts and parts[0] in {"", os.curdir, os.pardir}:
            here = os.path.dirname(here) if parts[0] == os.pardir else here  # noqa: PTH120 - as above
            parts.pop(0)
        parts = [*_parts(here), *parts]
    inside = _parts(top)
    if parts[: len(inside)] == inside:
        return "/".join(parts[len(inside) :]) or "."
    for count in range(1, len(parts) + 1):
        name = relative(top, real_path(_joined(parts[:count])))
        if name is not None:
            rest = parts[count:]
            return "/".join(rest if name == "." else [name, *rest]) or "."
    return None


def relative(top: str, real: str) -> str | None:
    """Write a path without links from the top; None where it lies elsewhere, or in git's folder."""
    if real == top:
        return "."
    if not real.startswith(top.rstrip(os.sep) + os.sep):
        return None
    name = real[len(top.rstrip(os.sep)) + 1 :].replace(os.sep, "/")
    return None if name.split("/", 1)[0] == ".git" else name


def _parts(path: str) -> list[str]:
    """Split a path as it is written: `..` stays, as links come before it."""
    return path.split(os.sep)  # noqa: PTH206 - a path of the standard library drops what it can


def _joined(parts: list[str]) -> str:
    return os.sep.join(parts) or os.sep  # noqa: PTH118 - as above


def _nearest(folder: str, asked: str) -> str | None:
    """Find the nearest folder, from one upwards, that holds `.git`."""
    ceilings = {
        real_path(one)
        for one in os.environ.get("GIT_CEILING_DIRECTORIES", "").split(os.pathsep)
        if one
    }
    for one in _upwards(folder):
        if one in ceilings and one != folder:
            return None
        if os.path.lexists(os.path.join(one, ".git")):  # noqa: PTH118 - any text
            return one
        if _looks_like_a_repository(one):
            raise GitError(
                f"{visible(asked)} is in no git work tree: {visible(os.path.relpath(one))} looks like"
                " a git repository",
                "a bare repository, or its files as plain files (HEAD, objects, refs), is not read",
            )
    return None


def _upwards(folder: str) -> Iterator[str]:
    while True:
        yield folder
        above = os.path.dirname(folder)  # noqa: PTH120 - any text
        if above == folder:
            return
        folder = above


def _looks_like_a_repository(folder: str) -> bool:
    """Whether git could take a folder for a repository; rather too often than too seldom."""

    def has(name: str) -> bool:
        return os.path.lexists(os.path.join(folder, name))  # noqa: PTH118 - any text

    return has("HEAD") and ((has("objects") and has("refs")) or has("commondir"))


def _links(path: str) -> list[str]:
    """List what on the way to a path is a link."""
    return [one for one in _upwards(os.path.abspath(path)) if os.path.islink(one)]  # noqa: PTH100, PTH114 - any text
