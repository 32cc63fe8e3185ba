"""One reviewed scenario as reports need it: small, so that thousands fit where one did."""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from omsrisk.analysis.changes.diff import Difference
from omsrisk.analysis.changes.gates import GateBreach
from omsrisk.analysis.uncertainty.means import At
from omsrisk.checks.changes.change_codes import CHANGE_CODES
from omsrisk.checks.changes.review import ReviewedFile, ReviewStatus
from omsrisk.core.pricing.derived import is_likelihood_of_failure
from omsrisk.core.pricing.figures import TOTALS
from omsrisk.core.pricing.variation import uncertain_inputs
from omsrisk.report import numbers
from omsrisk.report.changes.changed_record import FILE
from omsrisk.report.changes.changed_sentences import (
    breach_reason,
    digits_of,
    findings_told,
    gross,
    part_of_what_it_was,
    sentences,
)
from omsrisk.report.changes.shown_changes import shown_limit, shown_setting, shown_value
from omsrisk.report.document import Block, Column, Content, Headline, Lines, Role, Row, Table, Title
from omsrisk.scenario.documents.findings import Finding, Severity, at
from omsrisk.scenario.documents.nodes import JsonObject
from omsrisk.scenario.documents.places import found_at, location_of

_NET = "net_exposure"
_QUIET = (ReviewStatus.UNCHANGED, ReviewStatus.RENAMED)


class NetChange(NamedTuple):
    """
    The net exposure of a scenario before and now, exact, where both mean the same.

    Attributes:
        old: Before [money].
        new: Now [money].
        share: The difference as a part of what it was; None where that was 0.
        name: What the scenario is called.
        currency: Its currency.
        digits: Digits after the point.
        gross: The same before any likelihood or recovery, where these move: before, and now.
    """

    old: Decimal
    new: Decimal
    share: Decimal | None
    name: str
    currency: str
    digits: int
    gross: tuple[Decimal, Decimal] | None = None


class ChangedFile(NamedTuple):
    """
    A reviewed scenario, with nothing kept of what it was made from.

    Attributes:
        file: Its name now; that of before where it is gone.
        status: What became of it.
        passes: Whether nothing about it fails.
        is_quiet: Whether there is nothing to tell of it.
        record: For machine formats.
        blocks: For people.
        lines: The same in sentences, for a comment.
        lost: What is no longer assessed.
        net: Its net exposure before and now; None where that cannot be compared.
        breaches: How many gates it does not pass.
        problems: What is wrong with it, where it is not valid.
        findings: What reporters of findings are given.
        is_worth_telling: Whether anything but amounts is to be told, however small these are.
    """

    file: str
    status: ReviewStatus
    passes: bool
    is_quiet: bool
    record: JsonObject
    blocks: tuple[Block, ...]
    lines: tuple[str, ...]
    lost: tuple[str, ...]
    net: NetChange | None
    breaches: int
    problems: tuple[Finding, ...]
    findings: tuple[Finding, ...]
    is_worth_telling: bool

    @property
    def changes_money(self) -> bool:
        """Whether it is not as it was in money."""
        return self.status not in _QUIET


def changed_file(one: ReviewedFile) -> ChangedFile:
    """
    Take from a review what reports say of it.

    Args:
        one: A reviewed scenario.
    """
    found = one.difference
    return ChangedFile(
        one.file,
        one.status,
        one.passes,
        one.is_quiet,
        FILE.plain(one),
        tuple(_blocks(one)),
        tuple(_lines(one)),
        () if found is None else found.lost,
        _net_change(one),
        len(one.breaches),
        one.problems if one.status is ReviewStatus.INVALID else (),
        tuple(_findings(one)),
        _tells_more(one),
    )


def _tells_more(one: ReviewedFile) -> bool:
    found = one.difference
    of_file = found is not None and found.is_changed_beside_money
    return of_file or bool(one.appeared or one.gone or one.waived)


def _net_change(one: ReviewedFile) -> NetChange | None:
    found = one.difference
    if found is None or not found.is_comparable:
        return None
    net, scenario = found.total(_NET), found.new.scenario
    recoveries = found.total("recoveries")
    moves = recoveries.old != recoveries.new or any(
        is_likelihood_of_failure(change.path) for change in found.inputs
    )
    old, new = net.old or Decimal(0), net.new or Decimal(0)
    if one.means is not None and found.at is At.MEAN:
        old, new = one.means
    share = part_of_what_it_was(old, new)
    return NetChange(
        old,
        new,
        share,
        scenario.name,
        scenario.currency,
        scenario.minor_digits,
        gross(found) if moves else None,
    )


def _blocks(one: ReviewedFile) -> Iterator[Block]:
    yield Title(one.file, f"was {one.old_file}" if one.old_file else "")
    yield Headline(sentences(one))
    if one.difference is not None and one.status is not ReviewStatus.UNCHANGED:
        yield from _changes(one, one.difference)
    told = tuple(findings_told(one))
    if told:
        yield Lines(told)


