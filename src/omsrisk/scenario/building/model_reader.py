"""From a document to a model: every problem at once, each at its place, none in Python's words."""

from itertools import islice
from typing import TYPE_CHECKING, Generic, TypeVar

from pydantic import ValidationError

from omsrisk.core.pricing.case import PHASES
from omsrisk.scenario.documents.decimals import shown
from omsrisk.scenario.documents.findings import Finding, InvalidScenarioError, Severity, at
from omsrisk.scenario.documents.nodes import (
    JsonObject,
    JsonValue,
    List,
    Map,
    Node,
    Origin,
    Scalar,
)
from omsrisk.scenario.documents.places import Location, child_of, key_at, node_at, path_of
from omsrisk.scenario.reading.bounds import FINDINGS, too_many_findings
from omsrisk.scenario.reading.files import read_bytes
from omsrisk.scenario.reading.reader import UnreadableError, read
from omsrisk.scenario.schema.choices import nearest
from omsrisk.scenario.schema.currencies import minor_digits
from omsrisk.scenario.schema.paths import amounts_or_items, known_input, known_paths, shapes_of
from omsrisk.scenario.schema.priced.section import Section
from omsrisk.scenario.schema.quantities import QUANTITY_KEYS, UNKNOWN_KEY, plain
from omsrisk.scenario.schema.scenario_file import AROUND_THE_PRICES
from omsrisk.scenario.written.wanted import Surroundings
from omsrisk.text import visible

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

M = TypeVar("M", bound=Section)


_COMPARED = 2_000
"""Findings after which no unknown key is compared with those there are: nobody meant such a file."""


def read_map(file: str, content: bytes | None, noun: str) -> Map:
    """
    Read a file that is one map of keys, and no scenario.

    Args:
        file: Where it stands.
        content: Its bytes; None where they are to be fetched.
        noun: What it is, with its article.

    Raises:
        CannotReadError: Its bytes cannot be fetched.
        InvalidScenarioError: It cannot be read, or is no map.
    """
    try:
        _, node = read(file, read_bytes(file) if content is None else content)
    except UnreadableError as error:
        raise InvalidScenarioError([error.finding]) from None
    if not isinstance(node, Map):
        finding = at(node, "SCN101", f"expected a map of keys at the top level of {noun}")
        raise InvalidScenarioError([finding])
    return node


