"""The words by which other tools call the ends of a range, and what they are called here."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from omsrisk.scenario.documents.nodes import JsonObject, Scalar

_WORDS = {
    "low": "min minimum best best_case optimistic lower lower_bound floor a least lo from",
    "likely": (
        "mode most_likely mostlikely base base_case ml modal realistic m mid middle central typical"
        " usual probable most_probable nominal best_guess best_estimate"
    ),
    "high": "max maximum worst worst_case pessimistic upper upper_bound ceiling b most hi to",
    "mean": "avg average mu",
    "sd": "std stddev stdev std_dev sigma standard_deviation",
    "p5": "p05 q5 q05",
    "p95": "q95",
    "p10": "q10",
    "p90": "q90",
    "distribution": "dist distr",
}
_MEANINGS = {word: key for key, words in _WORDS.items() for word in words.split()}
_MEDIANS = ("p50", "median", "q50")
_NO_MODES = ("expected", "mean", "avg", "average", "mu", *_MEDIANS)
"""What lies in the middle of a range, and is not its most likely value, or may not be."""

_PERCENTILE = re.compile(r"[pq]_?[0-9]{1,2}(?:[._][0-9]+)?")
_OURS = frozenset({"p5", "p95", "p10", "p90"})
_ENDS = ("low", "high")
_BESIDE = frozenset({"low", "likely", "high", *_OURS, "mean", "sd"})
_INTERVALS = "an interval {p5: ..., p95: ...} or {p10: ..., p90: ...}"
_RANGE = "a range {low: ..., likely: ..., high: ...}"

NEIGHBOURS = frozenset({*_MEANINGS, *_MEDIANS, "expected"})
"""Keys of other tools; none of them is one of a quantity here."""


def is_of_a_neighbour(keys: Iterable[str]) -> bool:
    """Say whether one of the keys states a range in the words of another tool."""
    return any(key in NEIGHBOURS or _is_other_percentile(key) for key in keys)


def _is_other_percentile(key: str) -> bool:
    return key not in _OURS and key not in _MEANINGS and _PERCENTILE.fullmatch(key) is not None


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
    others = [key for key in value if _is_other_percentile(key) and key not in _MEDIANS]
    if others:
        named = " and ".join(f"`{one}`" for one in others)
        verb = "is not a key" if len(others) == 1 else "are not keys"
        return NeighbourKeys(f"{named} {verb} of an interval", f"write {_INTERVALS}, or {_RANGE}")
    meant = {key: _MEANINGS.get(key, key) for key in value}
    has_ends = not set(_ENDS).isdisjoint(meant.values())
    unsure = [key for key in value if key in _NO_MODES] if has_ends else []
    unsure += [key for key in value if key == "expected" and key not in unsure]
    foreign = {key: ours for key, ours in meant.items() if key in _MEANINGS and key not in unsure}
    if not medians and not foreign and not unsure:
        return None
    left = {key: node for key, node in value.items() if key not in (*medians, *unsure)}
    texts = _in_order({meant[key]: _text(node) for key, node in left.items()})
    if has_ends:
        ends = {key: texts.pop(key, "...") for key in _ENDS}
        likely = (
            {} if texts.get("distribution") == "uniform" else {"likely": texts.pop("likely", "...")}
        )
        texts = {"low": ends["low"], **likely, "high": ends["high"], **texts}
    if len(texts) < 2 and (medians or unsure):  # noqa: PLR2004 - two ends
        hint = f"write {_INTERVALS}, or {_RANGE}"
    else:
        hint = f"write {{{', '.join(f'{key}: {text}' for key, text in texts.items())}}}"
    parts = []
    if foreign:
        theirs = ", ".join(f"`{one}`" for one in foreign)
        ours = ", ".join(f"`{one}`" for one in foreign.values())
        parts.append(f"{theirs} {'is' if len(foreign) == 1 else 'are'} called {ours} here")
    if unsure:
        parts.append(f"a range has a most likely value, and `{unsure[0]}` is not a key of it")
        word = "median" if unsure[0] in _MEDIANS else "mean"
        hint += f"; a {word} is not the most likely value"
    elif medians:
        parts.append(f"two points settle an interval, so `{medians[0]}` is not one of its keys")
        hint += f", without `{medians[0]}`; a median is not the most likely value"
    return NeighbourKeys("; ".join(parts), hint)


def beside_a_value(value: JsonObject) -> NeighbourKeys | None:
    """
    Recognise one number with the ends of its range beside it; None where it is something else.

    Args:
        value: Its keys and nodes, `value` among them.
    """
    ends = [key for key in value if key in _BESIDE or _MEANINGS.get(key) in _BESIDE]
    if not ends:
        return None
    named = ", ".join(f"`{one}`" for one in ends)
    verb = "stands" if len(ends) == 1 else "stand"
    message = f"a number is one `value`, or a range without `value`; {named} {verb} beside it"
    meant = {_MEANINGS.get(key, key): _text(value[key]) for key in ends}
    if not set(meant) <= {*_ENDS}:
        return NeighbourKeys(message, f"write `value` alone, {_INTERVALS}, or {_RANGE}")
    texts = _in_order({key: meant.get(key, "...") for key in _ENDS})
    likely = _text(value["value"])
    hint = f"write {{low: {texts['low']}, likely: {likely}, high: {texts['high']}}}"
    return NeighbourKeys(message, hint)


def range_of_list(value: object) -> str:
    """Say how to write a list of two or three numbers, which is meant as a range; else nothing."""
    from omsrisk.scenario.written.amounts import amount  # its words need the model's currencies

    texts = [_text(one) for one in value] if isinstance(value, list) else []
    read = [amount(one) for one in texts]
    numbers = [one.numbers[0] for one in read if one is not None and one.numbers]
    if len(texts) not in {2, 3} or len(numbers) != len(texts) or numbers != sorted(numbers):
        return ""
    likely = texts[1] if len(texts) == 3 else "..."  # noqa: PLR2004 - low, likely and high
    return f"write a range: {{low: {texts[0]}, likely: {likely}, high: {texts[-1]}}}"


def _text(node: object) -> str:
    return node.text if type(node) is Scalar and node.text else "..."


def _in_order(texts: dict[str, str]) -> dict[str, str]:
    """Put the smaller end first: the best case of a margin is its high end."""
    from omsrisk.scenario.written.amounts import amount  # its words need the model's currencies
    from omsrisk.scenario.written.digits import in_plain_digits

    if not texts.keys() >= {*_ENDS}:
        return texts
    ends = [amount(in_plain_digits(texts[key])) for key in _ENDS]
    first, last = ends
    if first is None or last is None or not first.numbers or not last.numbers:
        return texts
    if first.numbers[0] <= last.numbers[0]:
        return texts
    return {**texts, "low": texts["high"], "high": texts["low"]}
