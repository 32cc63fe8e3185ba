"""The policy file: its model, and how one is read, as strictly as a scenario."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, Any, ClassVar

from pydantic import Field
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from omsrisk.analysis.gates import Gate, gate_of
from omsrisk.checks.policy import Policy, is_known
from omsrisk.errors import UsageError
from omsrisk.scenario.choices import Choice, nearest
from omsrisk.scenario.files import read_bytes
from omsrisk.scenario.findings import Finding, InvalidScenarioError, at, in_order
from omsrisk.scenario.governance import Texts
from omsrisk.scenario.model import Element, Section
from omsrisk.scenario.modelled import Modelled
from omsrisk.scenario.nodes import List, Map, Node, Scalar
from omsrisk.scenario.numbers import shown
from omsrisk.scenario.oversight import Limit, LimitMap
from omsrisk.scenario.quantities import Text, refuse, text_of
from omsrisk.scenario.reader import UnreadableError, read

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
