"""The controls of what-if: a box and a slider for each input that matters, and what follows."""

import shlex
from collections.abc import Iterator, Sequence
from decimal import Decimal

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.expression_graph import (
    ExpressionGraph,
    expression_graph,
    why_not_moved,
)
from omsrisk.analysis.sensitivity.tornado import Tornado
from omsrisk.core.money import add
from omsrisk.core.pricing.derived import is_part
from omsrisk.core.pricing.figures import TOTALS
from omsrisk.core.pricing.variation import uncertain_inputs
from omsrisk.report import numbers
from omsrisk.report.number_style import PLAIN, style, written_as
from omsrisk.report.page.html import text
from omsrisk.report.page.svg import moving
from omsrisk.report.page.what_if import Data, data_of
from omsrisk.scenario.labels import label_of

_NET = "net_exposure"
_MOST_OPEN = 12
"""Inputs that are shown at once; the others are behind a fold."""


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
        self._plain = plain
        offered = [bar for bar in tornado.bars if bar.path in self._paths]
        self._bars = offered[:_MOST_OPEN] if _NET in self._traced.figures else []
        self._others = tuple(against) if _NET in self._traced.figures else ()

    @property
    def data(self) -> Data:
        """What the script reads."""
        shares = self._shares()
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
            },
            "command": " ".join([told, "--at likely", *self._asked]),
            "settings": self._settings,
            "others": [f"{net:f}" for _, net in self._others],
            "tornado": [
                [bar.path, f"{bar.low_input:f}", f"{bar.high_input:f}", bar.is_range]
                for bar in self._bars
            ],
            "controls": [{"path": path, "share": path in shares} for path in self._paths],
        }

    def _shares(self) -> set[str]:
        case = self._traced.case
        slices = (case.inputs, *(phase.inputs for phase in case.phases))
        return {one.path for inputs in slices for one in inputs.values() if is_part(one)}

    def html(self) -> Iterator[str]:
        """Write the controls; a script shows them, since without one they would do nothing."""
        yield (
            '<section id="what-if" class="whatif" hidden>\n<h2>What if</h2>\n'
            "<p>Most likely values, exact; ranges need <code>omsrisk simulate</code>, and means "
            "stand as printed. A number takes the place of the input's range. Dates, shares of "
            "phases and the season stay as they are.</p>\n"
        )
        yield from map(self._control, self._paths[:_MOST_OPEN])
        if len(self._paths) > _MOST_OPEN:
            yield f"<details><summary>{len(self._paths) - _MOST_OPEN} more inputs</summary>\n"
            yield from map(self._control, self._paths[_MOST_OPEN:])
            yield "</details>\n"
        yield (
            '<p><button type="button" id="reset">Reset</button>'
            '<button type="button" id="copy">Copy as command</button></p>\n'
            '<p><code id="command"></code></p>\n<p id="status" role="status"></p>\n'
        )
        yield from self._results()
        yield from self._against()
        yield from self._moving()
        yield "</section>\n"

    def _control(self, path: str) -> str:
        value = self._traced.values[path]
        is_share = path in self._shares()
        low, high = self._ends(path, value, is_share=is_share)
        label = text(label_of(self._traced.case, path))
        name = text(path)
        shown = _typed(value, is_share=is_share).replace(".", style().point)
        return (
            f'<label for="box-{name}"><span>{label}</span>'
            f'<input id="box-{name}" value="{shown}" inputmode="decimal" autocomplete="off">'
            f'<input id="slider-{name}" type="range" min="{low:f}" max="{high:f}" step="any" '
            f'value="{value:f}" aria-label="{label}, as a slider"></label>\n'
        )

    def _ends(self, path: str, value: Decimal, *, is_share: bool) -> tuple[Decimal, Decimal]:
        stated = uncertain_inputs(self._traced.case).get(path)
        if stated is not None and stated.spread is not None:
            return stated.spread.low, stated.spread.high
        if is_share:
            return Decimal(0), Decimal(1)
        return Decimal(0), 2 * value or Decimal(1)

    def _results(self) -> Iterator[str]:
        digits = self._scenario.minor_digits
        values = self._traced.computed({})
        currency = numbers.currency(self._scenario.currency)
        yield '<table class="stack">\n<caption>What follows</caption>\n<thead><tr>'
        for head in (currency, "now", "change", "as printed"):
            number = ' class="n"' if head != currency else ""
            yield f'<th scope="col"{number}>{text(head)}</th>'
        yield "</tr></thead>\n<tbody>\n"
        for name in self._figures:
            at = text(name)
            printed = numbers.money(values[name], digits)
            yield (
                f'<tr><th scope="row">{text(self._labels[name])}</th>'
                f'<td class="n" data-head="now" id="now-{at}">{printed}</td>'
                f'<td class="n" data-head="change" id="change-{at}">{numbers.money(0, digits)}</td>'
                f'<td class="n" data-head="as printed">{printed}</td></tr>\n'
            )
        yield "</tbody>\n</table>\n"

    def _against(self) -> Iterator[str]:
        """Hold it against the others as they stand."""
        if not self._others:
            return
        digits = self._scenario.minor_digits
        now = self._traced.computed({})[_NET]
        yield (
            '<table class="stack">\n<caption>Against the others, as they stand</caption>\n<thead><tr>'
            '<th scope="col">roll-out</th><th scope="col" class="n">net exposure</th>'
            '<th scope="col" class="n">this one against it</th></tr></thead>\n<tbody>\n'
        )
        for place, (name, net) in enumerate(self._others):
            difference = numbers.change(add(now, net.copy_negate()), digits)
            yield (
                f'<tr><th scope="row">{text(name)}</th>'
                f'<td class="n" data-head="net exposure">{numbers.money(net, digits)}</td>'
                '<td class="n" data-head="this one against it" '
                f'id="against-{place}">{difference}</td></tr>\n'
            )
        yield "</tbody>\n</table>\n"

    def _moving(self) -> Iterator[str]:
        """Say what moves it now: each input alone, in the order of the page's tornado."""
        if not self._bars:
            return
        digits = self._scenario.minor_digits
        nets = [
            [self._traced.computed({bar.path: end})[_NET] for end in (bar.low_input, bar.high_input)]
            for bar in self._bars
        ]
        yield (
            '<table class="stack">\n<caption>What moves it now</caption>\n<thead><tr>'
            '<th scope="col">input</th><th scope="col" class="n">low</th>'
            '<th scope="col" class="n">high</th><td></td></tr></thead>\n<tbody>\n'
        )
        for place, (bar, (low, high)) in enumerate(zip(self._bars, nets, strict=True)):
            yield (
                f'<tr><th scope="row">{text(bar.label)}</th>'
                f'<td class="n" data-head="low" id="low-{place}">{numbers.money(low, digits)}</td>'
                f'<td class="n" data-head="high" id="high-{place}">{numbers.money(high, digits)}</td>'
                f'<td class="bar">{moving(place)}</td></tr>\n'
            )
        yield "</tbody>\n</table>\n"


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


def _typed(value: Decimal, *, is_share: bool) -> str:
    """Write a number as an author types it: no group of digits is set apart."""
    with written_as(PLAIN):
        return numbers.percentage(value).replace(" ", "") if is_share else f"{value:f}"


def scripts() -> Sequence[str]:
    """Name the scripts of the page, in the order in which they run."""
    return ("exact.js", "what_if.js")
