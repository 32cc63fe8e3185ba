"""A policy: what counts, how much it weighs, and which limits hold for which files."""

import os
import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fnmatch import fnmatchcase
from pathlib import PurePath
from typing import NamedTuple

from omsrisk.analysis.changes.gates import Gate
from omsrisk.real_paths import real_path
from omsrisk.scenario.documents.findings import Severity
from omsrisk.scenario.schema.limits import Limit

ALWAYS = "LIM"
"""The family of rules that no policy can leave out: a limit that is not judged is no limit."""


class Baseline(NamedTuple):
    """
    What gates hold a scenario to, besides what it was: many small steps are a large one.

    Attributes:
        ref: A git ref, such as the tag of the approved business case; empty for recorded figures.
        figures: Recorded figures by metric [money, or a share].
    """

    ref: str = ""
    figures: tuple[tuple[str, Decimal], ...] = ()


class FolderRules(NamedTuple):
    """
    What holds for the files of a folder, besides what holds for all.

    Attributes:
        folder: A pattern, relative to the policy.
        limits: The most that metrics may come to there.
        max_new: The most that those of a new scenario may come to there.
        baseline: What gates hold scenarios to there.
        ignore: Codes, or their beginnings, that do not count there.
    """

    folder: str
    limits: tuple[Limit, ...] = ()
    max_new: tuple[Limit, ...] = ()
    baseline: Baseline | None = None
    ignore: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Policy:
    """
    What files are held to.

    A policy in a folder below another one only tightens it: `above` always holds as well. What
    would loosen it has no effect, and `loosened_by` of `policy_changes` tells it.

    Attributes:
        file: Where it stands, as messages name it; empty for none.
        root: The folder to which its patterns are relative.
        select: Codes, or their beginnings, that count alone; empty for all.
        ignore: Codes, or their beginnings, that do not count.
        severities: How much a breach weighs, by code or its beginning.
        limits: The most that metrics may come to.
        folders: More limits, by folder.
        exclude: Patterns of files that are not checked.
        waivers_allowed: Whether files may waive rules.
        waivers_need: Keys that every waiver must have.
        required_limits: Metrics on which every file must state a limit of its own.
        max_increase: The most by which a change may raise metrics.
        max_new: The most that the metrics of a new scenario may come to.
        deletions_allowed: Whether a change may remove a scenario.
        baseline: What gates hold a scenario to, besides what it was.
        above: The policy of a folder above; None where there is none.
        asked: Codes, or their beginnings, that the command line asks for; empty for all.
        left_out: Codes, or their beginnings, that it leaves out.
    """

    file: str = ""
    root: str = ""
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severities: Mapping[str, str] = field(default_factory=dict)
    limits: tuple[Limit, ...] = ()
    folders: tuple[FolderRules, ...] = ()
    exclude: tuple[str, ...] = ()
    waivers_allowed: bool = True
    waivers_need: tuple[str, ...] = ()
    required_limits: tuple[str, ...] = ()
    max_increase: tuple[Gate, ...] = ()
    max_new: tuple[Limit, ...] = ()
    deletions_allowed: bool = False
    baseline: Baseline | None = None
    above: "Policy | None" = None
    asked: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    def below(self, above: "Policy | None") -> "Policy":
        """Lay this policy over the one of a folder above: both hold from then on."""
        return self if above is None else replace(self, above=above)

    def in_folder_of(self, file: str) -> "Policy":
        """Let the highest policy of the chain ignore what it ignores in the folder of a file."""
        if self.above is not None:
            return replace(self, above=self.above.in_folder_of(file))
        more = tuple(code for one in self.folders_of(file) for code in one.ignore)
        return replace(self, ignore=(*self.ignore, *more)) if more else self

    def chain(self) -> "Iterator[Policy]":
        """List the policies that hold together: this one, then those above it."""
        here: Policy | None = self
        while here is not None:
            yield here
            here = here.above

    @property
    def highest(self) -> "Policy":
        """The policy above all others of the chain: it alone can loosen anything."""
        return [*self.chain()][-1]

    def counts(self, code: str) -> bool:
        """Whether a rule is asked at all; limits are judged whatever a policy selects."""
        if self.left_out and code.startswith(self.left_out):
            return False
        if code.startswith(ALWAYS):
            return True
        if self.asked:
            return code.startswith(self.asked) and not self._ignores(code)
        return any(one.selects(code, nested=one.above is not None) for one in self.chain())

    def selects(self, code: str, *, nested: bool = False) -> bool:
        """Whether this policy by itself asks for a rule; a nested one does so by name alone."""
        if self.select:
            return code.startswith(self.select) and not self.ignores(code)
        return not nested and not self.ignores(code)

    def ignores(self, code: str) -> bool:
        """Whether this policy by itself ignores a rule."""
        return bool(self.ignore) and code.startswith(self.ignore)

    def _ignores(self, code: str) -> bool:
        """Whether the highest policy ignores a rule, and none below asks for it by name."""
        return self.highest.ignores(code) and not any(
            one.select and one.selects(code) for one in self.chain()
        )

    def severity_of(self, code: str, usual: Severity) -> Severity | None:
        """Say how much a breach weighs; None where it is off. The heaviest of the chain holds."""
        weighed = self.highest.weight_of(code) or usual.value
        for one in self.chain():
            own = one.weight_of(code)
            if own is not None and WEIGHTS.index(own) > WEIGHTS.index(weighed):
                weighed = own
        return None if weighed == "off" else Severity(weighed)

    def weight_of(self, code: str) -> str | None:
        """Return the word that this policy itself has for a rule: the longest beginning wins."""
        fitting = [one for one in self.severities if code.startswith(one)]
        return self.severities[max(fitting, key=len)] if fitting else None

    def limits_for(self, file: str) -> tuple[Limit, ...]:
        """Return the limits that hold for a file, by the folder it lies in."""
        return self._held(file, lambda one: one.limits)

    def max_new_for(self, file: str) -> tuple[Limit, ...]:
        """Return what a new file may come to, by the folder it lies in."""
        return self._held(file, lambda one: one.max_new)

    def baselines_for(self, file: str) -> tuple[Baseline, ...]:
        """What gates hold a file to besides what it was; a folder's own stands for the other."""
        found = []
        for one in self.chain():
            own = [each.baseline for each in one.folders_of(file) if each.baseline is not None]
            found += own or ([one.baseline] if one.baseline is not None else [])
        return tuple(found)

    def _held(self, file: str, limits: "Limits") -> tuple[Limit, ...]:
        found: list[Limit] = []
        for one in self.chain():
            found += limits(one)
            for each in one.folders_of(file):
                found += limits(each)
        return tuple(found)

    def folders_of(self, file: str) -> Iterator[FolderRules]:
        """List the folder rules of this policy itself that are for a file."""
        if not self.folders:
            return
        inside = [name.parent.as_posix() for name in _names(file, self)]
        for one in self.folders:
            if any(is_for(one.folder, folder) for folder in inside):
                yield one

    def excludes(self, file: str) -> bool:
        """Whether a file is not checked; a nested policy cannot take files away."""
        highest = self.highest
        return bool(highest.exclude) and all(
            is_excluded(name.as_posix(), highest.exclude) for name in _names(file, highest)
        )

    @property
    def allows_waivers(self) -> bool:
        """Whether files may waive rules under all policies of the chain."""
        return all(one.waivers_allowed for one in self.chain())

    @property
    def needed_of_waivers(self) -> tuple[str, ...]:
        """The keys that every waiver must have."""
        return _each_once(key for one in self.chain() for key in one.waivers_need)

    @property
    def needed_limits(self) -> tuple[str, ...]:
        """The metrics on which a file must state limits of its own."""
        return _each_once(name for one in self.chain() for name in one.required_limits)

    @property
    def gates(self) -> tuple[Gate, ...]:
        """The most by which a change may raise metrics, of all policies of the chain."""
        return tuple(gate for one in self.chain() for gate in one.max_increase)

    @property
    def allows_deletions(self) -> bool:
        """Whether a change may remove a scenario; no policy says yes by saying nothing."""
        return self.highest.deletions_allowed

    def guards(self, file: str) -> bool:
        """Whether a change of a file has to pass anything, so that it may not just vanish."""
        return bool(self.gates or self.limits_for(file) or self.max_new_for(file))