class ModelReader(Generic[M]):
    """
    One document, read into a model.

    Args:
        document: The document.
        model: What it is read into.
        file: What was read of it, where that has been done.

    Attributes:
        findings: What is wrong or odd, in no order.
        file: The model, where it could be made; where something was wrong, of what was left.
    """

    def __init__(self, document: Map, model: type[M], file: M | None = None) -> None:
        self.findings: list[Finding] = []
        self._root = document
        self._modelled = model
        self._excused: set[Location] = set()
        self._with_unknown_keys: set[Location] = set()
        self.file: M | None = file
        if file is None:
            entries = document.entries.items()
            plainly = {key: plain(one) for key, one in entries if not key.startswith("x-")}
            self.file = self._model(plainly, model)

    @property
    def is_valid(self) -> bool:
        """Whether no error was found."""
        return not any(one.severity is Severity.ERROR for one in self.findings)

    def _model(self, document: JsonObject, model: type[M]) -> M | None:
        try:
            return model.model_validate(document)
        except ValidationError as error:
            number = error.error_count()
            told = error.errors(include_url=False, include_input=False)
            for one in islice(told, FINDINGS.most):
                self._translate(one, document)
            if number > FINDINGS.most:
                self.findings.append(too_many_findings(self._root, number))
                return None
        try:
            return model.model_validate(document)
        except ValidationError:  # what was mended is still wrong: the first findings will do
            return None

    def _translate(self, error: "ErrorDetails", document: JsonObject) -> None:
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
        self, location: Location, kind: str, context: JsonObject, document: JsonObject
    ) -> None:
        if kind == UNKNOWN_KEY:
            self._unknown_key(location, document)
            return
        if kind == "SCN103" and self._is_excused(location):
            return
        node = self.place_of(location)
        path = self._path(location)
        if kind.startswith("SCN"):
            code, message, hint = kind, context["message"], self._hint(location, context)
        elif isinstance(node, Scalar) and node.is_null:
            code, message, hint = "SCN104", "has no value", "give it keys, or remove it"
        else:
            wanted = "a list" if kind in {"list_type", "tuple_type"} else "a map of keys"
            code, hint = "SCN107", ""
            message = f"expected {wanted}, found {_noun(node)}"
        from omsrisk.scenario.documents.codes import CODES  # for files in which something is wrong

        place = node
        if code == "SCN103":
            place = key_at(self._root, location[:-1])
            message = f"{message} in `{self._path(location[:-1])}`"
        else:
            at_key = code in {"SCN102", "SCN104"}
            place = key_at(self._root, location) if at_key else node
            message = f"`{path}`{' ' if CODES[code].is_of_the_path else ': '}{message}"
        self.findings.append(at(place, code, message, hint=hint, path=path))
        self._excused.add(location)
        _replace(document, location, _ZERO if self._is_number(location) else None)

    def _hint(self, location: Location, context: JsonObject) -> str:
        """Return the hint of an error; of a number, with what the file and the key say of it."""
        if "read_as" not in context:
            return str(context["hint"])
        from omsrisk.scenario.written.hints import hint_for

        currency = self._root.entries.get("currency")
        code = currency.text if isinstance(currency, Scalar) else ""
        known = known_input(self._path(location))
        unit = "" if known is None else known.declaration.unit
        around = Surroundings(code if code in minor_digits() else "", unit)
        return hint_for(context["written"], context["read_as"], around)

    def _unknown_key(self, location: Location, document: JsonObject) -> None:
        parent, key = location[:-1], str(location[-1])
        known = self._keys(parent)
        within = f" in `{self._path(parent)}`" if parent else ""
        hint = nearest(key, known) if len(self.findings) < _COMPARED else ""
        wanted = next((one for one in known if f"`{one}`" in hint), None)
        if ":" in key and key.partition(":")[0] in known:
            wanted = key.partition(":")[0]
            hint = "a space is missing after the colon"
        if not hint and self._is_shared(location):
            priced = location[2] not in AROUND_THE_PRICES
            why = "is charged once for" if priced else "belongs to"
            hint = f"it {why} the whole roll-out: state it outside the phases"
        if not hint:
            hint = _where_it_belongs(key)
        if not hint:
            hint = f"keys{' of `' + self._path(parent) + '`' if parent else ''}: {', '.join(known)}"
        message = f"unknown key `{visible(key)}`{within}"
        path = self._path(location)
        self.findings.append(
            at(key_at(self._root, location), "SCN102", message, hint=hint, path=path)
        )
        _replace(document, location, None)
        self._with_unknown_keys.add(parent)
        if wanted is not None:
            meant = (*parent, wanted)
            self._excused.add(meant)
            if self._is_number(meant) and isinstance(self.place_of(location), Scalar):
                _replace(document, meant, _ZERO)

    def _report(self, location: Location, code: str, message: str, hint: str) -> None:
        """Add a finding: a missing key points at the key of its parent, the rest at the value."""
        if self._is_excused(location):
            return
        from omsrisk.scenario.documents.codes import CODES

        path, declared = self._path(location), CODES[code]
        if code == "SCN103":
            message = message or f"`{path}` is missing"
            place = key_at(self._root, location[:-1])
        else:
            place = self.place_of(location)
            if declared.is_of_the_path:
                message = f"`{path}` {message}"
        severity = declared.severity
        self.findings.append(at(place, code, message, hint=hint, path=path, severity=severity))

    def _is_excused(self, location: Location) -> bool:
        return any(location[:length] in self._excused for length in range(len(location) + 1))

    def _without_tags(self, location: Location) -> Location:
        """Drop the names of union members, which pydantic puts among the keys."""
        node: Node | None = self._root
        kept: list[str | int] = []
        for part in location:
            if isinstance(node, List) and isinstance(part, str):
                continue
            if isinstance(node, Scalar) or (
                part == "amount" and kept[-1:] and kept[-1] in amounts_or_items()
            ):
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
        section = self._section_at(location)
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
        section = self._section_at(location[:-1]) if location else None
        shape = shapes_of(section).get(str(location[-1])) if section is not None else None
        return shape is not None and shape.kind is not None

    def _section_at(self, location: Location) -> type[Section] | None:
        section: type[Section] | None = self._modelled
        for part in location:
            if isinstance(part, int):
                continue
            shape = shapes_of(section).get(part) if section is not None else None
            section = shape.below if shape is not None else None
        return section


def _where_it_belongs(key: str) -> str:
    """Name the sections that know a key; nothing where none does, or too many do."""
    word = key.casefold().replace("-", "_")
    named = (path.rpartition(".") for path in known_paths())
    homes = {
        section.removeprefix(f"{PHASES}.*").strip(".") for section, _, last in named if last == word
    }
    if "" in homes:
        return f"`{word}` stands in no section: state it at the margin"
    if not homes or len(homes) > _FEW_HOMES:
        return ""
    return f"`{word}` is a key of {' and of '.join(f'`{one}`' for one in sorted(homes))}"


_FEW_HOMES = 4


def _zero() -> Scalar:
    node = Scalar(Origin("", ""), 0, 0, 0, 0)
    node.text, node.style = "0", None
    return node


_ZERO = _zero()


def _replace(document: JsonValue, location: Location, value: Scalar | None) -> None:
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


def _noun(node: Node) -> str:
    return f"the text {shown(node.text)}" if isinstance(node, Scalar) else str(node.noun)
