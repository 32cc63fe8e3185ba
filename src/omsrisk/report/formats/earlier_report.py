"""Earlier reports: whether what stands in a file begins as omsrisk begins it in a format."""

import re
import zlib
from html import unescape
from typing import IO


def begins_as_json(start: bytes) -> bool:
    r"""
    Whether a file is JSON with our version of its schema, or one of the schemas themselves.

    >>> begins_as_json(b'{\n  "schema_version": 2,\n  "results": []\n}')
    True
    >>> begins_as_json(b'{"version": 2}')
    False
    """
    text = _text(start)
    return bool(_JSON.match(text) or _SCHEMA.match(text))


def begins_as_csv(start: bytes) -> bool:
    r"""
    Whether a file has the head of one of our tables, for Excel or not.

    >>> begins_as_csv(b"start,amount,cumulative\n"), begins_as_csv(b"start,end\n")
    (True, False)
    >>> begins_as_csv("\N{BYTE ORDER MARK}start;amount;cumulative\n".encode())
    True
    """
    head = _text(start).removeprefix("\N{BYTE ORDER MARK}").partition("\n")[0].rstrip("\r")
    head = head.replace(";", ",")
    return head in _WHOLE_HEADS or head.startswith(_HEADS) or _is_head_of_sweep(head.split(","))


def begins_as_text(start: bytes) -> bool:
    r"""
    Whether a file begins as text of ours.

    >>> begins_as_text(b"Retailer   retailer.yaml\nbig-bang | USD | undiscounted, before tax\n")
    True
    >>> begins_as_text(b"Minutes\nbig-bang | phased\n")
    False
    """
    return _is_ours([line for line in _text(start).splitlines() if line.strip()])


def begins_as_markdown(start: bytes) -> bool:
    r"""
    Whether a file begins as Markdown of ours, a comment included.

    >>> begins_as_markdown(b"## Retailer (retailer.yaml)\n\nbig-bang \\| USD \\| before tax  \n")
    True
    >>> begins_as_markdown(b"# Minutes\n\nbig-bang \\| USD  \n")
    False
    """
    text = _text(start)
    if _COMMENT.match(text):
        return True
    plain = unescape(text).replace("\N{ZERO WIDTH SPACE}", "")
    lines = [re.sub(r"\\(.)", r"\1", line) for line in plain.splitlines() if line.strip()]
    if lines and lines[0].startswith("| scenario |"):
        return _is_ours([lines[0].replace("|", " ")])
    return text.startswith("## ") and _is_ours([lines[0].removeprefix("## "), *lines[1:]])


def begins_as_html(start: bytes) -> bool:
    """Whether a file is a page whose generator is omsrisk."""
    return '<meta name="generator" content="omsrisk">' in _text(start)


def begins_as_svg(start: bytes) -> bool:
    """Whether a file is a picture whose generator is omsrisk."""
    return bool(re.match(r'<svg [^>]*data-generator="omsrisk"', _text(start)))


def begins_as_findings(start: bytes) -> bool:
    r"""
    Whether a file begins with findings as people read them.

    >>> begins_as_findings(b"error[SCN102]: unknown key\n"), begins_as_findings(b"error: no idea\n")
    (True, False)
    """
    return bool(_FINDINGS.match(_text(start)))


def begins_as_github(start: bytes) -> bool:
    """Whether a file begins with an annotation of ours."""
    return bool(re.match(r"::(error|warning|notice)\b.*\b[A-Z]{3}\d{3}\b", _text(start)))


def begins_as_gitlab(start: bytes) -> bool:
    r"""
    Whether a file is a list of findings whose first is ours, or of none at all.

    >>> begins_as_gitlab(b"[]\n"), begins_as_gitlab(b'[{"check_name": "no-console"}]')
    (True, False)
    """
    return bool(re.match(r'\[\s*(\]\s*\Z|\{[^{}]*"check_name": "[A-Z]{3}\d{3}")', _text(start)))


def begins_as_sarif(start: bytes) -> bool:
    """Whether a file is SARIF whose tool is omsrisk."""
    text = _text(start)
    return text.startswith("{") and bool(re.search(r'"driver": \{\s*"name": "omsrisk"', text))


def begins_as_junit(start: bytes) -> bool:
    """Whether a file is JUnit XML of ours."""
    return bool(re.match(r'<\?xml[^>]*>\s*<testsuites name="omsrisk ', _text(start)))


def is_workbook(file: IO[bytes]) -> bool:
    """Whether a file is a workbook of ours that nobody has saved since, with what he put in."""
    from zipfile import BadZipFile, ZipFile

    try:
        with ZipFile(file) as parts, parts.open("docProps/core.xml") as part:
            told = _text(part.read(_LONGEST_PROPERTIES))
    except (BadZipFile, KeyError, NotImplementedError, OSError, RuntimeError, ValueError, zlib.error):
        return False  # another file, or one that is damaged, locked or packed in another way
    return all(one in told for one in _AS_WRITTEN)


