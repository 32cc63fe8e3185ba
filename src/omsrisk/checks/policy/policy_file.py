"""The policy file: its model, and how one is read, as strictly as a scenario."""

import os
from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from omsrisk.analysis.changes.gates import Gate, gate_of
from omsrisk.checks.policy.policy import ALWAYS, Baseline, FolderRules, Policy, is_known
from omsrisk.errors import UsageError
from omsrisk.scenario.building.model_reader import ModelReader, read_map
from omsrisk.scenario.documents.decimals import shown
from omsrisk.scenario.documents.findings import Finding, InvalidScenarioError, at, in_order
from omsrisk.scenario.documents.nodes import JsonObject, List, Map, Node, Plain, Scalar
from omsrisk.scenario.schema.choices import Choice, OneOrMore, Texts, nearest
from omsrisk.scenario.schema.currencies import CurrencyCode
from omsrisk.scenario.schema.limits import Limit, LimitMap, Limits
from omsrisk.scenario.schema.priced.section import Element, Section
from omsrisk.scenario.schema.quantities import Text, refuse, text_of

_SEVERITIES = Choice("error", "warning", "info", "off")


class Severities:
    """Validates a map of codes, or their beginnings, to how much a breach weighs."""

    def take(self, value: Plain) -> dict[str, str]:
        """
        Take the map.

        Raises:
            PydanticCustomError: It is none, or holds another word.
        """
        if not isinstance(value, dict):
            raise refuse("SCN107", "expected a map of codes", "such as `GOV016: error`")
        found: dict[str, str] = {}
        problems: list[tuple[str, str, JsonObject]] = []
        for code, word in value.items():
            try:
                found[code.upper()] = _SEVERITIES.pick(word)
            except PydanticCustomError as error:
                problems.append((code, error.type, error.context or {}))
        if problems:
            raise PydanticCustomError("quantity", "{problems}", {"problems": problems})
        return found

    def __get_pydantic_core_schema__(self, _source: object, _handler: object) -> CoreSchema:
        """Validate with `take`."""
        return core_schema.no_info_plain_validator_function(self.take)

    def __get_pydantic_json_schema__(self, _schema: CoreSchema, _handler: object) -> JsonObject:
        """Describe a map of codes to words."""
        words = {"enum": list(_SEVERITIES.words)}
        return {"type": "object", "additionalProperties": words}


class Increases:
    """Validates the most by which metrics may rise: a map of metrics, `5%` or an amount."""

    def take(self, value: Plain) -> tuple[Gate, ...]:
        """
        Take the map.

        Raises:
            PydanticCustomError: It is none, or holds what is no increase.
        """
        if not isinstance(value, dict):
            raise refuse("SCN107", "expected a map of metrics", "such as `net_exposure: 5%`")
        gates: list[Gate] = []
        problems: list[tuple[str, str, JsonObject]] = []
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

    def __get_pydantic_core_schema__(self, _source: object, _handler: object) -> CoreSchema:
        """Validate with `take`."""
        return core_schema.no_info_plain_validator_function(self.take)

    def __get_pydantic_json_schema__(self, _schema: CoreSchema, _handler: object) -> JsonObject:
        """Describe a map of metrics to an amount, or to a part such as `5%`."""
        number = {"type": "number", "minimum": 0}
        text = {"type": "string", "pattern": "^\\+?[0-9]"}
        return {"type": "object", "additionalProperties": {"anyOf": [number, text]}}


class BaselineSettings:
    """Validates a baseline: a git ref, or a map of metrics to the figures that were approved."""

    def take(self, value: Plain) -> Baseline:
        """
        Take a ref or a map.

        Raises:
            PydanticCustomError: It is neither, or a figure is not one.
        """
        if not isinstance(value, dict):
            return Baseline(ref=text_of(value))
        recorded = Limits(plain=True).take(value)
        return Baseline(figures=tuple((one.metric, one.maximum) for one in recorded))

    def __get_pydantic_core_schema__(self, _source: object, _handler: object) -> CoreSchema:
        """Validate with `take`."""
        return core_schema.no_info_plain_validator_function(self.take)

    def __get_pydantic_json_schema__(self, _schema: CoreSchema, _handler: object) -> JsonObject:
        """Describe a text, or a map of metrics to a number."""
        number = {"anyOf": [{"type": "number", "minimum": 0}, {"type": "string", "pattern": "%$"}]}
        recorded = {"type": "object", "additionalProperties": number}
        return {"anyOf": [{"type": "string"}, recorded]}


