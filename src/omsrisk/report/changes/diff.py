"""The report of `diff`: what changes of inputs cost, file by file, then all together."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from omsrisk.checks.changes.review import ReviewStatus
from omsrisk.core.money import add
from omsrisk.errors import OmsriskError
from omsrisk.report import numbers
from omsrisk.report.changes.changed_file import ChangedFile
from omsrisk.report.changes.review_digest import digest
from omsrisk.report.changes.review_record import REVIEW, ReviewToWrite
from omsrisk.report.changes.totals_together import together
from omsrisk.report.document import Block, Column, Document, Lines, Row, Sheet, Title
from omsrisk.report.findings.record import REVIEWED, Ending, finding_of
from omsrisk.scenario.documents.findings import Finding, Severity
from omsrisk.scenario.documents.nodes import JsonObject

_NET = "net_exposure"
_COLUMNS = tuple(
    Column(key)
    for key in ("file", "status", "old", "new", "change", "new_findings", "gone_findings",
                "waived_findings", "breaches")
)  # fmt: skip


class Told(NamedTuple):
    """
    What a review tells besides its files.

    Attributes:
        policies: Findings about policies: what a change of them no longer holds.
        notes: What a reader should know: what could not be compared, whose policy judges.
    """

    policies: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def passes(self) -> bool:
        """Whether every policy is valid."""
        return not any(one.severity is Severity.ERROR for one in self.policies)


NOTHING_TOLD = Told()


def document(
    found: Sequence[ChangedFile], against: str, *, tag: str = "", told: Told = NOTHING_TOLD
) -> Document:
    """
    Report a review.

    Args:
        found: Each scenario that has changed, or may have.
        against: What the baseline is called.
        tag: What a hidden marker of the comment says, so that it can be found again.
        told: What there is to tell besides.
    """
    review = ReviewToWrite(
        overall(found, told),
        against,
        [one.record for one in found],
        together(found),
        sum(one.breaches for one in found),
        told.policies,
        told.notes,
    )
    return Document(
        tuple(_blocks(found, against, told)),
        REVIEW.plain(review),
        Sheet(_COLUMNS, tuple(_row(one.record) for one in found)),
        digest(found, against, tag, policy_lines(told)),
    )


def _row(record: JsonObject) -> Row:
    totals: JsonObject = record["totals"]
    figures = [totals[_NET][key] if totals else None for key in ("old", "new", "change")]
    counts = [
        str(len(record[key]))
        for key in ("new_findings", "gone_findings", "waived_findings", "breaches")
    ]
    return Row((record["file"], record["status"], *figures, *counts))


def failure(against: str | None) -> Document:
    """
    Say that nothing could be compared, for machine formats; `ending` says why.

    Args:
        against: The ref that was asked for, or the first of two files; None where neither is known.
    """
    return Document((), REVIEW.plain(ReviewToWrite("failed", against)), Sheet(_COLUMNS, ()))


def ending(
    found: Sequence[ChangedFile],
    findings: Sequence[Finding],
    errors: Sequence[OmsriskError],
    exit_code: int,
) -> JsonObject:
    """
    Say what the call came to, as other commands do in machine formats.

    Args:
        found: Each scenario that was reviewed.
        findings: What is wrong with them, or with a policy.
        errors: What kept omsrisk from comparing.
        exit_code: What it exits with.
    """
    summary = {
        "files": len(found),
        "invalid": sum(one.status is ReviewStatus.INVALID for one in found),
        "violations": sum(one.breaches for one in found),
        "exit_code": exit_code,
    }
    return REVIEWED.plain(Ending(summary, [*map(finding_of, errors), *findings]))


def overall(found: Sequence[ChangedFile], told: Told = NOTHING_TOLD) -> str:
    """Say in a word what the review comes to."""
    if any(one.status is ReviewStatus.INVALID for one in found) or not told.passes:
        return "invalid"
    if any(one.breaches for one in found):
        return "over"
    quiet = {ReviewStatus.UNCHANGED, ReviewStatus.RENAMED}
    return "unchanged" if all(one.status in quiet for one in found) else "changed"


def policy_lines(told: Told) -> tuple[str, ...]:
    """Say what there is to tell of policies, and what else a reader should know."""
    lines = [f"{one.code} {one.file}: {one.message}." for one in told.policies]
    hints = dict.fromkeys(one.hint for one in told.policies if one.hint)
    return (*lines, *(f"{hint[:1].upper()}{hint[1:]}." for hint in hints),
            *(f"{note}." for note in told.notes))  # fmt: skip


def _blocks(found: Sequence[ChangedFile], against: str, told: Told) -> Iterator[Block]:
    yield Title(f"Against {against}")
    lines = policy_lines(told)
    if lines:
        yield Lines(lines)
    if not found:
        yield Lines(("No scenario has changed.",))
        return
    for one in found:
        yield from one.blocks
    both = together(found)
    if both is not None:
        change = numbers.change(add(both.new, both.old.copy_negate()), both.digits)
        old, new = (numbers.money(value, both.digits) for value in (both.old, both.new))
        yield Title(f"All {sum(one.net is not None for one in found)} files")
        yield Lines((f"Net exposure {old} -> {new}: {change}.",))