WEIGHTS = ("off", "info", "warning", "error")
"""The words for how much a breach weighs, the lightest first."""


Limits = Callable[[Policy | FolderRules], tuple[Limit, ...]]
"""Takes the limits of one kind from a policy, or from what it says of a folder."""


def _each_once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def is_for(pattern: str, folder: str) -> bool:
    """
    Tell whether a pattern of `folders` is for a folder, both relative to the policy.

    >>> is_for("cases", "cases/nordic"), is_for("cases/*", "cases"), is_for(".", "cases")
    (True, False, True)
    """
    plain = posixpath.normpath(pattern.strip("/"))
    everywhere = plain == "." and not folder.startswith("..")
    return everywhere or fnmatchcase(folder, plain) or fnmatchcase(folder, f"{plain}/*")


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


def _names(file: str, policy: Policy) -> tuple[PurePath, ...]:
    """
    Write a path as one from the folder of a policy: as it is named, and as links lead.

    Limits hold by either, and nothing is left out but by both: a link takes no file away from them.
    """
    if not policy.file:
        return (PurePath(os.path.normpath(file)),)
    root = policy.root or "."
    named = os.path.relpath(os.path.abspath(file), os.path.abspath(root))  # noqa: PTH100 - texts
    real = os.path.relpath(real_path(file), real_path(root))
    return tuple(map(PurePath, dict.fromkeys((named, real))))


def is_known(code: str, known: Sequence[str]) -> bool:
    """Whether a code, or the beginning of one, means a rule."""
    wanted = code.strip().upper()
    return bool(wanted) and any(one.startswith(wanted) for one in known)