Figures = Annotated[tuple[Limit, ...] | None, Limits(plain=True)]
Held = Annotated[Baseline | None, BaselineSettings()]
Currency = Annotated[str | None, CurrencyCode()]


class FolderPolicy(Element):
    """Limits for the files of a folder, beside those for all."""

    model_config = ConfigDict(json_schema_extra={"required": ["folder"]})
    name_key: ClassVar[str] = "folder"

    folder: Text = Field(default=None, description="Relative to the policy; `*` stands for any.")
    currency: Currency = Field(
        default=None, description="The currency of the amounts here; that of the policy if left out."
    )
    ignore: Texts = Field(
        default=None, description="Codes, or their beginnings, that do not count there."
    )
    limits: LimitMap = Field(default=None, description="The most that metrics may come to there.")
    max_new: Figures = Field(
        default=None, description="The most that metrics of a new scenario may come to there."
    )
    baseline: Held = Field(
        default=None, description="What `max_increase` holds to there, besides the last state."
    )


class PolicyFile(Section):
    """What a team holds its business cases to."""

    currency: Currency = Field(
        default=None,
        description="The currency of all amounts here; if left out, that which a file had before "
        "the change.",
    )
    select: Texts = Field(default=None, description="Codes, or their beginnings, that count alone.")
    ignore: Texts = Field(default=None, description="Codes, or their beginnings, that do not count.")
    severities: Annotated[dict[str, str] | None, Severities()] = Field(
        default=None, description="How much a breach weighs, by code: error, warning, info, off."
    )
    limits: LimitMap = Field(default=None, description="The most that metrics may come to.")
    required_limits: Texts = Field(
        default=None, description="Metrics on which every file must state a limit of its own."
    )
    folders: tuple[FolderPolicy, ...] | None = Field(
        default=None, description="More limits, by folder."
    )
    exclude: Texts = Field(default=None, description="Files that are not checked, as patterns.")
    waivers: Annotated[str | None, Choice("allowed", "forbidden")] = Field(
        default=None, description="Whether files may waive rules."
    )
    waivers_need: Annotated[tuple[str, ...] | None, OneOrMore(Choice("until", "approved_by"))] = (
        Field(default=None, description="Keys that each waiver must have: `until`, `approved_by`.")
    )
    max_increase: Annotated[tuple[Gate, ...] | None, Increases()] = Field(
        default=None,
        description="The most by which a change may raise metrics, in money or as a part: the mean "
        "where the file has ranges; `diff` judges it.",
    )
    max_new: Figures = Field(
        default=None,
        description="The most that metrics of a new scenario may come to; `diff` judges it.",
    )
    deletions: Annotated[str | None, Choice("allowed", "forbidden")] = Field(
        default=None,
        description="Whether a change may remove a scenario that has limits or gates; forbidden if "
        "left out.",
    )
    baseline: Held = Field(
        default=None,
        description="What `max_increase` holds to besides the last state: a git ref such as a tag, "
        "or a map of metrics to the figures that were approved.",
    )


