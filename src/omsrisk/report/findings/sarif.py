"""Findings as SARIF 2.1.0, for code scanning."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from pathlib import PurePath
from urllib.parse import quote

from omsrisk import __version__
from omsrisk.checks.judge import WrittenFindings
from omsrisk.report.findings.findings_report import FindingsReport, Meaning
from omsrisk.report.findings.fingerprint import fingerprints
from omsrisk.report.findings.sentence import sentence
from omsrisk.report.formats.to_json import WrittenElement, ascii_pieces, element_text, quoted
from omsrisk.report.formats.to_markdown import escaped
from omsrisk.report.kept_texts import Element, KeptTexts, text_of, together
from omsrisk.report.project_page import HOMEPAGE, help_page, tags_of
from omsrisk.scenario.documents.findings import Finding, Severity
from omsrisk.scenario.documents.nodes import JsonObject
from omsrisk.scenario.reading.files import plain_name
from omsrisk.text import visible

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_DID_NOT_RUN = 2
_NOT_A_NAME = re.compile("[\ud800-\udc7f\udd00-\udfff]")
"""Surrogates that stand for no byte of a file's name."""


def to_sarif(report: FindingsReport) -> Iterator[str]:
    """
    Write findings as the results of one run.

    What no file is to blame for is a notification about the tool's configuration: as a result
    without a file it would make GitHub refuse the whole upload.

    Yields:
        JSON; it ends with a line break.
    """
    levels = _gravest(report)
    index = {code: number for number, code in enumerate(levels)}
    driver = {
        "name": "omsrisk",
        "version": __version__,
        "informationUri": HOMEPAGE,
        "rules": [_rule(code, report.meanings[code], level) for code, level in levels.items()],
    }
    run = {
        "tool": {"driver": driver},
        "invocations": [_invocation(report, index)],
        "columnKind": "unicodeCodePoints",
        "results": _results(report, index),
    }
    yield from ascii_pieces({"$schema": SCHEMA, "version": "2.1.0", "runs": iter([lambda: run])})
    yield "\n"


def _gravest(report: FindingsReport) -> dict[str, str]:
    """Return every code that occurs the level of its gravest finding."""
    order = list(Severity)
    found: dict[str, Severity] = {}
    every = chain(((one.code, one.severity) for one in report.findings), report.codes)
    for code, severity in every:
        found[code] = min(found.get(code, severity), severity, key=order.index)
    return {code: _LEVELS[found[code]] for code in sorted(found)}


def _rule(code: str, meaning: Meaning, level: str) -> JsonObject:
    source = f"Source: {meaning.source}" if meaning.source else ""
    more = f"omsrisk explain {code}"
    help_texts = tuple(visible(text) for text in (meaning.hint, source) if text)
    page = help_page(code, __version__)
    marked = (*map(escaped, help_texts), f"More: `{more}`, or the [documentation]({page})")
    words = re.findall(r"[^\W_]+", meaning.name)
    return {
        "id": code,
        "name": "".join(word[0].upper() + word[1:] for word in words) or code,
        "shortDescription": _message(visible(meaning.name)),
        "fullDescription": _message(visible(meaning.reason)),
        "helpUri": page,
        "help": {
            **_message("\n\n".join((*help_texts, f"More: {more}"))),
            "markdown": "\n\n".join(marked),
        },
        "defaultConfiguration": {"level": level},
        "properties": {"tags": list(tags_of(code))},
    }


def _invocation(report: FindingsReport, index: dict[str, int]) -> JsonObject:
    exit_code = report.summary["exit_code"]
    return {
        "executionSuccessful": exit_code != _DID_NOT_RUN,
        "exitCode": exit_code,
        "toolConfigurationNotifications": [
            {
                "associatedRule": {"id": one.code, "index": index[one.code]},
                "level": _LEVELS[one.severity],
                "message": _message(sentence(one.message, one.hint)),
                "locations": _locations(one),
            }
            for one in report.findings
            if not one.file
        ],
        "toolExecutionNotifications": [
            {
                "descriptor": {"id": "cannot-run"},
                "level": "error",
                "message": _message(sentence(*error)),
            }
            for error in report.errors
        ],
    }


_DEPTH = 4
"""Around a result are the document, its runs, the run and the list."""

