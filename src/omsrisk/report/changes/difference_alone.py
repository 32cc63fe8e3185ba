"""The report of two states of a scenario that no gate and no ref is asked about."""

from omsrisk.analysis.changes.diff import Difference
from omsrisk.checks.changes.review import ReviewedFile, ReviewStatus
from omsrisk.report.changes import diff
from omsrisk.report.changes.changed_file import changed_file
from omsrisk.report.document import Document


def document(found: Difference) -> Document:
    """
    Report what is not as it was.

    Args:
        found: From `difference`.
    """
    status = ReviewStatus.CHANGED if found.is_changed else ReviewStatus.UNCHANGED
    old, new = found.old.scenario.file, found.new.scenario.file
    one = ReviewedFile(new, status, old_file="" if old == new else old, difference=found)
    return diff.document([changed_file(one)], old)
