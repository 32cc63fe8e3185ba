"""The controls of what-if: a box and a slider for each input that matters, and what follows."""

import shlex
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import cached_property

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.expression_graph import (
    NOT_MOVED,
    ExpressionGraph,
    expression_graph,
    why_not_moved,
)
from omsrisk.analysis.sensitivity.tornado import Tornado
from omsrisk.analysis.sensitivity.typed_bounds import TypedBound, bounds_by_mitigations
from omsrisk.core.phasing.above_today import (
    RatePair,
    highest_of,
    least_by_today,
    lowest_of,
    most_by_today,
    rate_pairs,
)
from omsrisk.core.pricing.case import Case, Input
from omsrisk.core.pricing.derived import is_part
from omsrisk.core.pricing.figures import TOTALS
from omsrisk.core.pricing.variation import uncertain_inputs
from omsrisk.report import numbers
from omsrisk.report.caveats import named_few
from omsrisk.report.number_style import style
from omsrisk.report.page.html import text
from omsrisk.report.page.what_if import Data, data_of
from omsrisk.scenario.labels import label_of, within_a_sentence

_NET = "net_exposure"
_MOST_OPEN = 12
"""Inputs that are shown at once; the others are behind a fold."""
_OF_A_WHOLE = 2
"""A share that ends at 100%, other than a rate of overrun, which is written in percent as well."""


class WhatIf:
    """
    What the page's script computes of a roll-out, and the controls that a reader moves.

    Args:
        assessment: The roll-out.
        tornado: What moves it, the widest first.
        against: What else may be chosen: each with its net exposure at the most likely values.
        asked: What the command takes that prices the same: `--set`, `--with` and the like.
    """

    def __init__(
        self,
        assessment: Assessment,
        tornado: Tornado,
        against: Sequence[tuple[str, Decimal]] = (),
        *,
        asked: str = "",
    ) -> None:
        self._settings, self._asked = _apart(asked)
        self._scenario = assessment.scenario
        self._traced: ExpressionGraph = expression_graph(assessment.scenario.case)
        figures = [name for name in TOTALS if name in self._traced.figures]
        lines = [line.id for line in assessment.exposure.lines if line.counts]
        self._labels = {name: TOTALS[name].label for name in figures}
        self._labels |= {
            line.id: line.label for line in assessment.exposure.lines if line.id in lines
        }
        self._figures = [*figures, *(one for one in lines if one in self._traced.figures)]
        plain = data_of(self._traced, self._figures)
        known = {path for path, _ in plain["inputs"]}
        moving = [bar.path for bar in tornado.bars if bar.path in known]
        others = [path for path, _ in plain["inputs"] if path not in moving]
        case = self._traced.case
        self._paths = [one for one in (*moving, *others) if not why_not_moved(case, one)]
        self._kept = _kept(case, dict.fromkeys([*(bar.path for bar in tornado.bars), *others]))
        self._plain = plain
        offered = [bar for bar in tornado.bars if bar.path in self._paths]
        self._bars = offered[:_MOST_OPEN] if _NET in self._traced.figures else []
        self._others = tuple(against) if _NET in self._traced.figures else ()

    @property
    def data(self) -> Data:
        """What the script makes controls and tables of, and computes from."""
        case = self._traced.case
        now = style()
        told = f"omsrisk calc {shlex.quote(self._scenario.file)}"
        return {
            **self._plain,
            "style": {
                "point": now.point,
                "group": now.group,
                "least": now.least_grouped,
                "power": now.power,
                "digits": now.digits_of(self._scenario.minor_digits),
                "currency": numbers.currency(self._scenario.currency),
            },
            "command": " ".join([told, "--at likely", *self._asked]),
            "settings": self._settings,
            "labels": self._labels,
            "others": [[name, f"{net:f}"] for name, net in self._others],
            "tornado": [
                [bar.path, f"{bar.low_input:f}", f"{bar.high_input:f}", bar.is_range, bar.label]
                for bar in self._bars
            ],
            "floors": [*map(_floor, rate_pairs(case))],
            "bounds": [*map(_bound, bounds_by_mitigations(self._scenario.case))],
            "open": _MOST_OPEN,
            "controls": [[path, label_of(case, path), *self._ends(path)] for path in self._paths],
        }

    @cached_property
    def _shares(self) -> dict[str, int]:
        """Tell of each input whether it is a share somewhere, 2 where of a whole."""
        case = self._traced.case
        found: dict[str, int] = {}
        for inputs in (case.inputs, *(phase.inputs for phase in case.phases)):
            for one in inputs.values():
                share = _OF_A_WHOLE if is_part(one) else int(one.unit == "1")
                found[one.path] = max(share, found.get(one.path, 0))
        return found

    @cached_property
    def _held(self) -> tuple[dict[str, Input], dict[str, Decimal], dict[str, Decimal]]:
        """List what has a range, and what rates of today hold to a least or a most."""
        case = self._traced.case
        return uncertain_inputs(case), least_by_today(case), most_by_today(case)

    def _ends(self, path: str) -> tuple[int, str, str]:
        """Tell whether an input is a share, 2 where of a whole, and between what its slider goes."""
        share = self._shares.get(path, 0)
        ranges, least, most = self._held
        stated = ranges.get(path)
        low, high = least.get(path, Decimal(0)), most.get(path, Decimal(1))
        if stated is not None and stated.spread is not None:
            low, high = stated.spread.low, stated.spread.high
        elif share != _OF_A_WHOLE:
            high = 2 * self._traced.values[path] or high
        return share, f"{low:f}", f"{high:f}"

    def html(self) -> Iterator[str]:
        """Write where the controls go; a script makes them, since without one they do nothing."""
        yield (
            '<section id="what-if" class="whatif" hidden>\n<h2>What if</h2>\n'
            "<p>Most likely values, exact; means and percentiles elsewhere on this page "
            "stand as printed. A number takes the place of the input's range. Dates, shares of "
            f"phases and the season stay as they are.{text(self._kept)}</p>\n"
            '<div id="controls"></div>\n'
            '<p><button type="button" id="reset">Reset</button>'
            '<button type="button" id="copy">Copy as command</button></p>\n'
            '<p><code id="command"></code></p>\n<p id="status" role="status"></p>\n'
            '<div id="follows"></div>\n</section>\n'
        )