_AS_WRITTEN = (
    "<cp:lastModifiedBy>omsrisk</cp:lastModifiedBy>",
    '<dcterms:modified xsi:type="dcterms:W3CDTF">2000-01-01T00:00:00Z</dcterms:modified>',
)
"""What a program writes anew that saves a workbook: who changed it last, or when."""

_LONGEST_PROPERTIES = 65_536
"""Bytes: no more of a part is unpacked, whatever it says."""


def _text(start: bytes) -> str:
    return start.decode("utf-8", errors="replace")


_JSON = re.compile(r'\s*\{\s*"schema_version":\s*[12]\b')
_SCHEMA = re.compile(
    r'\{\s*"\$schema": "https://json-schema\.org/draft/2020-12/schema",\s*"title": "omsrisk '
)
_COMMENT = re.compile(r"(<!-- omsrisk:.* -->\n|\*\*.+\*\* against \S)")
_FINDINGS = re.compile(
    r"((error|warning|info)\[[A-Z]{3}\d{3}\]: "
    r"|\S.*:\d+:\d+: (error |warning |info )?[A-Z]{3}\d{3} "
    r"| *\d+  [A-Z]{3}\d{3}  )"
)

_WHOLE_HEADS = frozenset(
    {
        "file",  # where nothing could be priced
        "code,severity,rule,clock,source",
        "go_live,net_exposure,rank,role",
        "of,topic,unit,meaning",
        "path,low_input,high_input,low,high",
        "start,amount,cumulative",
        "topic,text",
    }
)
_HEADS = (
    "area,decision,cheaper,",
    "base,file,mean_difference,",
    "file,figure,point_value,",
    "file,label,path,meaning,",
    "file,name,currency,figure,id,",
    "file,status,old,new,change,",
    "go_live,net_exposure,rank,role,",
    "id,group,label,",
    "name,owner,cost,avoided,",
    "path,event,first_order,total_order,",
    "path,label,owner,event,",
    "path,unit,value,",
    "path,value,",
    "start,amount,p10,",
    "trial,",
)
"""What follows depends on the scenarios."""


def _is_head_of_sweep(columns: list[str]) -> bool:
    """Whether a table is one of inputs that are varied, and of what they give."""
    from omsrisk.core.pricing.figures import MEMOS, TOTALS, statistic_of
    from omsrisk.scenario.schema.paths import is_path

    *paths, metric = columns
    metric = re.sub(r".*[.:] ?", "", metric)  # behind a file or a phase
    is_metric = metric in TOTALS or metric in MEMOS or statistic_of(metric) is not None
    return is_metric and bool(paths) and is_path(paths[0])


def _is_ours(lines: list[str]) -> bool:
    """Whether text, without empty lines and what a format adds, is one of our reports."""
    if not lines:
        return False
    title, *rest = lines
    if _has_currency(rest[:1]) or _TITLES.match(title) or _is_topic(title):
        return True
    return title.startswith("Against ") and any(map(_CHANGED_FILE.match, rest))


_TITLES = re.compile(
    r"omsrisk explain TOPIC$|The \d+ rules of omsrisk check$|\s*scenario  .*\bnet exposure\b"
)
_CHANGED_FILE = re.compile(r"\S.*\.ya?ml(\)| +was \S.*|)$|No scenario has changed\.")


def _has_currency(facts: list[str]) -> bool:
    """Whether a line tells facts beside each other, a currency among them."""
    from omsrisk.report.number_style import UNITS
    from omsrisk.scenario.schema.currencies import minor_digits

    parts = [part.strip() for line in facts for part in line.split(" | ")]
    told = (part.partition(" ")[2] if part.partition(" ")[0] in UNITS else part for part in parts)
    return len(parts) > 1 and any(part in minor_digits() for part in told)


def _is_topic(title: str) -> bool:
    """Whether a title is that of a topic, which `explain` knows."""
    from omsrisk.analysis.explain import explain
    from omsrisk.checks.changes.change_codes import CHANGE_CODES
    from omsrisk.checks.policy.topics import explain_policy, policy_topics
    from omsrisk.checks.rules import BY_CODE

    found = _TOPIC.search(title)
    if found is None:
        return False
    topic = found[found.lastindex or 0]
    known = (*BY_CODE, *CHANGE_CODES, *policy_topics())
    return topic in known or bool(explain_policy(topic)) or explain(topic).found


_TOPIC = re.compile(
    r"^([A-Z]{3}\d{3}): |^Keys of `([a-z0-9_.*-]+)`$|^([a-z0-9_.*-]+)$|^\S.* \(([a-z0-9_.*-]+)\)$"
)