def read_policy(
    file: str, known: Sequence[str] = (), *, root: str | None = None, content: bytes | None = None
) -> Policy:
    """
    Read a policy.

    Args:
        file: Where it stands.
        known: The codes that there are.
        root: The folder to which its patterns are relative; that of the file if left out.
        content: Its bytes, where somebody has fetched them already.

    Raises:
        CannotReadError: Its bytes cannot be fetched.
        InvalidScenarioError: It is not valid; it carries all findings.
    """
    node = read_map(file, content, "a policy")
    modelled = ModelReader(node, PolicyFile)
    found = modelled.file
    modelled.findings += [
        *_unknown_codes(node, known),
        *_limits_left_out(node),
        *_nameless_folders(node),
        *_baselines_of_nothing(node),
    ]
    if modelled.findings or found is None:
        raise InvalidScenarioError(in_order(modelled.findings))
    return Policy(
        file=file,
        root=os.path.dirname(file) if root is None else root,  # noqa: PTH120 - any text
        select=_codes(found.select),
        ignore=_codes(found.ignore),
        severities=found.severities or {},
        limits=_from(file, found.limits, found.currency),
        folders=tuple(_folder(file, one, found.currency) for one in found.folders or ()),
        exclude=found.exclude or (),
        waivers_allowed=found.waivers != "forbidden",
        waivers_need=found.waivers_need or (),
        required_limits=found.required_limits or (),
        max_increase=tuple(
            one._replace(currency=found.currency or "") for one in found.max_increase or ()
        ),
        max_new=_from(file, found.max_new, found.currency),
        deletions_allowed=found.deletions == "allowed",
        baseline=found.baseline,
    )


def _folder(file: str, one: FolderPolicy, currency: str | None) -> FolderRules:
    own = one.currency or currency
    return FolderRules(
        one.folder or ".",
        _from(file, one.limits, own),
        _from(file, one.max_new, own),
        one.baseline,
        _codes(one.ignore),
    )


def _unknown_codes(policy: Map, known: Sequence[str]) -> Iterator[Finding]:
    """Point at every code that means no rule."""
    for key, node in _keys_of_codes(policy):
        for place in _code_nodes(node, is_map=key == "severities"):
            if known and not is_known(place.text, known):
                message = f"`{key}`: there is no rule {shown(place.text)}"
                hint = nearest(place.text, tuple(known)) or "omsrisk rules"
                yield at(place, "SCN108", message, hint=hint, path=key)


def _keys_of_codes(policy: Map) -> Iterator[tuple[str, Node | None]]:
    """List the keys that hold codes, those of folders among them."""
    yield from ((key, policy.entries.get(key)) for key in ("select", "ignore", "severities"))
    folders = policy.entries.get("folders")
    for one in folders.items if isinstance(folders, List) else ():
        if isinstance(one, Map):
            yield "ignore", one.entries.get("ignore")


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


def _from(file: str, limits: tuple[Limit, ...] | None, currency: str | None) -> tuple[Limit, ...]:
    return tuple(one._replace(origin=file, currency=currency or "") for one in limits or ())


def _limits_left_out(policy: Map) -> Iterator[Finding]:
    """Point at what would keep limits from being judged: it would have no effect."""
    for key, node in _keys_of_codes(policy):
        if key == "select":
            continue
        for place in _code_nodes(node, is_map=key == "severities"):
            word = node.entries[place.text] if isinstance(node, Map) else None
            code = place.text.strip().upper()
            is_off = word is None or (isinstance(word, Scalar) and word.text == "off")
            if is_off and code and (code.startswith(ALWAYS) or ALWAYS.startswith(code)):
                message = f"`{key}`: limits are always judged, so {shown(place.text)} stays"
                hint = "to lift a limit, remove it; for a warning, write `level: warning` into it"
                yield at(place, "SCN108", message, hint=hint, path=key)


def _baselines_of_nothing(policy: Map) -> Iterator[Finding]:
    """Point at baselines that no gate holds anything to."""
    gates = policy.entries.get("max_increase")
    held = set(gates.entries) if isinstance(gates, Map) else set()
    folders = policy.entries.get("folders")
    for one in (policy, *(folders.items if isinstance(folders, List) else ())):
        baseline = one.entries.get("baseline") if isinstance(one, Map) else None
        if isinstance(baseline, Map):
            for metric, place in baseline.keys.items():
                if metric not in held:
                    message = f"`baseline`: no gate of `max_increase` is on {shown(metric)}"
                    hint = f"add to `max_increase`: `{metric}: 0`, or how much it may rise"
                    yield at(place, "SCN107", message, hint=hint, path="baseline")
        elif baseline is not None and not held:
            message = "`baseline` has no effect: there is no `max_increase`"
            yield at(baseline, "SCN107", message, hint="say how much may rise", path="baseline")
