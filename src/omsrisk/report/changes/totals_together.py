"""The net exposure of all files of a review together, where they can be added up."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from omsrisk.core.money import add
from omsrisk.report.changes.changed_file import ChangedFile


class Together(NamedTuple):
    """
    All files before and now.

    Attributes:
        old: Their net exposure before, exact [money].
        new: Their net exposure now, exact [money].
        digits: Digits after the point.
    """

    old: Decimal
    new: Decimal
    digits: int


def together(found: Sequence[ChangedFile]) -> Together | None:
    """Add the net exposure of all files up; None where that cannot be, or there is but one."""
    compared = [one for one in found if one.record["totals"]]
    nets = [one.net for one in compared if one.net is not None]
    if len(nets) < 2 or len(nets) < len(compared) or len({one.currency for one in nets}) > 1:  # noqa: PLR2004 - several
        return None
    old, new = (add(*values) for values in zip(*((one.old, one.new) for one in nets), strict=True))
    return Together(old, new, max(one.digits for one in nets))
