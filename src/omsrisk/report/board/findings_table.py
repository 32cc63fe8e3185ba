"""What check found: the gravest first, with who answers for it, until when, and what is at risk."""

from collections.abc import Iterator, Sequence

from omsrisk.report import numbers
from omsrisk.report.page.blocks import prose
from omsrisk.report.page.html import text
from omsrisk.scenario.documents.findings import Finding, Severity

_GRAVEST = (Severity.ERROR, Severity.WARNING, Severity.INFO)
_AT_RISK = (
    "At risk: what the rule prices, or what the lines come to that rest on the input, at the most "
    "likely values and times their likelihoods."
)


def html(findings: Sequence[Finding], currency: str, digits: int) -> Iterator[str]:
    """
    List findings: errors first, of one severity the most money first.

    Args:
        findings: From `check`.
        currency: Of the amounts, as reports write it.
        digits: Those after the point of an amount.
    """
    if not findings:
        yield "<p>check finds nothing to say.</p>\n"
        return
    heads = ("finding", "what", "owner", "due", f"at risk, {currency}", "where")
    rows = [_row(one, digits) for one in sorted(findings, key=_weight)]
    told = [at for at in range(len(heads)) if any(cells[at] for cells in rows)]
    yield '<table class="stack">\n<thead><tr>'
    for at in told:
        number = ' class="n"' if at == _MONEY else ""
        yield f'<th scope="col"{number}>{text(heads[at])}</th>'
    yield "</tr></thead>\n<tbody>\n"
    for cells in rows:
        yield f'<tr><th scope="row">{cells[0]}</th>'
        for at in told[1:]:
            number = ' class="n"' if at == _MONEY else ' class="d"' if at == _DUE else ""
            yield f'<td{number} data-head="{text(heads[at])}">{cells[at]}</td>'
        yield "</tr>\n"
    yield "</tbody>\n</table>\n"
    if _MONEY in told:
        yield f'<p class="quiet">{text(_AT_RISK)}</p>\n'


_DUE, _MONEY = 3, 4
"""Places of the columns that are no text."""


def _weight(one: Finding) -> tuple[int, object]:
    return _GRAVEST.index(one.severity), -(one.money_at_risk or 0)


def _row(one: Finding, digits: int) -> tuple[str, ...]:
    place = f"{one.file}:{one.line}" if one.line else one.file
    due = "" if one.due is None else numbers.day(one.due)
    money = "" if one.money_at_risk is None else numbers.money(one.money_at_risk, digits)
    named = f"{one.code} {one.severity.value}"
    return named, prose(one.message), text(one.owner), text(due), text(money), text(place)
