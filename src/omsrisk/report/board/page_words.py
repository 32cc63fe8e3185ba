"""Sentences of the commands as a committee reads them: labels for paths, and nothing to type."""

import re
from collections.abc import Iterable, Sequence

from omsrisk.core.pricing.case import Case
from omsrisk.scenario.labels import label_of

_ASIDE = re.compile(r" \([^()]*--[a-z][^()]*\)|; --[a-z][^|;.]*")
"""An option, within brackets or behind a semicolon."""
_COMMAND = re.compile(r"(^|(?<=[.:] ))omsrisk [a-z][^.]*\. ?")
"""A sentence that names a command."""
_QUOTED = re.compile(r"`([^`]+)`")
_PATH = re.compile(r"(?:^| )\(([a-z_]+(?:\.[\w*-]+)+)\):?")
_NO_CASE = (Case(inputs={}),)
_EACH = re.compile(r"^(Read with care: )?Each file: ")


def in_words(line: str, cases: Sequence[Case] = ()) -> str:
    """
    Say a sentence of a command without what only helps somebody who types.

    Args:
        line: The sentence.
        cases: What is told of: the labels of their inputs stand for paths.

    >>> in_words("Each file: They move together (--independent PATH separates them).")
    'Each option: They move together.'
    >>> in_words("No closed form. omsrisk compare --simulate estimates it.")
    'No closed form.'
    >>> in_words("`delay.duration_days` moves it", [Case(inputs={})])
    'Days of delay moves it'
    """
    said = _EACH.sub(r"\1Each option: ", line)
    said = _COMMAND.sub("", said)
    said = _ASIDE.sub("", said).strip()
    said = _PATH.sub(lambda found: "" if _labelled(found[1], _NO_CASE) else found[0], said)
    return _QUOTED.sub(lambda found: _labelled(found[1], cases) or found[0], said)


def _labelled(path: str, cases: Iterable[Case]) -> str:
    """Return the label of an input as the case calls it that has it; empty for another text."""
    labels = [label for one in cases if (label := label_of(one, path)) != path]
    # what names its element or its phase comes from the case that has it
    return max(labels, key=lambda one: one.count(": "), default="")
