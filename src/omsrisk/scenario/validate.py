"""Validating a merged document: every problem at once, each at its place."""

from functools import cache
from typing import Any

from pydantic import ValidationError

from omsrisk.core.case import Case
from omsrisk.core.needs import Missing, idle_inputs, missing_inputs
from omsrisk.core.text import visible
from omsrisk.scenario.choices import nearest
from omsrisk.scenario.findings import Finding, Severity, at
from omsrisk.scenario.merging import nearest_path
from omsrisk.scenario.model import AROUND_THE_PRICES, Phase, PricedFile, Section
from omsrisk.scenario.nodes import List, Map, Node, Origin, Scalar
from omsrisk.scenario.numbers import shown
from omsrisk.scenario.places import (
    Location,
    child_of,
    exact_node_at,
    key_at,
    node_at,
    path_of,
)
from omsrisk.scenario.plan import oddities_of, problems_of
from omsrisk.scenario.quantities import QUANTITY_KEYS, UNKNOWN_KEY, plain
from omsrisk.scenario.resolve import Resolver
from omsrisk.scenario.shapes import known_paths, root, shapes_of

_HIDDEN_PARTS = ("inventory_loss", "customer_attrition", "brand_damage")
_AMOUNTS = (*_HIDDEN_PARTS, "cost")
_CATEGORIES = ("data_misalignment", "delay", "training_deficit", "hidden_costs")


