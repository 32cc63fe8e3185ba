"""The words by which other tools call the ends of a range, and what they are called here."""

from typing import NamedTuple

from omsrisk.scenario.documents.nodes import JsonObject, Scalar

_WORDS = {
    "low": "min minimum best best_case optimistic lower lower_bound floor a least",
    "likely": "mode most_likely mostlikely base base_case expected ml modal realistic m",
    "high": "max maximum worst worst_case pessimistic upper upper_bound ceiling b most",
    "mean": "avg average mu",
    "sd": "std stddev stdev std_dev sigma standard_deviation",
    "p5": "p05 q5 q05",
    "p95": "q95",
    "p10": "q10",
    "p90": "q90",
}
_MEANINGS = {word: key for key, words in _WORDS.items() for word in words.split()}
_MEDIANS = ("p50", "median", "q50")

NEIGHBOURS = frozenset({*_MEANINGS, *_MEDIANS})
"""Keys of other tools; none of them is one of a quantity here."""


class NeighbourKeys(NamedTuple):
    """
    What is said of the keys of another tool.

    Attributes:
        message: What they are.
        hint: What to write.
    """

    message: str
    hint: str


def told_of(value: JsonObject) -> NeighbourKeys | None:
    """
    Recognise a range in the words of another tool; None where there is none of them.

    Args:
        value: Its keys and nodes.
    """
    medians = [key for key in value if key in _MEDIANS]
    foreign = {key: _MEANINGS[key] for key in value if key in _MEANINGS}
    if not medians and not foreign:
        return None
    texts = {
        _MEANINGS.get(key, key): _text(node) for key, node in value.items() if key not in medians
    }
    texts = _in_order(texts)
    if len(texts) < 2 and medians:  # noqa: PLR2004 - two ends
        hint = "write an interval {p10: ..., p90: ...}, or a range {low: ..., likely: ..., high: ...}"
    else:
        hint = f"write {{{', '.join(f'{key}: {text}' for key, text in texts.items())}}}"
    parts = []
    if foreign:
        theirs = ", ".join(f"`{one}`" for one in foreign)
        ours = ", ".join(f"`{one}`" for one in foreign.values())
        parts.append(f"{theirs} {'is' if len(foreign) == 1 else 'are'} called {ours} here")
    if medians:
        parts.append(f"two points settle an interval, so `{medians[0]}` is not one of its keys")
        hint += f", without `{medians[0]}`; a median is not the most likely value"
    return NeighbourKeys("; ".join(parts), hint)


def _text(node: object) -> str:
    return node.text if type(node) is Scalar and node.text else "..."


def _in_order(texts: dict[str, str]) -> dict[str, str]:
    """Put the smaller end first: the best case of a margin is its high end."""
    from omsrisk.scenario.written.amounts import amount  # its words need the model's currencies
    from omsrisk.scenario.written.digits import in_plain_digits

    if not texts.keys() >= {"low", "high"}:
        return texts
    ends = [amount(in_plain_digits(texts[key])) for key in ("low", "high")]
    first, last = ends
    if first is None or last is None or not first.numbers or not last.numbers:
        return texts
    if first.numbers[0] <= last.numbers[0]:
        return texts
    return {**texts, "low": texts["high"], "high": texts["low"]}
