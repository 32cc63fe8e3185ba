"""A review in short: what it comes to in a sentence, and the largest changes first."""

from collections.abc import Sequence
from decimal import Decimal

from omsrisk.core.money import add
from omsrisk.report import numbers
from omsrisk.report.changes.changed_file import ChangedFile
from omsrisk.report.changes.shown_changes import arrow, signed_percent
from omsrisk.report.changes.totals_together import together
from omsrisk.report.document import Column, Content, Digest, Folded, Row, Table

_COLUMNS = (
    Column("scenario"),
    Column("was", Content.MONEY),
    Column("is", Content.MONEY),
    Column("change", Content.MONEY),
    Column(""),
)


def digest(
    found: Sequence[ChangedFile], against: str, tag: str, told: tuple[str, ...] = ()
) -> Digest:
    """
    Say a review in short.

    Args:
        found: What was reviewed.
        against: What the baseline is called.
        tag: What a hidden marker says; empty for none.
        told: What there is to tell besides: of policies, of what could not be compared.
    """
    loud = [one for one in sorted(found, key=_weight, reverse=True) if not one.is_quiet]
    quiet = len(found) - len(loud)
    return Digest(
        marker=tag,
        headline=_headline(found),
        against=against,
        told=told,
        table=Table(_COLUMNS, map(_row, loud)),
        folded=(Folded(one.file, tuple(one.lines)) for one in loud),
        rows_left="more scenarios have changed and are not listed.",
        folded_left="Details of the others: omsrisk diff.",
        ending=f"{quiet} more unchanged in money." if quiet else "",
    )


def _weight(one: ChangedFile) -> tuple[bool, bool, Decimal]:
    """Put what fails first, then what cannot be compared, then the largest change."""
    if one.net is None:
        return not one.passes, not one.is_quiet, Decimal(0)
    return not one.passes, False, abs(add(one.net.new, one.net.old.copy_negate()))


def _headline(found: Sequence[ChangedFile]) -> str:
    failing = sum(not one.passes for one in found)
    fails = f"{failing} of {len(found)} fail. " if failing else ""
    lost = [one for one in found if one.lost]
    findings = _findings(found)
    if lost:
        return f"{fails}No longer assessed: {', '.join(lost[0].lost)}.{findings}"
    return f"{fails}{_money(found)}{findings}"


def _money(found: Sequence[ChangedFile]) -> str:
    compared = [one for one in found if one.record["totals"] and one.changes_money]
    if len(compared) == 1 and compared[0].net is not None:
        net = compared[0].net
        change = numbers.change(add(net.new, net.old.copy_negate()), net.digits)
        share = f" ({signed_percent(net.share)})" if net.share is not None else ""
        gross = f"; gross {arrow(*net.gross, net.digits)}" if net.gross is not None else ""
        return (
            f"{_cut(net.name)}: net exposure {change} {numbers.currency(net.currency)}{share}{gross}."
        )
    both = together(found)
    if both is not None and compared:
        change = numbers.change(add(both.new, both.old.copy_negate()), both.digits)
        code = next(one.net.currency for one in compared if one.net is not None)
        together_is = f"net exposure {change} {numbers.currency(code)} together"
        return f"{len(compared)} scenarios change: {together_is}."
    if compared:
        return f"{len(compared)} scenario{'s change' if len(compared) > 1 else ' changes'}."
    other = [one for one in found if not one.record["totals"]]
    if other:
        number = "1 scenario is" if len(other) == 1 else f"{len(other)} scenarios are"
        return f"{number} new, gone or not valid."
    return "Nothing changes in money."


def _findings(found: Sequence[ChangedFile]) -> str:
    """Count what is new, gone and waived in all files."""
    names = (("new_findings", "new"), ("gone_findings", "gone"), ("waived_findings", "waived"))
    counts = ((sum(len(one.record[key]) for one in found), word) for key, word in names)
    parts = [f"{count} {word}" for count, word in counts if count]
    return f" Findings: {', '.join(parts)}." if parts else ""


_NAME = 200
"""Characters of a name that the headline shows."""


def _cut(name: str) -> str:
    return name if len(name) <= _NAME else f"{name[:_NAME]}..."


def _row(one: ChangedFile) -> Row:
    marks = "" if one.passes else "fails"
    net = one.net
    if net is None:
        return Row((one.file, "", "", "no longer assessed" if one.lost else one.status.value, marks))
    # each file has its own currency, and digits
    old, new = (numbers.money(value, net.digits) for value in (net.old, net.new))
    change = numbers.change(add(net.new, net.old.copy_negate()), net.digits)
    return Row((one.file, old, new, change, marks))
