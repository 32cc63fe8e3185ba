"""What became of a scenario, in sentences: for people, in any format."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from omsrisk.analysis.changes.diff import Difference
from omsrisk.analysis.changes.elements import NamedElement
from omsrisk.analysis.changes.gates import GateBreach
from omsrisk.analysis.uncertainty.means import At
from omsrisk.checks.changes.review import ReviewedFile, ReviewStatus
from omsrisk.checks.policy.limit_settings import stands_for
from omsrisk.core.money import add, share_of
from omsrisk.core.pricing.derived import is_likelihood_of_failure
from omsrisk.report import numbers
from omsrisk.report.changes.shown_changes import (
    arrow,
    shown_limit,
    shown_range,
    shown_value,
    signed_percent,
)

_NET = "net_exposure"
_MOST = 5
"""So many of one kind are named, the rest counted."""


def sentences(one: ReviewedFile) -> tuple[str, ...]:
    """Say in sentences what became of a file."""
    lines: list[str] = []
    if one.status is ReviewStatus.NEW:
        lines.append(f"New: net exposure {_net(one)}. There is nothing to compare it with.")
    elif one.status is ReviewStatus.DELETED:
        was = f"net exposure was {_net(one)}"
        gone = "Deleted" if one.cause in {"", "deleted"} else f"Gone ({one.cause})"
        lines.append(f"{gone}: {was}.")
    elif one.status is ReviewStatus.INVALID:
        lines.append(f"Not valid now: {_problem(one)}.")
    elif one.status is ReviewStatus.INVALID_BEFORE:
        lines.append(f"Not valid before, so there is no baseline; now net exposure {_net(one)}.")
    elif one.difference is not None:
        lines += _of_money(one, one.difference)
        lines += of_elements(one.difference)
        lines += of_variants(one.difference)
        lines += of_limits(one.difference)
    lines += [f"FAILS {breach.what}: {breach_reason(one, breach)}." for breach in one.breaches]
    return tuple(lines)


def digits_of(one: ReviewedFile) -> int:
    """Return the digits after the point of its amounts."""
    assessment = one.difference.new if one.difference is not None else one.assessment
    return 2 if assessment is None else assessment.scenario.minor_digits


def _of_money(one: ReviewedFile, found: Difference) -> Iterator[str]:
    digits = digits_of(one)
    if one.status is ReviewStatus.RENAMED:
        yield f"Renamed from {one.old_file}, unchanged in money."
        return
    if one.status is ReviewStatus.UNCHANGED:
        yield "Unchanged in money."
        return
    if found.lost:
        yield f"No longer assessed: {', '.join(found.lost)}. The totals are not comparable."
    elif not found.is_comparable:
        yield "In another currency: the totals are not comparable."
    else:
        yield from _of_net(one, found, digits)
        yield from _gross(found, digits)
    if found.ranges and not found.is_changed_in_money:
        yield "The most likely values are as they were."
    yield from _of_ranges(found)
    if found.gained:
        yield f"Newly assessed: {', '.join(found.gained)}."
    bases = dict.fromkeys(change.written_in for change in found.inputs if change.written_in)
    if bases:
        yield f"Through the base {', '.join(bases)}."


def _of_net(one: ReviewedFile, found: Difference, digits: int) -> Iterator[str]:
    """Tell the net exposure by what ranges count with, and the other way beside it."""
    net = found.total(_NET)
    likely = (net.old or Decimal(0), net.new or Decimal(0))
    if one.means is None:
        yield f"Net exposure {arrow(*likely, digits)}{_share(*likely)}."
    elif found.at is At.MEAN:
        yield f"By the mean net exposure {arrow(*one.means, digits)}{_share(*one.means)}."
        yield f"At the most likely values {arrow(*likely, digits)}."
    else:
        yield f"Net exposure {arrow(*likely, digits)}{_share(*likely)}, at the most likely values."
        yield f"By the mean {arrow(*one.means, digits)}."


def _share(old: Decimal, new: Decimal) -> str:
    part = Decimal(0) if old == new else part_of_what_it_was(old, new)
    return "" if part is None else f" ({signed_percent(part)})"


def part_of_what_it_was(old: Decimal, new: Decimal) -> Decimal | None:
    """
    Say by what part an amount rises; None of nothing, and of what brings more than it costs.

    >>> part_of_what_it_was(Decimal(4), Decimal(5)), part_of_what_it_was(Decimal(-4), Decimal(5))
    (Decimal('0.25'), None)
    """
    return share_of(new - old, old) if old > 0 else None


def _gross(found: Difference, digits: int) -> Iterator[str]:
    """Say what stands behind a net figure that recoveries or a likelihood move."""
    parts = []
    recoveries = found.total("recoveries")
    if recoveries.old != recoveries.new:
        shown = arrow(recoveries.old, recoveries.new, digits).partition(":")[0]
        parts.append(f"recoveries {shown}")
    parts += [
        f"{change.path} {shown_value(change.old, '1')} -> {shown_value(change.new, '1')}"
        for change in found.inputs
        if is_likelihood_of_failure(change.path)
    ]
    if parts:
        old, new = gross(found)
        yield (
            f"Gross, as if failure were certain and nothing came back, {arrow(old, new, digits)} "
            f"({_listed(parts)})."
        )


def gross(found: Difference) -> tuple[Decimal, Decimal]:
    """Add up what may go wrong and what is planned, before any likelihood or recovery."""
    names = ("cost_of_failure", "stopping", "stabilisation", "programme")
    totals = [found.total(name) for name in names]
    return (
        add(*(one.old or Decimal(0) for one in totals)),
        add(*(one.new or Decimal(0) for one in totals)),
    )


def _of_ranges(found: Difference) -> Iterator[str]:
    for range_ in found.ranges[:_MOST]:
        old, new = (shown_range(spread, range_.unit) for spread in (range_.old, range_.new))
        moved = range_.effect
        alone = "" if moved is None else f", alone {numbers.change(moved, _digits(found))}"
        yield f"Range of {range_.path}: {old} -> {new}{alone}."
    if len(found.ranges) > _MOST:
        yield _more(len(found.ranges), "range")
    for first, second, was, now in found.correlations[:_MOST]:
        shown = f"{numbers.number(was)} -> {numbers.number(now)}"
        yield f"Rank correlation of {first} and {second}: {shown}."
    if len(found.correlations) > _MOST:
        yield _more(len(found.correlations), "rank correlation")


def _more(count: int, noun: str) -> str:
    """Count what is not listed."""
    more = count - _MOST
    return f"1 more {noun} changes." if more == 1 else f"{more} more {noun}s change."


def _digits(found: Difference) -> int:
    return found.new.scenario.minor_digits


def of_elements(found: Difference) -> Iterator[str]:
    """Name the elements that are gone, new or renamed."""
    changes = found.elements
    if changes.removed:
        yield f"Removed: {_elements(changes.removed)}."
    if changes.renamed:
        pairs = [f"{was.noun} {was.name} -> {now.name}" for was, now in changes.renamed]
        yield f"Renamed, with the same numbers: {_listed(pairs)}."
    if changes.added:
        yield f"Added: {_elements(changes.added)}."


def of_variants(found: Difference) -> Iterator[str]:
    """Say what each variant sets that it did not, or no longer, or otherwise."""
    changes: dict[str, list[str]] = {}
    for one in found.variants:
        old, new = (_AS_THE_FILE if text is None else text for text in (one.old, one.new))
        changes.setdefault(one.variant, []).append(f"{one.path} {old} -> {new}")
    for name, values in list(changes.items())[:_MOST]:
        yield f"Variant {name}: {_listed(values)}."
    if len(changes) > _MOST:
        yield _more(len(changes), "variant")


_AS_THE_FILE = "as the file says"


def _elements(elements: Iterable[NamedElement]) -> str:
    return _listed([f"{one.noun} {one.name}" for one in elements])


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
    return ", ".join(names[:_MOST]) + more


def of_limits(found: Difference) -> Iterator[str]:
    """Name the file's own limits that are not as they were."""
    for old, new in found.limits:
        shown = new or old
        if shown is None:
            continue
        loosened = old is not None and (new is None or not stands_for(new, old))
        word = "is loosened" if loosened else "changes"
        yield f"Its own limit on {shown.metric} {word}: {shown_limit(old)} -> {shown_limit(new)}."


