"""The report of `diff`: what changes of inputs cost, file by file, then all together."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from omsrisk.analysis.diff import ChangedInput, ChangedRange, ChangedTotal, Difference
from omsrisk.analysis.gates import Breach
from omsrisk.checks.review import Reviewed, Status
from omsrisk.core.case import Spread
from omsrisk.core.figures import TOTALS
from omsrisk.core.money import add, share_of, to_minor_unit
from omsrisk.errors import OmsriskError
from omsrisk.report import comment, findings_record, numbers
from omsrisk.report.document import (
    Block,
    Column,
    Content,
    Document,
    Lines,
    Role,
    Row,
    Sheet,
    Table,
    Title,
)
from omsrisk.scenario.findings import Finding

_NET = "net_exposure"
_COLUMNS = tuple(Column(key) for key in ("file", "status", "old", "new", "change"))


def document(found: Sequence[Reviewed], against: str, *, tag: str = "") -> Document:
    """
    Report a review.

    Args:
        found: Each scenario that has changed, or may have.
        against: What the baseline is called.
        tag: What a hidden marker of the comment says, so that it can be found again.
    """
    records = [_file(one) for one in found]
    rows = tuple(
        Row((one["file"], one["status"], *(_figure(one, key) for key in ("old", "new", "change"))))
        for one in records
    )
    sheet = Sheet(_COLUMNS, rows)
    record = {
        "status": overall(found),
        "against": against,
        "files": records,
        "totals": _together_record(found),
        "breaches": sum(len(one.breaches) for one in found),
    }
    return Document(
        tuple(_blocks(found, against)),
        record,
        sheet,
        lambda: comment.pieces(found, against, tag),
    )


def failure(against: str | None) -> Document:
    """
    Say that nothing could be compared, for machine formats; `ending` says why.

    Args:
        against: The ref that was asked for; None for two files.
    """
    record: dict[str, Any] = {
        "status": "failed",
        "against": against,
        "files": [],
        "totals": None,
        "breaches": 0,
    }
    return Document((), record, Sheet(_COLUMNS, ()))


def ending(
    found: Sequence[Reviewed],
    findings: Sequence[Finding],
    errors: Sequence[OmsriskError],
    exit_code: int,
) -> dict[str, Any]:
    """
    Say what the call came to, as other commands do in machine formats.

    Args:
        found: Each scenario that was reviewed.
        findings: What is wrong with them, or with a policy.
        errors: What kept omsrisk from comparing.
        exit_code: What it exits with.
    """
    return {
        "summary": {
            "files": len(found),
            "invalid": sum(one.status is Status.INVALID for one in found),
            "violations": sum(len(one.breaches) for one in found),
            "exit_code": exit_code,
        },
        "diagnostics": [
            *(findings_record.of_error(one) for one in errors),
            *(findings_record.of_finding(one) for one in findings),
        ],
    }


def overall(found: Sequence[Reviewed]) -> str:
    """Say in a word what the review comes to."""
    if any(one.status is Status.INVALID for one in found):
        return "invalid"
    if any(one.breaches for one in found):
        return "over"
    quiet = {Status.UNCHANGED, Status.RENAMED}
    return "unchanged" if all(one.status in quiet for one in found) else "changed"


def _figure(record: dict[str, Any], key: str) -> Any:
    totals: dict[str, Any] = record["totals"]
    return totals[_NET][key] if totals else None


def _digits(one: Reviewed) -> int:
    assessment = one.difference.new if one.difference is not None else one.assessment
    return 2 if assessment is None else assessment.scenario.minor_digits


def _file(one: Reviewed) -> dict[str, Any]:
    found, digits = one.difference, _digits(one)

    def rounded(value: Decimal | None) -> Decimal | None:
        return None if value is None else to_minor_unit(value, digits)

    return {
        "file": one.file,
        "old_file": one.old_file or None,
        "status": one.status.value,
        "currency": _currency(one),
        "comparable": found is not None and found.is_comparable,
        "no_longer_assessed": [] if found is None else list(found.lost),
        "newly_assessed": [] if found is None else list(found.gained),
        "inputs": [] if found is None else [_input(change, digits) for change in found.inputs],
        "ranges": [] if found is None else [_range(change) for change in found.ranges],
        "correlations": []
        if found is None
        else [
            {"inputs": [first, second], "old": was, "new": now}
            for first, second, was, now in found.correlations
        ],
        "lines": []
        if found is None
        else [
            {
                "id": line.id,
                "label": line.label,
                "old": rounded(line.old),
                "new": rounded(line.new),
                "change": rounded(line.change),
            }
            for line in found.lines
        ],
        "totals": {}
        if found is None
        else {total.name: _total(total, found, digits) for total in found.totals},
        "new_findings": [findings_record.of_finding(finding) for finding in one.appeared],
        "gone_findings": [findings_record.of_finding(finding) for finding in one.gone],
        "problems": [findings_record.of_finding(finding) for finding in one.problems],
        "breaches": [
            {
                "gate": str(breach.gate),
                "metric": breach.gate.metric,
                "change": rounded(breach.change),
                "allowed": rounded(breach.allowed),
                "reason": breach.reason or None,
            }
            for breach in one.breaches
        ],
    }


def _currency(one: Reviewed) -> str | None:
    assessment = one.difference.new if one.difference is not None else one.assessment
    return None if assessment is None else assessment.scenario.currency


def _input(one: ChangedInput, digits: int) -> dict[str, Any]:
    return {
        "path": one.path,
        "unit": one.unit,
        "old": one.old,
        "new": one.new,
        "effect": None if one.effect is None else to_minor_unit(one.effect, digits),
        "written_in": one.written_in or None,
    }


def _range(one: ChangedRange) -> dict[str, Any]:
    old, new = (
        None
        if spread is None
        else {
            "distribution": spread.kind,
            "low": spread.low,
            "likely": spread.likely,
            "high": spread.high,
            "outside": spread.share,
        }
        for spread in (one.old, one.new)
    )
    return {"path": one.path, "unit": one.unit, "old": old, "new": new}


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


def together(found: Sequence[Reviewed]) -> tuple[Decimal, Decimal] | None:
    """Add the net exposure of all files up, before and now; None where they cannot be added."""
    pairs = [one.difference for one in found if one.difference is not None]
    currencies = {one.new.scenario.currency for one in pairs}
    if len(pairs) < 2 or len(currencies) > 1 or not all(one.is_comparable for one in pairs):  # noqa: PLR2004 - several
        return None
    totals = [one.total(_NET) for one in pairs]
    return (
        add(*(one.old or Decimal(0) for one in totals)),
        add(*(one.new or Decimal(0) for one in totals)),
    )


def _together_record(found: Sequence[Reviewed]) -> dict[str, Any] | None:
    both = together(found)
    if both is None:
        return None
    digits = max(_digits(one) for one in found)
    change = add(both[1], both[0].copy_negate())
    share = share_of(change, abs(both[0]))
    return {
        _NET: {
            "old": to_minor_unit(both[0], digits),
            "new": to_minor_unit(both[1], digits),
            "change": to_minor_unit(change, digits),
            "percent": None if share is None else to_minor_unit(share.scaleb(2), 2),
        }
    }


def _blocks(found: Sequence[Reviewed], against: str) -> Iterator[Block]:
    yield Title(f"Against {against}")
    if not found:
        yield Lines(("No scenario has changed.",))
        return
    for one in found:
        yield Title(one.file, f"was {one.old_file}" if one.old_file else "")
        yield Lines(sentences(one))
        if one.difference is not None and one.status is not Status.UNCHANGED:
            yield from _changes(one, one.difference)
        yield from _findings(one)
    both = together(found)
    if both is not None:
        digits = max(_digits(one) for one in found)
        change = numbers.change(add(both[1], both[0].copy_negate()), digits)
        old, new = (numbers.money(value, digits) for value in both)
        yield Title(f"All {sum(one.difference is not None for one in found)} files")
        yield Lines((f"Net exposure {old} -> {new}: {change}.",))


def sentences(one: Reviewed) -> tuple[str, ...]:
    """Say in sentences what became of a file, for people in any format."""
    lines: list[str] = []
    if one.status is Status.NEW:
        lines.append(f"New: net exposure {_net(one)}. There is nothing to compare it with.")
    elif one.status is Status.DELETED:
        lines.append(f"Deleted: net exposure was {_net(one)}.")
    elif one.status is Status.INVALID:
        lines.append(f"Not valid now: {_problem(one)}.")
    elif one.status is Status.INVALID_BEFORE:
        lines.append(f"Not valid before, so there is no baseline; now net exposure {_net(one)}.")
    elif one.difference is not None:
        lines += _of_difference(one, one.difference)
    lines += [f"FAILS {breach.gate}: {_breach(one, breach)}." for breach in one.breaches]
    return tuple(lines)


def _of_difference(one: Reviewed, found: Difference) -> Iterator[str]:
    digits = _digits(one)
    if one.status is Status.RENAMED:
        yield f"Renamed from {one.old_file}, unchanged in money."
        return
    if one.status is Status.UNCHANGED:
        yield "Unchanged in money."
        return
    if found.lost:
        yield f"No longer assessed: {', '.join(found.lost)}. The totals are not comparable."
    elif not found.is_comparable:
        yield "In another currency: the totals are not comparable."
    else:
        net = found.total(_NET)
        change = net.change or Decimal(0)
        share = f" ({signed_percent(net.share)})" if net.share is not None else ""
        old, new = (numbers.money(value or Decimal(0), digits) for value in (net.old, net.new))
        yield f"Net exposure {old} -> {new}: {numbers.change(change, digits)}{share}."
    if found.ranges and not found.is_changed_in_money:
        yield "The point values are as they were."
    for range_ in found.ranges[:_MOST_RANGES]:
        old, new = (shown_range(spread, range_.unit) for spread in (range_.old, range_.new))
        yield f"Range of {range_.path}: {old} -> {new}."
    if len(found.ranges) > _MOST_RANGES:
        yield f"{len(found.ranges) - _MOST_RANGES} more ranges change."
    for first, second, was, now in found.correlations:
        yield (
            f"Rank correlation of {first} and {second}: "
            f"{numbers.number(was)} -> {numbers.number(now)}."
        )
    if found.gained:
        yield f"Newly assessed: {', '.join(found.gained)}."
    bases = dict.fromkeys(change.written_in for change in found.inputs if change.written_in)
    if bases:
        yield f"Through the base {', '.join(bases)}."


def signed_percent(share: Decimal) -> str:
    """Write a change as a percentage with two digits after the point."""
    percent = to_minor_unit(share.scaleb(2), 2)
    return f"{'+' if percent > 0 else ''}{percent:,f} %"


def _net(one: Reviewed) -> str:
    if one.assessment is None:
        return "unknown"
    scenario = one.assessment.scenario
    net = numbers.money(Decimal(one.assessment.totals[_NET] or 0), scenario.minor_digits)
    return f"{net} {scenario.currency}"


def _problem(one: Reviewed) -> str:
    if not one.problems:
        return "it cannot be read"
    first, more = one.problems[0], len(one.problems) - 1
    others = f", and {more} more" if more else ""
    return f"{first.code} at {first.file}:{first.line}{others}"


def _breach(one: Reviewed, breach: Breach) -> str:
    if breach.change is None or breach.allowed is None:
        return breach.reason
    digits = _digits(one)
    risen = numbers.change(breach.change, digits)
    return f"it rises by {risen}, {numbers.money(breach.allowed, digits)} is allowed"


def _changes(one: Reviewed, found: Difference) -> Iterator[Block]:
    digits = _digits(one)
    if found.inputs:
        columns = (
            Column("input", whole=True),
            Column("was"),
            Column("is"),
            Column("alone", Content.CHANGE, digits),
            Column("written in", give_way=1),
        )
        yield Table(
            columns,
            tuple(
                Row(
                    (
                        change.path,
                        shown_value(change.old, change.unit),
                        shown_value(change.new, change.unit),
                        change.effect,
                        change.written_in,
                    )
                )
                for change in found.inputs
            ),
        )
    rows = [Row((line.label, line.old, line.new, line.change)) for line in found.lines]
    if found.is_comparable:
        rows += [
            Row((_label(found, total.name), total.old, total.new, total.change), Role.TOTAL)
            for total in found.totals
            if total.change
        ]
    if rows:
        heads = (
            Column("expected"),
            Column("was", Content.MONEY, digits),
            Column("is", Content.MONEY, digits),
            Column("change", Content.CHANGE, digits),
        )
        yield Table(heads, tuple(rows))


def _label(found: Difference, name: str) -> str:
    """Name a total; the cost of failure is no expected amount where failure is not certain."""
    label = TOTALS[name].label
    certain = all(
        one.totals["cost_of_failure"] == one.totals["expected_cost_of_failure"]
        for one in (found.old, found.new)
    )
    return label if certain or name != "cost_of_failure" else f"{label}, if it fails"


def shown_value(value: Decimal | None, unit: str) -> str:
    """Write the number of an input, or a dash where it is not stated."""
    if value is None:
        return "-"
    return numbers.percentage(value) if unit == "1" else numbers.number(value)


_MOST_RANGES = 5


def shown_range(spread: Spread | None, unit: str) -> str:
    """
    Write a range with its ends, or a dash where there is none.

    >>> shown_range(Spread("pert", Decimal(2), Decimal(42), Decimal(3)), "day")
    '2 to 42, likely 3'
    >>> shown_range(Spread("lognormal", Decimal("0.01"), Decimal("0.1"), None, Decimal("0.05")), "1")
    'P5 1 % to P95 10 % (lognormal)'
    """
    if spread is None:
        return "-"
    low, high = (shown_value(end, unit) for end in (spread.low, spread.high))
    likely = "" if spread.likely is None else f", likely {shown_value(spread.likely, unit)}"
    kind = "" if spread.kind == "pert" else f" ({spread.kind})"
    if spread.share is not None:
        percent = int(spread.share.scaleb(2))
        low, high = f"P{percent} {low}", f"P{100 - percent} {high}"
    return f"{low} to {high}{likely}{kind}"


def _findings(one: Reviewed) -> Iterator[Block]:
    lines = [f"new: {found.code} {found.message}" for found in one.appeared]
    lines += [f"gone: {found.code} {found.message}" for found in one.gone]
    if lines:
        yield Lines(tuple(lines))
