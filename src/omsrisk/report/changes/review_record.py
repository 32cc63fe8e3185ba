"""What a program reads of `diff`, key by key: what the review comes to, and each of its files."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from omsrisk.report.changes.changed_record import FILE, TOTAL, Amounts
from omsrisk.report.changes.totals_together import Together
from omsrisk.report.findings.record import DIFF_SUMMARY, FINDING, ended
from omsrisk.report.records import Field, Records
from omsrisk.report.shapes import COUNT, TEXT, Many, Maybe, Written, one_of
from omsrisk.scenario.documents.findings import Finding


class ReviewToWrite(NamedTuple):
    """
    A review, as far as its document goes before it ends.

    Attributes:
        status: What it comes to.
        against: What the files are held against; None where that is not known.
        files: The scenarios, each as it is written.
        totals: All that can be added up.
        breaches: How many gates are not passed.
        policy_findings: Findings about policies.
        notes: What to know of it.
    """

    status: str
    against: str | None
    files: Sequence[Mapping[str, object]] = ()
    totals: Together | None = None
    breaches: int = 0
    policy_findings: Sequence[Finding] = ()
    notes: Sequence[str] = ()


_TOGETHER = Records[Together](
    "totals_together",
    "All files together.",
    Field(
        "net_exposure",
        "The net exposure, before and now.",
        TOTAL,
        lambda both: Amounts.of(both.old, both.new),
    ),
    digits_of=lambda both: both.digits,
)
REVIEW = Records[ReviewToWrite](
    "review",
    "What changes of inputs cost, file by file.",
    Field(
        "status",
        "What the review comes to.",
        one_of("changed", "unchanged", "over", "invalid", "failed"),
    ),
    Field(
        "against",
        "What the files are held against; null where the command line does not say.",
        Maybe(TEXT),
    ),
    Field("files", "The scenarios.", Many(Written(FILE))),
    Field("totals", "All that can be added up.", Maybe(_TOGETHER)),
    Field("breaches", "How many gates are not passed.", COUNT),
    Field("policy_findings", "Findings about policies.", Many(FINDING)),
    Field("notes", "What to know of the review.", Many(TEXT)),
)
DOCUMENT = Records[ReviewToWrite]("diff", REVIEW.says, *REVIEW.fields, *ended(DIFF_SUMMARY))
"""The whole document: how the call ended is written once it is known."""