def _net(one: ReviewedFile) -> str:
    if one.assessment is None:
        return "unknown"
    scenario = one.assessment.scenario
    net = numbers.money(one.assessment.net_exposure, scenario.minor_digits)
    return f"{net} {numbers.currency(scenario.currency)}"


def _problem(one: ReviewedFile) -> str:
    if not one.problems:
        return "it cannot be read"
    first, more = one.problems[0], len(one.problems) - 1
    others = f", and {more} more" if more else ""
    line = f":{first.line}" if first.line else ""
    return f"{first.code} at {first.file}{line}{others}"


def breach_reason(one: ReviewedFile, breach: GateBreach) -> str:
    """Say why a change does not pass."""
    if breach.change is None or breach.allowed is None:
        return breach.reason
    digits = digits_of(one)
    allowed = numbers.money(breach.allowed, digits)
    if one.status is ReviewStatus.NEW:
        return f"it comes to {numbers.money(breach.change, digits)}, {allowed} is allowed"
    return f"it rises by {numbers.change(breach.change, digits)}, {allowed} is allowed"


def findings_told(one: ReviewedFile) -> Iterator[str]:
    """Name each finding that is new, gone or newly waived."""
    for found, word in ((one.appeared, "new"), (one.gone, "gone"), (one.waived, "waived")):
        yield from (f"{word}: {each.code} {each.message}" for each in found)
