"""The report file: what a page for a committee is made of, read as strictly as a scenario."""

import os
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Annotated, NamedTuple

from pydantic import Field
from pydantic_core import CoreSchema, core_schema

from omsrisk.real_paths import real_path
from omsrisk.report.board.board_page import SECTIONS
from omsrisk.report.number_style import LOCALES, MOST_DECIMALS, UNITS
from omsrisk.scenario.building.model_reader import ModelReader, read_map
from omsrisk.scenario.documents.decimals import shown
from omsrisk.scenario.documents.findings import Finding, InvalidScenarioError, at, in_order
from omsrisk.scenario.documents.nodes import JsonObject, List, Map, Node, Plain, Scalar
from omsrisk.scenario.reading.files import plain_name, project_of
from omsrisk.scenario.schema.choices import Choice, OneOrMore, PlainNumber, Version, nearest
from omsrisk.scenario.schema.json_schema import schema_of
from omsrisk.scenario.schema.priced.section import Section
from omsrisk.scenario.schema.quantities import COUNT, MONEY, Text, TextKind, refuse

KEY = "omsrisk-report"


class DigitCount:
    """Validates how many digits follow the point."""

    def take(self, value: Plain) -> int:
        """
        Take a whole number.

        Raises:
            PydanticCustomError: It is none, or too large.
        """
        number = COUNT.number(value)
        if number != number.to_integral_value() or number > MOST_DECIMALS:
            raise refuse("SCN106", f"must be a whole number from 0 to {MOST_DECIMALS}")
        return int(number)

    def __get_pydantic_core_schema__(self, _source: object, _handler: object) -> CoreSchema:
        """Validate with `take`."""
        return core_schema.no_info_plain_validator_function(self.take)

    def __get_pydantic_json_schema__(self, _schema: CoreSchema, _handler: object) -> JsonObject:
        """Describe a whole number."""
        return {"type": "integer", "minimum": 0, "maximum": MOST_DECIMALS}


class ReportFile(Section):
    """What a page for a committee is made of."""

    version: Annotated[int | None, Version(KEY)] = Field(
        default=None, alias="omsrisk-report", description="The version of the format."
    )
    title: Text = Field(default=None, description="What the page is called.")
    options: Annotated[tuple[str, ...] | None, OneOrMore(TextKind())] = Field(
        default=None, description="The roll-outs that may be chosen: files, relative to this one."
    )
    reference: Text = Field(
        default=None, description="A roll-out that is shown and never ranked, such as a status quo."
    )
    preferred: Text = Field(
        default=None,
        description="The option that the sections in depth are about; the lowest mean if left out.",
    )
    budget: Annotated[Decimal | None, PlainNumber(MONEY)] = Field(
        default=None, description="What may be spent on mitigations."
    )
    against: Text = Field(
        default=None, description="The git ref of the last report: what has changed since is told."
    )
    sections: Annotated[tuple[str, ...] | None, OneOrMore(Choice(*SECTIONS))] = Field(
        default=None, description="Only these beside the decision."
    )
    logo: Text = Field(
        default=None, description="A small picture above the title: a file, relative to this one."
    )
    locale: Annotated[str | None, Choice(*LOCALES)] = Field(
        default=None, description="How numbers and days are written."
    )
    unit: Annotated[str | None, Choice(*filter(None, UNITS))] = Field(
        default=None, description="In which unit amounts are told."
    )
    decimals: Annotated[int | None, DigitCount()] = Field(
        default=None, description="Digits after the point of amounts."
    )


class PageAsked(NamedTuple):
    """
    What a report file asks for.

    Attributes:
        file: Its name.
        options: The files of the roll-outs that may be chosen.
        reference: The file of one that is shown and never ranked; None for none.
        preferred: The file of the option to look at in depth; None for the lowest mean.
        logo: The file of a picture; None for none.
        said: Everything else, as the file says it.
    """

    file: str
    options: tuple[str, ...]
    reference: str | None
    preferred: str | None
    logo: str | None
    said: ReportFile