def _lines(one: ReviewedFile) -> Iterator[str]:
    yield from sentences(one)
    found = one.difference
    if found is not None:
        digits = digits_of(one)
        for change in found.inputs:
            old, new = (shown_value(value, change.unit) for value in (change.old, change.new))
            alone = (
                "" if change.effect is None else f", alone {numbers.change(change.effect, digits)}"
            )
            base = f" (in {change.written_in})" if change.written_in else ""
            yield f"{change.path}: {old} -> {new}{alone}{base}"
        for row in _setting_rows(found):
            path, was, is_, effect, written_in = row.cells
            alone = f", alone {numbers.change(effect, digits)}" if isinstance(effect, Decimal) else ""
            base = f" (in {written_in})" if written_in else ""
            yield f"{path}: {was} -> {is_}{alone}{base}"
    yield from findings_told(one)


def _findings(one: ReviewedFile) -> Iterator[Finding]:
    """Say as findings, each with a place in the file, what a review has to tell."""
    yield from one.problems if one.status is ReviewStatus.INVALID else ()
    for breach in one.breaches:
        message = f"{breach.what}: {breach_reason(one, breach)}"
        yield _placed(one, breach, message)
    yield from one.appeared
    for found, code, word in ((one.gone, "GAT007", "gone"), (one.waived, "GAT008", "waived")):
        for each in found:
            message = f"{word}: {each.code} {each.message}"
            yield _told(code, message, one.file, (each.line or 1, each.column or 1))
    if one.difference is not None:
        changes = one.difference.elements
        for element in changes.removed:
            message = f"removed: {element.noun} {element.name}"
            yield _told("GAT009", message, one.file, path=element.where)
        for old, new in one.difference.limits:
            shown = new or old
            if shown is not None:
                was_is = f"{shown_limit(old)} -> {shown_limit(new)}"
                message = f"its own limit on {shown.metric} changes: {was_is}"
                yield _told("GAT010", message, one.file, path="limits")


def _told(
    code: str, message: str, file: str, place: tuple[int, int] = (1, 1), path: str = ""
) -> Finding:
    return Finding(code, CHANGE_CODES[code].severity, message, file, *place, path=path)


def _placed(one: ReviewedFile, breach: GateBreach, message: str) -> Finding:
    """Let a breach point at the input that moves most, or at the top of the file."""
    assessment = one.difference.new if one.difference is not None else one.assessment
    if assessment is None or one.status is ReviewStatus.DELETED:
        return Finding(breach.code, Severity.ERROR, message, one.file, 1, 1)
    root = assessment.scenario.root
    moved = [] if one.difference is None else [c for c in one.difference.inputs if c.new is not None]
    path = breach.metric if breach.code == "GAT005" else ""
    if not path and moved:
        path = max(moved, key=lambda change: abs(change.effect or Decimal(0))).path
    node, at_path = found_at(root, location_of(root, path) if path else ())
    if node.origin.name != assessment.scenario.own_file or node.origin.is_option:
        return Finding(breach.code, Severity.ERROR, message, one.file, 1, 1, path=at_path)
    return at(node, breach.code, message, path=at_path)


def _changes(one: ReviewedFile, found: Difference) -> Iterator[Block]:
    digits = digits_of(one)
    if found.inputs or found.settings:
        columns = (
            Column("input", whole=True),
            Column("was"),
            Column("is"),
            Column("alone", Content.CHANGE, digits),
            Column("written in", give_way=1),
        )
        yield Table(
            columns,
            (
                *(
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
                *_setting_rows(found),
            ),
        )
    lines, totals = found.lines, found.totals
    if found.states is not None:
        lines, totals = found.mean_lines, found.mean_totals
    rows = [Row((line.label, line.old, line.new, line.change)) for line in lines]
    if found.is_comparable:
        rows += [
            Row((_label(found, total.name), total.old, total.new, total.change), Role.TOTAL)
            for total in totals
            if total.change
        ]
    if rows:
        heads = (
            Column(_kind(found)),
            Column("was", Content.MONEY, digits),
            Column("is", Content.MONEY, digits),
            Column("change", Content.CHANGE, digits),
        )
        yield Table(heads, tuple(rows))


def _kind(found: Difference) -> str:
    """Say what the amounts of lines are: "expected" is said of means alone."""
    if found.states is not None:
        return "mean"
    states = (found.old, found.new)
    has_ranges = any(uncertain_inputs(one.scenario.case) for one in states)
    return "most likely" if has_ranges else "expected"


def _setting_rows(found: Difference) -> Iterator[Row]:
    for change in found.settings:
        old, new = (shown_setting(change.path, values) for values in (change.old, change.new))
        yield Row((change.path, old, new, change.effect, change.written_in))


def _label(found: Difference, name: str) -> str:
    """Name a total; the cost of failure is no expected amount where failure is not certain."""
    label = TOTALS[name].label
    certain = all(
        one.totals["cost_of_failure"] == one.totals["expected_cost_of_failure"]
        for one in (found.old, found.new)
    )
    return label if certain or name != "cost_of_failure" else f"{label}, if it fails"
