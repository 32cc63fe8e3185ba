"""Policies: the one that holds for each file, from `.omsrisk.yaml` above it."""

import os
from collections.abc import Sequence
from pathlib import Path

from omsrisk.checks.policy import Policy
from omsrisk.checks.policy_file import read_policy

NAME = ".omsrisk.yaml"

_NONE = Policy()


class Policies:
    """
    Finds the policy of each file, and reads each once.

    Args:
        named: The one that was asked for; then no other is looked for.
        wanted: Whether any is looked for.
        known: The codes that there are, for what a policy names.

    Attributes:
        files_read: Every policy that was read, valid or not.
    """

    def __init__(self, named: str | None, known: Sequence[str], *, wanted: bool = True) -> None:
        self._named = named
        self._wanted = wanted
        self._known = tuple(known)
        self._by_folder: dict[str, Policy] = {}
        self._by_file: dict[str, Policy] = {}
        self.files_read: list[str] = []

    def of(self, file: str) -> Policy:
        """
        Give the policy of a file; `-` stands for standard input, in the working folder.

        Raises:
            CannotReadError: The policy cannot be read.
            InvalidScenarioError: It is not valid; it carries all findings.
        """
        if self._named is not None:
            return self._read(self._named)
        if not self._wanted:
            return _NONE
        folder = os.path.dirname(file) if file != "-" else ""  # noqa: PTH120 - any text
        if folder not in self._by_folder:
            self._by_folder[folder] = self._above(os.path.abspath(folder))  # noqa: PTH100 - as above
        return self._by_folder[folder]

    def _above(self, folder: str) -> Policy:
        here = Path(folder)
        for parent in (here, *here.parents):
            candidate = parent / NAME
            if candidate.is_file():
                return self._read(os.path.relpath(candidate))
            if (parent / ".git").exists():
                break
        return _NONE

    def _read(self, file: str) -> Policy:
        if file not in self._by_file:
            self.files_read.append(file)
            self._by_file[file] = read_policy(file, self._known)
        return self._by_file[file]