def report_schema() -> JsonObject:
    """Describe what a report file may hold, in JSON Schema 2020-12."""
    schema = schema_of(ReportFile, "omsrisk report file", f"{ReportFile.__doc__}")
    return {**schema, "required": [KEY, "options"]}


def is_report_file(content: bytes) -> bool:
    """Tell whether a text says of itself that it is a report file."""
    return _MARK.search(content) is not None


_MARK = re.compile(rb"""(?:\A(?:\xef\xbb\xbf)?|[\r\n])["']?omsrisk-report["']?[ \t]*:""")


def read_report_file(file: str, content: bytes | None = None) -> PageAsked:
    """
    Read a report file.

    Args:
        file: Where it stands; what it names is relative to its folder.
        content: Its bytes, where somebody has fetched them already.

    Raises:
        CannotReadError: Its bytes cannot be fetched.
        InvalidScenarioError: It is not valid; it carries all findings.
    """
    node = read_map(file, content, "a report file")
    modelled = ModelReader(node, ReportFile)
    said = modelled.file
    named = _Named(file, node)
    problems = [*modelled.findings, *named.problems, *_left_out(node), *named.misnamed()]
    if problems or said is None:
        raise InvalidScenarioError(in_order(problems))
    options, reference = named.files("options"), named.file("reference")
    return PageAsked(file, options, reference, named.file("preferred"), named.file("logo"), said)


def _left_out(node: Map) -> Iterator[Finding]:
    for key, hint in ((KEY, f"write `{KEY}: 1`"), ("options", "name the files of the roll-outs")):
        given = node.entries.get(key)
        if given is None or (isinstance(given, List) and not given.items):
            yield at(node, "SCN103", f"`{key}` is missing", hint=hint, path=key)


class _Named:
    """The files that a report file names, and what is wrong with their names."""

    def __init__(self, file: str, root: Map) -> None:
        self._folder = os.path.dirname(file)  # noqa: PTH120 - any text
        self._project = project_of(file)
        self.problems: list[Finding] = []
        self._files = {key: list(self._found(key, root.entries.get(key))) for key in _NAMING}

    def _found(self, key: str, node: Node | None) -> Iterator[tuple[Scalar, str]]:
        """Name the files of a key from here; what leads out of the project is a problem."""
        for one in node.items if isinstance(node, List) else (node,):
            if not isinstance(one, Scalar) or one.is_null:
                continue
            name = shown(one.text)
            target = os.path.join(self._folder, one.text)  # noqa: PTH118 - any text
            problem = ""
            if os.path.isabs(one.text):  # noqa: PTH117 - any text
                problem = f"`{key}`: {name} is an absolute path"
            elif "\0" in one.text or not Path(real_path(target)).is_relative_to(self._project):
                problem = f"`{key}`: {name} lies outside the project"
            if problem:
                hint = "name a file in the folder of this one, or in the same git work tree"
                self.problems.append(at(one, "SCN201", problem, hint=hint, path=key))
            yield one, plain_name(os.path.normpath(target))

    def files(self, key: str) -> tuple[str, ...]:
        """List the files of a key."""
        return tuple(file for _, file in self._files[key])

    def file(self, key: str) -> str | None:
        """Return the one file of a key; None where there is none."""
        return next(iter(self.files(key)), None)

    def misnamed(self) -> Iterator[Finding]:
        """Point at an option that stands there twice, and at a preferred one that is none of them."""
        seen: set[str] = set()
        for node, file in self._files["options"]:
            if file in seen:
                yield at(
                    node, "SCN110", f"`options`: {shown(node.text)} is named twice", path="options"
                )
            seen.add(file)
        known = tuple(node.text for node, _ in self._files["options"])
        for node, file in self._files["preferred"]:
            if file not in seen:
                message = f"`preferred`: {shown(node.text)} must be one of the options"
                hint = nearest(node.text, known) or f"there are {', '.join(known)}"
                yield at(node, "SCN108", message, hint=hint, path="preferred")
        for node, file in self._files["reference"]:
            if file in seen:
                message = f"`reference`: {shown(node.text)} is an option, which is ranked"
                yield at(node, "SCN108", message, hint="name it once", path="reference")


_NAMING = ("options", "reference", "preferred", "logo")
"""The keys that name files."""
