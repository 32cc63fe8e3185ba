"""The record of a reviewed scenario, for machine formats."""

from datetime import date
from decimal import Decimal
from typing import Any

from omsrisk.analysis.changes.changed_values import (
    ChangedInput,
    ChangedLine,
    ChangedRange,
    ChangedSetting,
    ChangedTotal,
)
from omsrisk.analysis.changes.diff import Difference
from omsrisk.checks.changes.review import ReviewedFile
from omsrisk.core.money import share_of, to_minor_unit
from omsrisk.core.pricing.case import Spread
from omsrisk.core.pricing.figures import TOTALS
from omsrisk.report.changes.changed_sentences import digits_of
from omsrisk.report.findings import record as findings_record

_NET = "net_exposure"


def record_of(one: ReviewedFile) -> dict[str, Any]:
    """
    Say what became of a scenario as a program wants it: amounts are numbers, rounded.

    Args:
        one: What was reviewed.
    """
    found, digits = one.difference, digits_of(one)

    def rounded(value: Decimal | None) -> Decimal | None:
        return None if value is None else to_minor_unit(value, digits)

    def line_record(line: ChangedLine) -> dict[str, Any]:
        return {
            "id": line.id,
            "label": line.label,
            "old": rounded(line.old),
            "new": rounded(line.new),
            "change": rounded(line.change),
        }

    assessment = found.new if found is not None else one.assessment
    return {
        "file": one.file,
        "old_file": one.old_file or None,
        "status": one.status.value,
        "cause": one.cause or None,
        "currency": None if assessment is None else assessment.scenario.currency,
        "comparable": found is not None and found.is_comparable,
        "no_longer_assessed": [] if found is None else list(found.lost),
        "newly_assessed": [] if found is None else list(found.gained),
        "elements": _elements(found),
        "inputs": [] if found is None else [_input(change, digits) for change in found.inputs],
        "settings": [] if found is None else [_setting(change, digits) for change in found.settings],
        "ranges": [] if found is None else [_range(change, digits) for change in found.ranges],
        "correlations": []
        if found is None
        else [
            {"inputs": [first, second], "old": was, "new": now}
            for first, second, was, now in found.correlations
        ],
        "limits": []
        if found is None
        else [
            {
                "metric": shown.metric,
                "old": None if old is None else old.maximum,
                "new": None if new is None else new.maximum,
                "old_level": None if old is None else old.level,
                "new_level": None if new is None else new.level,
            }
            for old, new in found.limits
            for shown in [new or old]
            if shown is not None
        ],
        "lines": [] if found is None else [line_record(line) for line in found.lines],
        "totals": {}
        if found is None
        else {total.name: _total(total, found, digits) for total in found.totals},
        "at": None if found is None else found.at.value,
        "means": _means(one, digits),
        "line_means": [] if found is None else [line_record(line) for line in found.mean_lines],
        "new_findings": [findings_record.of_finding(finding) for finding in one.appeared],
        "gone_findings": [findings_record.of_finding(finding) for finding in one.gone],
        "waived_findings": [findings_record.of_finding(finding) for finding in one.waived],
        "problems": [findings_record.of_finding(finding) for finding in one.problems],
        "breaches": [
            {
                "code": breach.code,
                "gate": breach.what,
                "metric": breach.metric or None,
                "change": rounded(breach.change),
                "allowed": rounded(breach.allowed),
                "reason": breach.reason or None,
            }
            for breach in one.breaches
        ],
    }


def _elements(found: Difference | None) -> dict[str, Any]:
    if found is None:
        return {"removed": [], "added": [], "renamed": []}
    changes = found.elements
    removed, added = (
        [{"list": each.where, "name": each.name} for each in elements]
        for elements in (changes.removed, changes.added)
    )
    renamed = [{"list": a.where, "old": a.name, "new": b.name} for a, b in changes.renamed]
    return {"removed": removed, "added": added, "renamed": renamed}


def _means(one: ReviewedFile, digits: int) -> dict[str, Any] | None:
    if one.means is None:
        return None
    told = {_NET: _amounts(*one.means, digits)}
    states = None if one.difference is None else one.difference.states
    for name in TOTALS if states is not None else ():
        old, new = (state.totals[name] for state in states or ())
        if old is not None and new is not None:
            told[name] = _amounts(old, new, digits)
    return told


def _amounts(old: Decimal, new: Decimal, digits: int) -> dict[str, Any]:
    share = share_of(new - old, abs(old))
    return {
        "old": to_minor_unit(old, digits),
        "new": to_minor_unit(new, digits),
        "change": to_minor_unit(new - old, digits),
        "percent": None if share is None else to_minor_unit(share.scaleb(2), 2),
    }


def _input(one: ChangedInput, digits: int) -> dict[str, Any]:
    return {
        "path": one.path,
        "unit": one.unit,
        "old": one.old,
        "new": one.new,
        "effect": None if one.effect is None else to_minor_unit(one.effect, digits),
        "written_in": one.written_in or None,
    }


def _setting(one: ChangedSetting, digits: int) -> dict[str, Any]:
    old, new = (
        [value.isoformat() if isinstance(value, date) else value for value in values]
        for values in (one.old, one.new)
    )
    return {
        "path": one.path,
        "old": old,
        "new": new,
        "effect": None if one.effect is None else to_minor_unit(one.effect, digits),
        "written_in": one.written_in or None,
    }


def _range(one: ChangedRange, digits: int) -> dict[str, Any]:
    old, new = (range_record(spread) for spread in (one.old, one.new))
    effect = None if one.effect is None else to_minor_unit(one.effect, digits)
    return {"path": one.path, "unit": one.unit, "old": old, "new": new, "effect": effect}


def range_record(spread: Spread | None) -> dict[str, Any] | None:
    """
    Say what is known of an input; null where it has no range.

    Args:
        spread: Its range, in its unit.
    """
    if spread is None:
        return None
    return {
        "distribution": spread.kind,
        "low": spread.low,
        "likely": spread.likely,
        "high": spread.high,
        "outside": spread.share,
    }


def _total(one: ChangedTotal, found: Difference, digits: int) -> dict[str, Any]:
    known = found.is_comparable
    old, new = (None if v is None else to_minor_unit(v, digits) for v in (one.old, one.new))
    change = one.change if known else None
    share = one.share if known else None
    return {
        "old": old,
        "new": new,
        "change": None if change is None else to_minor_unit(change, digits),
        "percent": None if share is None else to_minor_unit(share.scaleb(2), 2),
    }
