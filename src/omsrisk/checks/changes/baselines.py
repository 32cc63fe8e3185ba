"""Baselines: what scenarios were at the git refs that policies name."""

import os
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import PurePath
from typing import Self

from omsrisk.analysis.assess import Assessment, assess
from omsrisk.errors import CannotReadError
from omsrisk.git.repository import Repository
from omsrisk.git.tree import Tree
from omsrisk.scenario.documents.findings import InvalidScenarioError
from omsrisk.scenario.load import Loader


class Baselines:
    """
    The scenarios of a work tree as they were; use it in a `with` block, as git runs beside.

    Args:
        repository: The work tree.
        independent: Paths whose ranges take a quantile of their own in each phase.

    Attributes:
        notes: What a reader should know: which scenarios were not there.
    """

    def __init__(self, repository: Repository, independent: Sequence[str] = ()) -> None:
        self._repository = repository
        self._independent = tuple(independent)
        self._trees: dict[str, tuple[Tree, Loader, dict[str, str]]] = {}
        self._stack = ExitStack()
        self.notes: list[str] = []

    def __enter__(self) -> Self:
        """Return itself; git starts when the first scenario is asked for."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let git end."""
        self._stack.close()

    def at(self, ref: str, names: Sequence[str]) -> Assessment | None:
        """
        Price a scenario as it was.

        Args:
            ref: The git ref.
            names: The paths under which it may have stood, the likeliest first; one that has moved
                since is known by its file name, where that is the only one.

        Returns:
            None where there was no such scenario, or none that could be priced; that is noted.

        Raises:
            GitError: There is no such ref.
        """
        tree, loader, by_name = self._tree(ref)
        moved = [by_name.get(PurePath(one).name, "") for one in names]
        for name in dict.fromkeys((*names, *moved)):
            if not name:
                continue
            try:
                return assess(loader.load(name, tree.read(name)))
            except CannotReadError:
                continue
            except InvalidScenarioError:
                break
        self._note(f"{names[0]} has no baseline at {ref}")
        return None

    def _tree(self, ref: str) -> tuple[Tree, Loader, dict[str, str]]:
        if ref not in self._trees:
            commit = self._repository.commit(ref)
            tree = self._stack.enter_context(self._repository.at(commit))
            by_name: dict[str, str] = {}
            for one in tree.entries:
                name = one.rpartition("/")[2]
                path = os.path.join(self._repository.top, one)  # noqa: PTH118 - any text
                by_name[name] = "" if name in by_name else path  # of two nobody knows which
            loader = Loader(
                read_bytes=tree.read, follow_links=tree.real_path, independent=self._independent
            )
            self._trees[ref] = tree, loader, by_name
        return self._trees[ref]

    def _note(self, text: str) -> None:
        if text not in self.notes:
            self.notes.append(text)
