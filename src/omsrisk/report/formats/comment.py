"""A review as a comment on a pull request: a headline, a table, details folded, never too long."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from omsrisk.core.money import add
from omsrisk.report import numbers
from omsrisk.report.changes.changed_file import ChangedFile
from omsrisk.report.changes.shown_changes import arrow, signed_percent
from omsrisk.report.formats.to_markdown import escaped, in_html

MOST_BYTES = 60_000
"""GitHub takes comments of 65,536 characters."""

_ROOM_FOR_THE_END = 400
_NAME = 200
"""Characters of a name that the headline shows."""


def pieces(
    found: Sequence[ChangedFile], against: str, tag: str, told: Sequence[str] = ()
) -> Iterator[str]:
    """
    Write the comment.

    Args:
        found: What was reviewed.
        against: What the baseline is called.
        tag: What its hidden marker says; empty for none.
        told: What there is to tell besides: of policies, of what could not be compared.

    Yields:
        Text of at most 60,000 bytes together: the largest changes first, the rest counted.
    """
    room = MOST_BYTES - _ROOM_FOR_THE_END

    def fits(text: str) -> bool:
        nonlocal room
        size = len(text.encode("utf-8"))
        if size > room:
            return False
        room -= size
        return True

    head = (f"<!-- omsrisk:{_marker(tag)} -->\n" if tag else "") + f"**{_headline(found)}** "
    head += f"against {escaped(against)}\n"
    if fits(head):
        yield head
    for line in told:
        shown = f"\n> {escaped(_cut(line, _LINE))}\n"
        if fits(shown):
            yield shown
    ordered = sorted(found, key=_weight, reverse=True)
    loud = [one for one in ordered if not one.is_quiet]
    if loud:
        title = "\n| scenario | was | is | change | |\n| :--- | ---: | ---: | ---: | :--- |\n"
        fits(title)
        yield title
    rest = 0
    for one in loud:
        row = _row(one)
        if rest or not fits(row):
            rest += 1
            continue
        yield row
    if rest:
        yield f"\n{rest} more scenarios have changed and are not listed.\n"
    for one in loud:
        detail = _details(one)
        if detail and not fits(detail):
            yield "\nDetails of the others: `omsrisk diff`.\n"
            break
        yield detail
    quiet = len(found) - len(loud)
    if quiet:
        yield f"\n{quiet} more unchanged in money.\n"


def _marker(tag: str) -> str:
    """Keep what cannot end a comment: of hyphens no two beside each other, and none at an end."""
    kept = "".join(c for c in tag if c.isascii() and (c.isalnum() or c in "._/- "))
    return re.sub("-+", "-", kept[:80]).strip("- ")


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
        return f"{fails}No longer assessed: {escaped(', '.join(lost[0].lost))}.{findings}"
    return f"{fails}{_money(found)}{findings}"


def _money(found: Sequence[ChangedFile]) -> str:
    from omsrisk.report.changes.totals_together import together

    compared = [one for one in found if one.record["totals"] and one.changes_money]
    if len(compared) == 1 and compared[0].net is not None:
        net = compared[0].net
        change = numbers.change(add(net.new, net.old.copy_negate()), net.digits)
        share = f" ({signed_percent(net.share)})" if net.share is not None else ""
        gross = f"; gross {arrow(*net.gross, net.digits)}" if net.gross is not None else ""
        return f"{escaped(_cut(net.name))}: net exposure {change} {net.currency}{share}{gross}."
    both = together(found)
    if both is not None and compared:
        change = numbers.change(add(both.new, both.old.copy_negate()), both.digits)
        currency = next(one.net.currency for one in compared if one.net is not None)
        return f"{len(compared)} scenarios change: net exposure {change} {currency} together."
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


_LINE = 1_000
"""Characters of a line about a policy."""


def _cut(name: str, most: int = _NAME) -> str:
    return name if len(name) <= most else f"{name[:most]}..."


def _row(one: ChangedFile) -> str:
    name = f"{escaped(one.file)}"
    marks = "fails" if not one.passes else ""
    net = one.net
    if net is None:
        word = "no longer assessed" if one.lost else one.status.value
        return f"| {name} | | | {word} | {marks} |\n"
    old, new = (numbers.money(value, net.digits) for value in (net.old, net.new))
    change = numbers.change(add(net.new, net.old.copy_negate()), net.digits)
    return f"| {name} | {old} | {new} | {change} | {marks} |\n"


def _details(one: ChangedFile) -> str:
    body = "\n".join(f"- {escaped(line)}" for line in one.lines)
    return f"\n<details><summary>{in_html(one.file)}</summary>\n\n{body}\n\n</details>\n"