class Validation:
    """
    One document, validated.

    Attributes:
        findings: What is wrong or odd, in no order.
        file: The model, where nothing is wrong.
        case: What the core prices, where nothing is wrong.
    """

    def __init__(self, document: Map, set_paths: tuple[str, ...] = ()) -> None:
        self.findings: list[Finding] = []
        self.file: PricedFile | None = None
        self.case: Case | None = None
        self._root = document
        self._excused: set[Location] = set()
        entries = document.entries.items()
        file = self._model({key: plain(one) for key, one in entries if not key.startswith("x-")})
        if file is not None:
            self._judge(file, set_paths)

    @property
    def is_valid(self) -> bool:
        """Whether the document can be priced."""
        return not any(one.severity is Severity.ERROR for one in self.findings)

    def _model(self, document: dict[str, Any]) -> PricedFile | None:
        model: type[PricedFile] = PricedFile
        if not document.keys().isdisjoint(AROUND_THE_PRICES):
            from omsrisk.scenario.whole import ScenarioFile

            model = ScenarioFile
        try:
            return model.model_validate(document)
        except ValidationError as error:
            for one in error.errors(include_url=False):
                self._translate(one, document)
        try:
            return model.model_validate(document)
        except ValidationError:  # what was mended is still wrong: the first findings will do
            return None

    def _translate(self, error: Any, document: dict[str, Any]) -> None:
        """Turn pydantic's error into a finding, and mend the document to find the others."""
        location = self._without_tags(error["loc"])
        if error["type"] == "quantity":
            for key, kind, context in error["ctx"]["problems"]:
                below = key if isinstance(key, tuple) else (key,)
                self._problem((*location, *below), kind, context or {}, document)
            self._excused.add(location)
            _replace(document, location, _ZERO if self._is_number(location) else None)
        else:
            self._problem(location, error["type"], error.get("ctx", {}), document)

    def _problem(
        self, location: Location, kind: str, context: dict[str, Any], document: dict[str, Any]
    ) -> None:
        if kind == UNKNOWN_KEY:
            self._unknown_key(location, document)
            return
        if kind == "SCN103" and self._is_excused(location):
            return
        node = self.place_of(location)
        path = self._path(location)
        if kind.startswith("SCN"):
            code, message, hint = kind, context["message"], context["hint"]
        elif isinstance(node, Scalar) and node.is_null:
            code, message, hint = "SCN104", "has no value", "give it keys, or remove it"
        else:
            wanted = "a list" if kind in {"list_type", "tuple_type"} else "a map of keys"
            code, hint = "SCN107", ""
            message = f"expected {wanted}, found {_noun(node)}"
        place = node
        if code == "SCN103":
            place = key_at(self._root, location[:-1])
            message = f"{message} in `{self._path(location[:-1])}`"
        else:
            place = key_at(self._root, location) if code == "SCN104" else node
            message = f"`{path}`{' ' if message.startswith('has ') else ': '}{message}"
        self.findings.append(at(place, code, message, hint=hint, path=path))
        self._excused.add(location)
        _replace(document, location, _ZERO if self._is_number(location) else None)

    def _unknown_key(self, location: Location, document: dict[str, Any]) -> None:
        parent, key = location[:-1], str(location[-1])
        known = self._keys(parent)
        within = f" in `{self._path(parent)}`" if parent else ""
        hint = nearest(key, known)
        wanted = next((one for one in known if f"`{one}`" in hint), None)
        if ":" in key and key.partition(":")[0] in known:
            wanted = key.partition(":")[0]
            hint = "a space is missing after the colon"
        if not hint and self._is_shared(location):
            hint = "it is charged once for the whole roll-out: state it outside the phases"
        if not hint:
            hint = f"keys{' of `' + self._path(parent) + '`' if parent else ''}: {', '.join(known)}"
        message = f"unknown key `{visible(key)}`{within}"
        path = self._path(location)
        self.findings.append(
            at(key_at(self._root, location), "SCN102", message, hint=hint, path=path)
        )
        _replace(document, location, None)
        if wanted is not None:
            meant = (*parent, wanted)
            self._excused.add(meant)
            if self._is_number(meant) and isinstance(self.place_of(location), Scalar):
                _replace(document, meant, _ZERO)

    def _judge(self, file: PricedFile, set_paths: tuple[str, ...]) -> None:
        sources = file.sources or {}
        for path in sources:
            if not _is_known(path):
                self._report(("sources", path), "SCN109", f"unknown path `{visible(path)}`",
                             nearest_path(path))  # fmt: skip
        resolver = Resolver(self._report, sources, set_paths)
        case = resolver.case(file)
        if type(file) is not PricedFile:
            from omsrisk.scenario.planned import with_plans

            case = with_plans(file, case, self._report)
        if file.currency is None:
            self._report(("currency",), "SCN103", "", "a code of ISO 4217, such as `currency: USD`")
        for missing in missing_inputs(case):
            self._missing_input(missing, resolver)
        for location, code, message, hint in problems_of(file, case):
            self._report(location, code, message, hint)
        self._incomplete_sections(file)
        sections = case.sections.union(*(phase.sections for phase in case.phases))
        if not self.findings and not any(name in sections for name in _CATEGORIES):
            hint = f"add one of: {', '.join(_CATEGORIES)}"
            message = "none of the four categories is assessed"
            self.findings.append(at(self._root, "SCN112", message, hint=hint))
        for idle in idle_inputs(case):
            message = f"`{idle.path}` has no effect: what it would give is stated elsewhere"
            place = self._location(idle.path, resolver)
            self._warn(place, "SCN113", message, "remove it, or the other")
        if self.is_valid:
            for location, code, message, hint in oddities_of(case):
                self._warn(location, code, message, hint)
        if self.is_valid:
            self.file, self.case = file, case

    def _incomplete_sections(self, file: PricedFile) -> None:
        self._incomplete(file, ())
        for index, phase in enumerate(file.phases or ()):
            self._incomplete(phase, ("phases", index))
        capital = file.capital
        if capital is not None and capital.items is not None and capital.system_cost is not None:
            message = "is said twice: as `system_cost`, and by `items`"
            self._report(("capital", "items"), "SCN111", message, "keep one of them")

    def _incomplete(self, file: PricedFile | Phase, where: Location) -> None:
        """Report sections of a scenario or of a phase that are there and say nothing."""
        hidden = file.hidden_costs
        if hidden is not None and all(getattr(hidden, part) is None for part in _HIDDEN_PARTS):
            message = f"`{self._path((*where, 'hidden_costs'))}` has none of its parts"
            place = (*where, "hidden_costs", _HIDDEN_PARTS[0])
            self._report(place, "SCN103", message, f"parts: {', '.join(_HIDDEN_PARTS)}")
        for name in ("stopping", "programme"):
            section = getattr(file, name)
            if section is not None and section.items is None:
                hint = "an empty list is zero; leave the section out if it is not assessed"
                self._report((*where, name, "items"), "SCN103", "", hint)

    def _missing_input(self, missing: Missing, resolver: Resolver) -> None:
        path, needed_by = missing.path, missing.needed_by
        if missing.phase:
            path, needed_by = (f"phases.{missing.phase}.{one}" for one in (path, needed_by))
        location = self._location(path, resolver)
        section = path.rpartition(".")[0]
        message = f"`{path}` is missing"
        prefix = f"phases.{missing.phase}." if missing.phase else ""
        hint = (
            f"or state `{prefix}{missing.instead}`" if missing.instead else f"omsrisk explain {path}"
        )
        if not f"{needed_by}.".startswith(f"{section}."):
            message += f": `{needed_by}` needs it"
            if exact_node_at(self._root, location[:-1]) is None:
                if not self._is_excused(location):
                    anchor = key_at(self._root, self._location(needed_by, resolver))
                    self.findings.append(at(anchor, "SCN103", message, path=path, hint=hint))
                return
        self._report(location, "SCN103", message, hint)

    def _warn(self, location: Location, code: str, message: str, hint: str) -> None:
        node, path = self.place_of(location), self._path(location)
        severity = Severity.WARNING
        self.findings.append(at(node, code, message, hint=hint, path=path, severity=severity))

    def _report(self, location: Location, code: str, message: str, hint: str) -> None:
        """Add a finding: a missing key points at the key of its parent, the rest at the value."""
        if self._is_excused(location):
            return
        path = self._path(location)
        if code == "SCN103":
            message = message or f"`{path}` is missing"
            place = key_at(self._root, location[:-1])
        else:
            place = self.place_of(location)
            if message.startswith(("has ", "says ", "is ", "acts ", "makes ", "excludes ")):
                message = f"`{path}` {message}"
        severity = Severity.WARNING if code == "SCN113" else Severity.ERROR
        self.findings.append(at(place, code, message, hint=hint, path=path, severity=severity))

    def _is_excused(self, location: Location) -> bool:
        return any(location[: len(one)] == one for one in self._excused)

    def _location(self, path: str, resolver: Resolver) -> Location:
        if path in resolver.locations:
            return resolver.locations[path]
        head = path
        tail: list[str] = []
        while head:
            head, _, last = head.rpartition(".")
            tail.insert(0, last)
            if head in resolver.locations:
                return (*resolver.locations[head], *tail)
        return tuple(path.split("."))

    def _without_tags(self, location: Location) -> Location:
        """Drop the names of union members, which pydantic puts among the keys."""
        node: Node | None = self._root
        kept: list[str | int] = []
        for part in location:
            if isinstance(node, List) and isinstance(part, str):
                continue
            if isinstance(node, Scalar) or (part == "amount" and kept[-1:] and kept[-1] in _AMOUNTS):
                continue
            kept.append(part)
            node = child_of(node, part)
        return tuple(kept)

    def place_of(self, location: Location) -> Node:
        """Find the node at a location, or the nearest one above it."""
        return node_at(self._root, location)

    def _path(self, location: Location) -> str:
        return path_of(self._root, location)

    def _keys(self, location: Location) -> tuple[str, ...]:
        section = _section_at(location)
        if section is None or (
            self._is_number(location) and isinstance(self.place_of(location), Map)
        ):
            return QUANTITY_KEYS
        return tuple(shapes_of(section))

    def _is_shared(self, location: Location) -> bool:
        """Whether a key of a phase is one that only the scenario has."""
        above = tuple(str(part) for part in location[2:])
        return location[0] == "phases" and bool(above) and ".".join(above) in known_paths()

    def _is_number(self, location: Location) -> bool:
        section = _section_at(location[:-1]) if location else None
        shape = shapes_of(section).get(str(location[-1])) if section is not None else None
        return shape is not None and shape.kind is not None


