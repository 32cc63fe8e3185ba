"""A policy: what counts, how much it weighs, and which limits hold for which files."""

import os
import posixpath
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import PurePath

from omsrisk.analysis.gates import Gate
from omsrisk.scenario.findings import Severity
from omsrisk.scenario.oversight import Limit


@dataclass(frozen=True, slots=True)
class Policy:
    """
    What files are held to.

    Attributes:
        file: Where it stands; empty for none.
        select: Codes, or their beginnings, that count alone; empty for all.
        ignore: Codes, or their beginnings, that do not count.
        severities: How much a breach weighs, by code or its beginning.
        limits: The most that metrics may come to.
        folders: More limits, by folder.
        exclude: Patterns of files that are not checked.
        waivers_allowed: Whether files may waive rules.
        max_increase: The most by which a change may raise metrics.
    """

    file: str = ""
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severities: dict[str, str] = field(default_factory=dict)
    limits: tuple[Limit, ...] = ()
    folders: tuple[tuple[str, tuple[Limit, ...]], ...] = ()
    exclude: tuple[str, ...] = ()
    waivers_allowed: bool = True
    max_increase: tuple[Gate, ...] = ()

    def counts(self, code: str) -> bool:
        """Whether a rule is asked at all."""
        if self.select and not code.startswith(self.select):
            return False
        return not (self.ignore and code.startswith(self.ignore))

    def severity_of(self, code: str, usual: Severity) -> Severity | None:
        """Say how much a breach weighs; None where it is off. The longest beginning wins."""
        if not self.severities:
            return usual
        fitting = [one for one in self.severities if code.startswith(one)]
        if not fitting:
            return usual
        word = self.severities[max(fitting, key=len)]
        return None if word == "off" else Severity(word)

    def limits_for(self, file: str) -> tuple[Limit, ...]:
        """Give the limits that hold for a file, by the folder it lies in."""
        if not self.folders:
            return self.limits
        limits = list(self.limits)
        folder = _relative(file, self.file).parent.as_posix()
        for pattern, own in self.folders:
            plain = posixpath.normpath(pattern.strip("/"))
            everywhere = plain == "." and not folder.startswith("..")
            if everywhere or fnmatchcase(folder, plain) or fnmatchcase(folder, f"{plain}/*"):
                limits += own
        return tuple(limits)

    def excludes(self, file: str) -> bool:
        """Whether a file is not checked."""
        name = _relative(file, self.file).as_posix()
        return is_excluded(name, self.exclude)


def is_excluded(name: str, patterns: Iterable[str]) -> bool:
    """
    Tell whether a file fits one of some patterns: its path, its name, or a folder above it.

    >>> is_excluded("old/a.yaml", ["old"]), is_excluded("a.yaml", ["*.yml", "b*"])
    (True, False)
    """
    path = PurePath(name)
    names = [path.as_posix(), path.name, *(one.as_posix() for one in path.parents)]
    plain = [posixpath.normpath(one) for one in patterns if one]
    return any(fnmatchcase(one, pattern) for pattern in plain for one in names)


def _relative(file: str, policy: str) -> PurePath:
    if not policy:
        return PurePath(os.path.normpath(file))
    here = os.path.realpath(os.path.dirname(policy) or ".")  # noqa: PTH120 - texts, as named
    return PurePath(os.path.relpath(os.path.realpath(file), here))


def is_known(code: str, known: Sequence[str]) -> bool:
    """Whether a code, or the beginning of one, means a rule."""
    wanted = code.strip().upper()
    return bool(wanted) and any(one.startswith(wanted) for one in known)
