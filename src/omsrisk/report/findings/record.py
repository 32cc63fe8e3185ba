"""Findings and errors as records of a machine format."""

from typing import Any

from omsrisk.errors import OmsriskError
from omsrisk.scenario.documents.findings import Finding


def of_finding(one: Finding) -> dict[str, Any]:
    """Say a finding as a program wants it; lines and columns count from 1."""
    place = None
    if one.line:
        place = {
            "start": {"line": one.line, "column": one.column},
            "end": {"line": one.line, "column": one.end_column},
        }
    return {
        "code": one.code,
        "severity": one.severity.value,
        "message": one.message,
        "path": one.path or None,
        "file": one.file,
        "range": place,
        "hint": one.hint or None,
        "source": one.source or None,
        "reason": one.reason or None,
        "roll_outs": list(one.roll_outs),
    }


def of_error(one: OmsriskError) -> dict[str, Any]:
    """Say what kept a file from being read."""
    return {
        "code": "cannot-run",
        "severity": "error",
        "message": one.message,
        "path": None,
        "file": None,
        "range": None,
        "hint": one.hint or None,
        "source": None,
        "reason": None,
        "roll_outs": [],
    }
