"""Findings in what several roll-outs have in common, such as a base: each told once, with these."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from omsrisk.scenario.documents.findings import Finding, in_order
from omsrisk.scenario.reading.files import parted
from omsrisk.text import visible

_MOST = 5
"""So many roll-outs are named, the rest counted."""

_VERDICTS = ("LIM", "GAT")
"""What judges a roll-out, wherever the limit is written: each has an amount of its own to tell."""

_Place = tuple[object, ...]


class ToldOnce:
    """Takes the findings of scenario after scenario, and holds back those in bases and policies."""

    def __init__(self) -> None:
        self._found: dict[_Place, dict[str, Finding]] = {}

    def own(self, file: str, findings: Iterable[Finding]) -> Iterator[Finding]:
        """
        Return the findings in a scenario's own file; keep those in other files.

        Args:
            file: The scenario; `FILE#NAME` for a variant of one.
            findings: All that was found in it.
        """
        for one in findings:
            if is_own(file, one):
                yield one
            else:
                self._found.setdefault(_place(one), {}).setdefault(file, one)

    def each(self) -> Iterator[Finding]:
        """
        Yield what was found in other files: once where it is the same, else once for each text.

        `roll_outs` names whom it concerns; the message does not.
        """
        for found in self._found.values():
            told: dict[tuple[str, Decimal | None], list[str]] = {}
            first: dict[tuple[str, Decimal | None], Finding] = {}
            for file, one in found.items():
                key = (one.message, one.money_at_risk)
                told.setdefault(key, []).append(file)
                first.setdefault(key, one)
            for key, files in told.items():
                yield first[key]._replace(roll_outs=tuple(files))

    def in_common(self) -> list[Finding]:
        """Return what was found in other files, in order: each once, with whom it concerns."""
        return in_order(_together(found) for found in self._found.values())


def is_own(file: str, one: Finding) -> bool:
    """Whether a finding stands in a scenario's own file, or in none."""
    return one.file == file or not one.file or one.file == parted(file)[0]


def _place(one: Finding) -> _Place:
    """Say what makes two findings one: figures in their text may differ, as roll-outs do."""
    text = one.message if one.code.startswith(_VERDICTS) else ""
    return (one.code, one.severity, one.file, one.line, one.column, one.path, text)


def _together(found: dict[str, Finding]) -> Finding:
    files, one = tuple(found), next(iter(found.values()))
    is_verdict = one.code.startswith(_VERDICTS)
    if len(files) == 1 and not is_verdict:
        return one
    alike = len({each.message for each in found.values()}) == 1
    if alike:
        told = f"for {_listed(files)}"
    else:
        told = f"for {visible(files[0])}; likewise for {_listed(files[1:])}"
    return one._replace(message=f"{one.message} ({told})", roll_outs=files)


def _listed(files: tuple[str, ...]) -> str:
    more = f" and {len(files) - _MOST} more" if len(files) > _MOST else ""
    return ", ".join(map(visible, files[:_MOST])) + more