def _kept(case: Case, paths: Iterable[str]) -> str:
    """Name what moves the figures, and cannot be moved here as `--set` moves it, with the reasons."""
    kept: dict[str, list[str]] = {}
    for path in paths:
        why = why_not_moved(case, path)
        if why and not any(is_so(path) for is_so, _ in NOT_MOVED):
            kept.setdefault(why, []).append(within_a_sentence(label_of(case, path)))
    return "".join(f" Not offered, as {why}: {named_few(names)}." for why, names in kept.items())


def _floor(pair: RatePair) -> Data:
    """Say what a rate is held to: what has a range and is not typed counts with its worse end."""
    learned = pair.learned
    return {
        "rate": pair.rate.path,
        "lowest": f"{lowest_of(pair.rate):f}",
        "today": pair.today.path,
        "highest": f"{highest_of(pair.today):f}",
        "learned": None if learned is None else learned.path,
        "quickest": "0" if learned is None else f"{highest_of(learned):f}",
        "before": pair.before,
    }


def _bound(one: TypedBound) -> list[str | None]:
    ends = (None if end is None else f"{end:f}" for end in (one.least, one.most))
    return [one.path, *ends, one.mitigation]


def _apart(asked: str) -> tuple[list[tuple[str, str]], list[str]]:
    """
    Tell the values that options set, each with its path, from what else they ask.

    >>> _apart("--with 'A B' --set a.yaml:likelihood=40%")
    ([('likelihood', '--set a.yaml:likelihood=40%')], ['--with', "'A B'"])
    """
    settings: list[tuple[str, str]] = []
    others: list[str] = []
    words = iter(shlex.split(asked))
    for word in words:
        if word == "--set":
            value = next(words)
            path = value.partition("=")[0].rpartition(":")[2]
            settings.append((path, shlex.join([word, value])))
        else:
            others.append(shlex.quote(word))
    return settings, others


def scripts() -> Sequence[str]:
    """Name the scripts of the page, in the order in which they run."""
    return ("exact.js", "what_if.js")
