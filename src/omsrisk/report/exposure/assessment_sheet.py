"""What a spreadsheet takes of one scenario's cost: one record a row."""

from collections.abc import Iterator

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.kinds_of_money import KINDS
from omsrisk.core.pricing.figures import MEMOS, TOTALS
from omsrisk.report.document import Column, Content, Row

_WHOSE = ("file", "name", "currency")
_TEXTS = ("id", "part_of", "label", "basis", "formula")
_AMOUNTS = ("amount", "expected", "mean")
SHEET = (
    *map(Column, (*_WHOSE, "figure", *_TEXTS)),
    *(Column(key, Content.MONEY) for key in _AMOUNTS),
)


def sheet_rows(result: Assessment) -> Iterator[Row]:
    """Return one record a row: lines, totals and memos, told apart by `figure`."""
    from omsrisk.report.exposure.assessment_record import record  # a text has no need of it

    told = record(result)
    head = tuple(told[key] for key in _WHOSE)
    for line in told["lines"]:
        yield Row((*head, "line", *(line[key] for key in (*_TEXTS, *_AMOUNTS))))
    kinds = (("total", TOTALS, "totals", "means"), ("memo", MEMOS, "memo", "memo_means"))
    for kind, figures, key, mean in kinds:
        for name, figure in figures.items():
            text = (name, None, figure.label, None, None)
            yield Row((*head, kind, *text, told[key][name], None, told[mean][name]))
    for name, label in KINDS.items():
        one = told["by_basis"][name]
        amounts = (None, one["most_likely"], one["mean"])
        yield Row((*head, "kind of money", name, None, label, None, None, *amounts))
    for outcome in told["outcomes"]:
        name, chance = outcome["name"], f"chance {outcome['chance']:f}"
        amounts = (outcome["net_exposure"], None, None)
        yield Row((*head, "outcome", None, None, name, None, chance, *amounts))
    for note in told["notes"]:
        yield Row((*head, "note", None, None, note, None, None, None, None, None))
