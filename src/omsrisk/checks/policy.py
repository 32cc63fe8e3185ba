"""The policy: what a team holds its business cases to, from `.omsrisk.yaml` above each file."""

import os
import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fnmatch import fnmatchcase
from pathlib import Path, PurePath
from typing import Annotated, Any, ClassVar

from pydantic import Field
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from omsrisk.analysis.gates import Gate, gate_of
from omsrisk.core.figures import SHARES
from omsrisk.core.text import visible
from omsrisk.errors import UsageError
from omsrisk.scenario.choices import Choice, nearest
from omsrisk.scenario.files import read_bytes
from omsrisk.scenario.findings import Finding, InvalidScenarioError, Severity, at, in_order
from omsrisk.scenario.governance import Texts
from omsrisk.scenario.model import Element, Section
from omsrisk.scenario.modelled import Modelled
from omsrisk.scenario.nodes import List, Map, Node, Scalar
from omsrisk.scenario.numbers import shown
from omsrisk.scenario.oversight import Limit, LimitMap
from omsrisk.scenario.quantities import Text, refuse, text_of
from omsrisk.scenario.reader import UnreadableError, read

NAME = ".omsrisk.yaml"

_SEVERITIES = Choice("error", "warning", "info", "off")


class Severities:
    """Validates a map of codes, or their beginnings, to how much a breach weighs."""

    def take(self, value: Any) -> dict[str, str]:
        """
        Take the map.

        Raises:
            PydanticCustomError: It is none, or holds another word.
        """
        if not isinstance(value, dict):
            raise refuse("SCN107", "expected a map of codes", "such as `GOV016: error`")
        found: dict[str, str] = {}
        problems: list[tuple[str, str, dict[str, Any]]] = []
        for code, word in value.items():
            try:
                found[code.upper()] = _SEVERITIES.pick(word)
            except PydanticCustomError as error:
                problems.append((code, error.type, error.context or {}))
        if problems:
            raise PydanticCustomError("quantity", "{problems}", {"problems": problems})
        return found

    def __get_pydantic_core_schema__(self, _source: Any, _handler: Any) -> CoreSchema:
        """Validate with `take`."""
        return core_schema.no_info_plain_validator_function(self.take)


class Increases:
    """Validates the most by which metrics may rise: a map of metrics, `5%` or an amount."""

    def take(self, value: Any) -> tuple[Gate, ...]:
        """
        Take the map.

        Raises:
            PydanticCustomError: It is none, or holds what is no increase.
        """
        if not isinstance(value, dict):
            raise refuse("SCN107", "expected a map of metrics", "such as `net_exposure: 5%`")
        gates: list[Gate] = []
        problems: list[tuple[str, str, dict[str, Any]]] = []
        for metric, node in value.items():
            try:
                gates.append(gate_of(f"{metric}={text_of(node)}"))
            except UsageError as error:
                problems.append((metric, "SCN105", {"message": error.message, "hint": error.hint}))
            except PydanticCustomError as error:
                problems.append((metric, error.type, error.context or {}))
        if problems:
            raise PydanticCustomError("quantity", "{problems}", {"problems": problems})
        return tuple(gates)

    def __get_pydantic_core_schema__(self, _source: Any, _handler: Any) -> CoreSchema:
        """Validate with `take`."""
        return core_schema.no_info_plain_validator_function(self.take)


class FolderPolicy(Element):
    """Limits for the files of a folder, beside those for all."""

    name_key: ClassVar[str] = "folder"

    folder: Text = Field(default=None, description="Relative to the policy; `*` stands for any.")
    limits: LimitMap = Field(default=None, description="The most that metrics may come to there.")


class PolicyFile(Section):
    """What a team holds its business cases to."""

    select: Texts = Field(default=None, description="Codes, or their beginnings, that count alone.")
    ignore: Texts = Field(default=None, description="Codes, or their beginnings, that do not count.")
    severities: Annotated[dict[str, str] | None, Severities()] = Field(
        default=None, description="How much a breach weighs, by code: error, warning, info, off."
    )
    limits: LimitMap = Field(default=None, description="The most that metrics may come to.")
    folders: tuple[FolderPolicy, ...] | None = Field(
        default=None, description="More limits, by folder."
    )
    exclude: Texts = Field(default=None, description="Files that are not checked, as patterns.")
    waivers: Annotated[str | None, Choice("allowed", "forbidden")] = Field(
        default=None, description="Whether files may waive rules."
    )
    max_increase: Annotated[tuple[Gate, ...] | None, Increases()] = Field(
        default=None, description="The most by which a change may raise metrics; `diff` judges it."
    )


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
        folder = os.path.dirname(os.path.abspath(file)) if file != "-" else os.getcwd()  # noqa: PTH100, PTH109, PTH120 - any text
        if folder not in self._by_folder:
            self._by_folder[folder] = self._above(folder)
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


_NONE = Policy()