def _zero() -> Scalar:
    node = Scalar(Origin("", ""), 0, 0, 0, 0)
    node.text, node.style = "0", None
    return node


_ZERO = _zero()


def _section_at(location: Location) -> type[Section] | None:
    section: type[Section] | None = root()
    for part in location:
        if isinstance(part, int):
            continue
        shape = shapes_of(section).get(part) if section is not None else None
        section = (shape.section or shape.element) if shape is not None else None
    return section


def _replace(document: Any, location: Location, value: Any) -> None:
    """Put a value into the document, or take out what is there."""
    for part in location[:-1]:
        try:
            document = document[part]
        except (KeyError, IndexError, TypeError):
            return
    last = location[-1] if location else ""
    if isinstance(document, dict) and value is not None:
        document[last] = value
    elif isinstance(document, dict):
        document.pop(last, None)
    elif isinstance(document, list) and isinstance(last, int) and last < len(document):
        document[last] = {}


def _noun(node: Any) -> str:
    return f"the text {shown(node.text)}" if isinstance(node, Scalar) else str(node.noun)


def _is_known(path: str) -> bool:
    if path in known_paths():
        return True
    parts = path.split(".")
    return any(
        len(parts) == len(known.split("."))
        and all(mask in {"*", part} for mask, part in zip(known.split("."), parts, strict=True))
        for known in (*known_paths(), *(f"{one}.*" for one in _lists()))
    )


@cache
def _lists() -> tuple[str, ...]:
    """List the paths of every list whose elements have names."""
    names = (".*.item", ".*.name", ".*.area")
    return tuple(one.rpartition(".*.")[0] for one in known_paths() if one.endswith(names))
