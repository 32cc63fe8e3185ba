"""A review as a comment on a pull request: a headline, a table, details folded, never too long."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from omsrisk.checks.review import Reviewed, Status
from omsrisk.core.money import add
from omsrisk.report import numbers
from omsrisk.report.to_markdown import escaped, in_html

MOST_BYTES = 60_000
"""GitHub takes comments of 65,536 characters."""

_ROOM_FOR_THE_END = 400
_NAME = 200
"""Characters of a name that the headline shows."""
_QUIET = {Status.UNCHANGED, Status.RENAMED}


def pieces(found: Sequence[Reviewed], against: str, tag: str) -> Iterator[str]:
    """
    Write the comment.

    Args:
        found: What was reviewed.
        against: What the baseline is called.
        tag: What its hidden marker says; empty for none.

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
    ordered = sorted(found, key=_weight, reverse=True)
    loud = [one for one in ordered if one.status not in _QUIET or one.breaches]
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


def _weight(one: Reviewed) -> tuple[bool, bool, Decimal]:
    """Put what fails first, then what cannot be compared, then the largest change."""
    if one.difference is None or not one.difference.is_comparable:
        return not one.passes, one.status not in _QUIET, Decimal(0)
    change = one.difference.total("net_exposure").change
    return not one.passes, False, abs(change or Decimal(0))


def _headline(found: Sequence[Reviewed]) -> str:
    from omsrisk.report.build_diff import signed_percent, together

    failing = sum(not one.passes for one in found)
    fails = f"{failing} of {len(found)} fail. " if failing else ""
    lost = [one for one in found if one.difference is not None and one.difference.lost]
    if lost:
        names = escaped(", ".join(lost[0].difference.lost if lost[0].difference else ()))
        return f"{fails}No longer assessed: {names}."
    changed = [
        one.difference for one in found if one.difference is not None and one.status not in _QUIET
    ]
    if len(changed) == 1 and changed[0].is_comparable:
        net = changed[0].total("net_exposure")
        scenario = changed[0].new.scenario
        change = numbers.change(net.change or Decimal(0), scenario.minor_digits)
        share = f" ({signed_percent(net.share)})" if net.share is not None else ""
        name = escaped(_cut(scenario.name))
        return f"{fails}{name}: net exposure {change} {scenario.currency}{share}."
    both = together(found)
    if both is not None and changed:
        digits = max(one.new.scenario.minor_digits for one in changed)
        change = numbers.change(add(both[1], both[0].copy_negate()), digits)
        currency = changed[0].new.scenario.currency
        return f"{fails}{len(changed)} scenarios change: net exposure {change} {currency} together."
    if changed:
        number = "1 scenario changes" if len(changed) == 1 else f"{len(changed)} scenarios change"
        return f"{fails}{number}."
    loud = [one for one in found if one.status not in _QUIET]
    if loud:
        number = "1 scenario is" if len(loud) == 1 else f"{len(loud)} scenarios are"
        return f"{fails}{number} new, gone or not valid."
    return f"{fails}Nothing changes in money."


def _cut(name: str) -> str:
    return name if len(name) <= _NAME else f"{name[:_NAME]}..."


def _row(one: Reviewed) -> str:
    name = f"{escaped(one.file)}"
    found = one.difference
    marks = "fails" if not one.passes else ""
    if found is None or not found.is_comparable:
        word = "no longer assessed" if found is not None and found.lost else one.status.value
        return f"| {name} | | | {word} | {marks} |\n"
    net = found.total("net_exposure")
    digits = found.new.scenario.minor_digits
    old, new = (numbers.money(value or Decimal(0), digits) for value in (net.old, net.new))
    change = numbers.change(net.change or Decimal(0), digits)
    return f"| {name} | {old} | {new} | {change} | {marks} |\n"


def _details(one: Reviewed) -> str:
    from omsrisk.report.build_diff import sentences, shown_value

    lines = [f"- {escaped(line)}" for line in sentences(one)]
    if one.difference is not None:
        digits = one.difference.new.scenario.minor_digits
        for change in one.difference.inputs:
            old, new = (shown_value(value, change.unit) for value in (change.old, change.new))
            alone = (
                "" if change.effect is None else f", alone {numbers.change(change.effect, digits)}"
            )
            base = f" (in {change.written_in})" if change.written_in else ""
            lines.append(f"- {escaped(f'{change.path}: {old} -> {new}{alone}{base}')}")
    lines += [f"- {escaped(f'new: {found.code} {found.message}')}" for found in one.appeared]
    lines += [f"- {escaped(f'gone: {found.code} {found.message}')}" for found in one.gone]
    body = "\n".join(lines)
    return f"\n<details><summary>{in_html(one.file)}</summary>\n\n{body}\n\n</details>\n"
