"""What check found: the gravest first, with who answers for it, until when, and what is at risk."""

from collections.abc import Iterator, Mapping, Sequence

from omsrisk.report import numbers
from omsrisk.report.page.html import text
from omsrisk.scenario.documents.findings import Finding, Severity

_GRAVEST = (Severity.ERROR, Severity.WARNING, Severity.INFO)
_AT_RISK = (
    "At risk: what the rule prices, or what the lines come to that rest on the input, at the most "
    "likely values and times their likelihoods."
)


def html(
    findings: Sequence[Finding], names: Mapping[str, str], currency: str, digits: int
) -> Iterator[str]:
    """
    List findings: errors first, of one severity the most money first.

    Args:
        findings: From `check`, each with the files that it concerns.
        names: The options by their files.
        currency: Of the amounts, as reports write it.
        digits: Those after the point of an amount.
    """
    if not findings:
        yield "<p>check finds nothing to say.</p>\n"
        return
    heads = ("severity", "what", "option", "owner", "due", f"at risk, {currency}", "rule")
    rows = [_row(one, names, digits) for one in sorted(_together(findings), key=_weight)]
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


_DUE, _MONEY = 4, 5
"""Places of the columns that are no text."""
_PAIR = 2


def _together(findings: Sequence[Finding]) -> Iterator[Finding]:
    """Put what is the same of several options in one row, wherever each file has it."""
    same: dict[Finding, dict[str, None]] = {}
    for one in findings:
        alike = Finding(
            one.code, one.severity, one.message, owner=one.owner, due=one.due,
            money_at_risk=one.money_at_risk,
        )  # fmt: skip
        same.setdefault(alike, {}).update(dict.fromkeys(one.roll_outs))
    return (one._replace(roll_outs=tuple(files)) for one, files in same.items())


def _weight(one: Finding) -> tuple[int, object]:
    return _GRAVEST.index(one.severity), -(one.money_at_risk or 0)


def _row(one: Finding, names: Mapping[str, str], digits: int) -> tuple[str, ...]:
    due = "" if one.due is None else numbers.day(one.due)
    money = "" if one.money_at_risk is None else numbers.money(one.money_at_risk, digits)
    what = one.message.replace("`", "")  # a committee reads no code
    cells = (f"{what[:1].upper()}{what[1:]}", _options(one, names), one.owner, due, money, one.code)
    return one.severity.value, *map(text, cells)


def _options(one: Finding, names: Mapping[str, str]) -> str:
    """Name the options that a finding concerns; where there is one alone, nothing."""
    concerned = [name for file, name in names.items() if file in one.roll_outs]
    if len(names) < _PAIR:
        return ""
    if len(concerned) == len(names):
        return "both" if len(names) == _PAIR else "all"
    return ", ".join(concerned)
