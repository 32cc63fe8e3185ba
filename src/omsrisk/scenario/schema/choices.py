"""Values that nothing is computed with: words to choose from, texts, plain numbers, the version."""

from bisect import bisect_left
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any

from pydantic_core import CoreSchema, core_schema

from omsrisk.scenario.documents.decimals import shown
from omsrisk.scenario.documents.nodes import JsonObject, Plain, Scalar
from omsrisk.scenario.schema.quantities import (
    COUNT,
    DAYS,
    HOURS,
    RATE,
    SHARED_AS,
    Kind,
    TextKind,
    refuse,
    text_of,
    time_schema,
)


def nearest(word: str, known: "list[str] | tuple[str, ...]") -> str:
    """
    Ask "did you mean", or nothing where no known word is near.

    >>> nearest("daily-volumne", ("daily_volume", "average_value"))
    'did you mean `daily_volume`?'
    >>> nearest("rank", ("inputs", "rank_correlation"))
    'did you mean `rank_correlation`?'
    """
    from difflib import get_close_matches

    folded = word.casefold().replace("-", "_").replace(" ", "_")[:80]
    if len(known) <= _MANY:
        same = {one.casefold().replace("-", "_"): one for one in known}
        candidates = list(same)
    else:
        same, forwards, backwards = _sorted_words(tuple(known))
        candidates = _around(forwards, folded)
        candidates += [one[::-1] for one in _around(backwards, folded[::-1])]
    close = get_close_matches(folded, candidates, n=1, cutoff=0.6) or _only_longer(folded, candidates)
    if not close or same[close[0]] == word:
        return ""
    return f"did you mean `{same[close[0]]}`?"


def _only_longer(word: str, known: "list[str]") -> "list[str]":
    """Find the one known word that a word begins or ends; nothing where several are."""
    longer = [one for one in known if one.startswith(f"{word}_") or one.endswith(f"_{word}")]
    return longer if len(set(longer)) == 1 else []


_MANY = 256
"""Words that are all compared; of more, those that begin or end most alike."""

_NEIGHBOURS = 32


@lru_cache(maxsize=4)
def _sorted_words(known: tuple[str, ...]) -> tuple[dict[str, str], list[str], list[str]]:
    same = {one.casefold().replace("-", "_"): one for one in known}
    return same, sorted(same), sorted(one[::-1] for one in same)


def _around(words: list[str], word: str) -> list[str]:
    """List the neighbours of a word among sorted ones: they have the longest beginnings in common."""
    at = bisect_left(words, word)
    return words[max(at - _NEIGHBOURS, 0) : at + _NEIGHBOURS]


class Choice:
    """Validates one of a few words."""

    def __init__(self, *words: str) -> None:
        self.words = words

    def pick(self, value: Plain) -> str:
        """
        Take a known word.

        Raises:
            PydanticCustomError: It is another one.
        """
        word = text_of(value)
        if word not in self.words:
            known = ", ".join(self.words)
            hint = nearest(word, self.words)
            message = f"{shown(word)} must be one of: {known}"
            raise refuse("SCN108", message, hint)
        return word

    def __get_pydantic_core_schema__(self, _source: object, _handler: object) -> CoreSchema:
        """Validate with `pick`."""
        return core_schema.no_info_plain_validator_function(self.pick)

    def __get_pydantic_json_schema__(self, _schema: CoreSchema, _handler: object) -> JsonObject:
        """List the words."""
        return {"enum": list(self.words)}


STOP, PAUSE, CONTINUE = "stop", "pause", "continue"
"""What follows when a phase fails."""


class OneOrMore:
    """Validates one value, or a list of them, to a tuple."""

    def __init__(self, single: Any) -> None:
        self.single = single

    def __get_pydantic_core_schema__(self, source: object, handler: object) -> CoreSchema:
        """Validate a list, or a single value as a list of one."""
        single = self.single.__get_pydantic_core_schema__(source, handler)
        several = core_schema.tuple_variable_schema(single)

        def validate(value: Plain, many: Callable[[Plain], object]) -> object:
            if isinstance(value, list):
                return many(value)
            return (pick(value),)

        pick = single["function"]["function"]
        return core_schema.no_info_wrap_validator_function(validate, several)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: object) -> JsonObject:
        """Describe one value or a list of them."""
        single = self.single.__get_pydantic_json_schema__(schema, handler)
        either = {"anyOf": [single, {"type": "array", "items": single}]}
        name = single.get(SHARED_AS)
        return either if name is None else {SHARED_AS: f"{name}s", **either}


class PlainNumber:
    """
    Validates a number that nothing is computed with: a rhythm, a head count.

    Args:
        kind: Its kind; None for a plain count.
    """

    def __init__(self, kind: Kind | None) -> None:
        self._kind = kind or COUNT

    def __get_pydantic_core_schema__(self, _source: object, _handler: object) -> CoreSchema:
        """Validate with the kind's reader."""
        return core_schema.no_info_plain_validator_function(self._kind.number)

    def __get_pydantic_json_schema__(self, _schema: CoreSchema, _handler: object) -> JsonObject:
        """Say it is a number, 0 or more; a time may have its unit."""
        if self._kind.expected.may_be_part or self._kind.name == RATE.name:
            return self._kind.plain_schema()
        number = {"type": "number", "minimum": 0}
        is_time = self._kind.expected.is_time
        return {"anyOf": [number, time_schema()]} if is_time else number


Texts = Annotated[tuple[str, ...] | None, OneOrMore(TextKind())]
PlainDays = Annotated[Decimal | None, PlainNumber(DAYS)]
PlainHours = Annotated[Decimal | None, PlainNumber(HOURS)]


class YesOrNo:
    """Validates `true` and `false`, and no other words for them."""

    def take(self, value: Plain) -> bool:
        """
        Take true or false.

        Raises:
            PydanticCustomError: It is something else.
        """
        word = text_of(value)
        if not isinstance(value, Scalar) or value.style is not None or word not in _TRUTH:
            raise refuse("SCN108", f"{shown(word)} must be one of: true, false")
        return _TRUTH[word]

    def __get_pydantic_core_schema__(self, _source: object, _handler: object) -> CoreSchema:
        """Validate with `take`."""
        return core_schema.no_info_plain_validator_function(self.take)

    def __get_pydantic_json_schema__(self, _schema: CoreSchema, _handler: object) -> JsonObject:
        """Say it is a boolean."""
        return {"type": "boolean"}


_TRUTH = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}


class Version:
    """
    Validates the version of a format.

    Args:
        key: The key that it is the value of.
    """

    def __init__(self, key: str = "omsrisk") -> None:
        self._key = key

    def take(self, value: Plain) -> int:
        """
        Take the version this program reads.

        Raises:
            PydanticCustomError: It is another one.
        """
        text = text_of(value)
        if text != "1" or not isinstance(value, Scalar) or value.style is not None:
            message = f"the format's version is {shown(text)}; this omsrisk reads 1"
            raise refuse("SCN108", message, f"write `{self._key}: 1`")
        return 1

    def __get_pydantic_core_schema__(self, _source: object, _handler: object) -> CoreSchema:
        """Validate with `take`."""
        return core_schema.no_info_plain_validator_function(self.take)

    def __get_pydantic_json_schema__(self, _schema: CoreSchema, _handler: object) -> JsonObject:
        """Name the one version."""
        return {"const": 1}