def read_policy(file: str, known: Sequence[str] = ()) -> Policy:
    """
    Read a policy.

    Args:
        file: Where it stands.
        known: The codes that there are.

    Raises:
        CannotReadError: Its bytes cannot be fetched.
        InvalidScenarioError: It is not valid; it carries all findings.
    """
    try:
        _, node = read(file, read_bytes(file))
    except UnreadableError as error:
        raise InvalidScenarioError([error.finding]) from None
    if not isinstance(node, Map):
        finding = at(node, "SCN101", "expected a map of keys at the top level of a policy")
        raise InvalidScenarioError([finding])
    modelled = Modelled(node, PolicyFile)
    content = modelled.file
    modelled.findings += [*_unknown_codes(node, known), *_nameless_folders(node)]
    if modelled.findings or content is None:
        raise InvalidScenarioError(in_order(modelled.findings))
    return Policy(
        file=file,
        select=_codes(content.select),
        ignore=_codes(content.ignore),
        severities=content.severities or {},
        limits=_from(file, content.limits),
        folders=tuple((one.folder or ".", _from(file, one.limits)) for one in content.folders or ()),
        exclude=content.exclude or (),
        waivers_allowed=content.waivers != "forbidden",
        max_increase=content.max_increase or (),
    )


def _unknown_codes(policy: Map, known: Sequence[str]) -> Iterator[Finding]:
    """Point at every code that means no rule."""
    for key in ("select", "ignore", "severities"):
        for place in _code_nodes(policy.entries.get(key), is_map=key == "severities"):
            if known and not is_known(place.text, known):
                message = f"`{key}`: there is no rule {shown(place.text)}"
                hint = nearest(place.text, tuple(known)) or "omsrisk rules"
                yield at(place, "SCN108", message, hint=hint, path=key)


def _code_nodes(node: Node | None, *, is_map: bool) -> list[Scalar]:
    nodes: Iterable[Node] = ()
    if isinstance(node, Map):
        nodes = node.keys.values() if is_map else ()
    elif not is_map:
        nodes = node.items if isinstance(node, List) else (node,) if node is not None else ()
    return [one for one in nodes if isinstance(one, Scalar) and not one.is_null]


def _nameless_folders(policy: Map) -> Iterator[Finding]:
    """Point at limits that are for no folder: nobody would know for which files they hold."""
    folders = policy.entries.get("folders")
    for one in folders.items if isinstance(folders, List) else ():
        if isinstance(one, Map) and "folder" not in one.entries:
            message, hint = (
                "`folder` is missing in `folders`",
                "`.` is the policy's own, with all below",
            )
            yield at(one, "SCN103", message, hint=hint, path="folders")


def _codes(texts: Iterable[str] | None) -> tuple[str, ...]:
    return tuple(one.strip().upper() for one in texts or ())


def _from(file: str, limits: tuple[Limit, ...] | None) -> tuple[Limit, ...]:
    return tuple(one._replace(origin=file) for one in limits or ())


def is_known(code: str, known: Sequence[str]) -> bool:
    """Whether a code, or the beginning of one, means a rule."""
    wanted = code.strip().upper()
    return bool(wanted) and any(one.startswith(wanted) for one in known)


def tightened(own: Sequence[Limit], others: Sequence[Limit]) -> tuple[Limit, ...]:
    """
    Put limits together: a file can tighten those of others, and never widen them.

    A limit is left out where another one on the metric is as low, fails as hard and lets no more be
    missing: one that only warns does not stand for a higher one that fails.
    """
    every = (*own, *others)
    return tuple(
        one
        for at, one in enumerate(every)
        if not any(
            _stands_for(other, one) and (here > at or not _stands_for(one, other))
            for here, other in enumerate(every)
            if here != at
        )
    )


def _stands_for(one: Limit, other: Limit) -> bool:
    """Whether whatever breaks the other limit breaks this one, and as hard."""
    return (
        one.metric == other.metric
        and one.maximum <= other.maximum
        and (one.level == "error" or other.level != "error")
        and set(one.allow_not_assessed) <= set(other.allow_not_assessed)
    )


def limits_of(settings: Iterable[str], origin: str = "--max") -> tuple[Limit, ...]:
    """
    Read limits of the command line, `METRIC=AMOUNT`.

    Raises:
        UsageError: One is none.
    """
    found = []
    for setting in settings:
        metric, _, text = (part.strip() for part in setting.partition("="))
        is_share = metric.rpartition(".")[2] in SHARES
        number = _amount_of(text)
        percent = text.endswith("%")
        if not metric or number is None or (number > 1 if is_share else percent):
            hint = "chance_of_stopping_early=10%" if is_share else "net_exposure=500000"
            raise UsageError(f"{origin} {visible(setting)}: write it as METRIC=AMOUNT", hint)
        found.append(Limit(metric, number, origin=origin))
    return tuple(found)


_AMOUNT = re.compile(r"[0-9]{1,18}(?:\.[0-9]{1,12})?%?")


def _amount_of(text: str) -> Decimal | None:
    """Read an amount or a share, as large and as fine as a file may state one; None for no number."""
    if not _AMOUNT.fullmatch(text):
        return None
    return Decimal(text[:-1]).scaleb(-2) if text.endswith("%") else Decimal(text)