_INDEX, _MESSAGE, _URI, _IDENTITY = 97531864208642, "\0message\0", "%00", "\0identity\0"
"""Stand for what differs from file to file, where a result is written once for many."""


def elements_of(findings: Sequence[Finding]) -> Element:
    """
    Write what was found in a file, as it stands in the document, but for the numbers of the rules.

    In their place stand the codes: a number follows from what is found in all files.

    Args:
        findings: One at least, all of them in a file.
    """
    told = zip(findings, fingerprints(findings), strict=True)
    return together((_element(one, identity) for one, identity in told), _DEPTH)


def _results(report: FindingsReport, index: Mapping[str, int]) -> Iterator[WrittenElement]:
    identities = fingerprints(report.findings)
    for one in report.by_file():
        if isinstance(one, WrittenFindings):
            yield WrittenElement(_numbered(one, index).text)
            continue
        identity = next(identities)
        if one.file:
            alike, (code, *differing) = _element(one, identity)
            yield WrittenElement(text_of((alike, (str(index[code]), *differing))))


def _numbered(one: WrittenFindings, index: Mapping[str, int]) -> WrittenFindings:
    """Put the numbers of rules in the place of their codes, the first of what differs in each."""
    differing = list(one.differing)
    differing[::_DIFFERING] = [str(index[code]) for code in differing[::_DIFFERING]]
    return one._replace(differing=tuple(differing))


def _element(one: Finding, identity: str) -> Element:
    name, is_absolute = _named(one.file)
    # all that is written but the four that differ; an absolute name is written otherwise
    key = (*one[:2], *one[4:8], one.source, is_absolute)
    message = _in_ascii(_without_marks(sentence(one.message, one.hint)))
    return _ALIKE.of(key, lambda: _with_marks(one)), (one.code, message, name, f'"{identity}"')


@lru_cache(maxsize=1)
def _named(file: str) -> tuple[str, bool]:
    """Return the address of a file as it is written, and whether it is absolute."""
    uri = _artifact(file)["uri"]
    return _in_ascii(uri), uri.startswith("file:")


def _with_marks(one: Finding) -> str:
    marked = _result(one, _INDEX, _IDENTITY)
    marked["message"] = {"text": _MESSAGE}
    place = marked["locations"][0]["physicalLocation"]
    place["artifactLocation"] = {**place["artifactLocation"], "uri": _URI}
    return element_text(marked, depth=_DEPTH, is_ascii=True)


def _in_ascii(text: str) -> str:
    return quoted(text, is_ascii=True)


MARKS = (str(_INDEX), *map(_in_ascii, (_MESSAGE, _URI, _IDENTITY)))
_DIFFERING = len(MARKS)
_ALIKE = KeptTexts(MARKS)


def _result(one: Finding, rule_index: int, identity: str) -> JsonObject:
    result: JsonObject = {
        "ruleId": one.code,
        "ruleIndex": rule_index,
        "level": _LEVELS[one.severity],
        "message": _message(sentence(one.message, one.hint)),
        "locations": _locations(one),
        "partialFingerprints": {"omsriskFingerprint/v1": identity},
    }
    if one.source:
        result["properties"] = {"source": visible(one.source)}
    return result


def _locations(one: Finding) -> list[JsonObject]:
    location: JsonObject = {}
    if one.file:
        location["physicalLocation"] = {"artifactLocation": _artifact(one.file), **_region(one)}
    if one.path:
        location["logicalLocations"] = [{"fullyQualifiedName": visible(one.path)}]
    return [location] if location else []


@lru_cache(maxsize=64)
def _artifact(file: str) -> dict[str, str]:
    name = _NOT_A_NAME.sub("\ufffd", plain_name(file))
    if PurePath(file).is_absolute():
        written = quote(name.lstrip("/"), safe="/:", errors="surrogateescape")
        return {"uri": f"file:///{written}"}
    return {"uri": quote(name, errors="surrogateescape"), "uriBaseId": "%SRCROOT%"}


def _region(one: Finding) -> JsonObject:
    if not one.line:
        return {}
    region = {"startLine": one.line}
    if one.column:
        region |= {"startColumn": one.column, "endColumn": max(one.end_column, one.column)}
    return {"region": region}


def _message(text: str) -> dict[str, str]:
    """Write a text so that no viewer finds a placeholder or a link in it."""
    return {"text": _without_marks(text)}


def _without_marks(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}").replace("](", "]\\(")
