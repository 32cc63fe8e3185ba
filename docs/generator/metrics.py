"""The page of metrics: what limits, gates and `--metric` can name."""

from generator.markdown import code, page, table, text
from omsrisk.core.pricing.figures import MEMOS, TOTALS, Figure

_INTRODUCTION = """\
What `--metric`, `--target`, `--max`, `--fail-if-over`, `limits` and `max_increase` can name. Every
line of a result is a metric too, by its id (`delay`, `stabilisation.support`,
`programme.consultants`), and with `phases.NAME.` in front each of them is that of one phase.

A metric of a file with ranges is its mean. In front of it stands what else is asked of it:
`most_likely_net_exposure`, `p1_...` to `p99_...`, `expected_shortfall_95_...`; on the command line
with a colon, too: `p90:net_exposure`."""


def metrics() -> str:
    """Write the page."""
    parts = [
        "## Totals",
        _table(TOTALS),
        "## Beside the total, and never in it",
        _table(MEMOS),
    ]
    return page("Metrics", _INTRODUCTION, parts)


def _table(figures: dict[str, Figure]) -> str:
    rows = [[code(name), text(one.label), text(one.meaning)] for name, one in figures.items()]
    return table(["metric", "label", "meaning"], rows)
