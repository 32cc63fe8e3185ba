"""Sentences of the commands as a committee reads them: labels for paths, and nothing to type."""

import re
from collections.abc import Sequence

from omsrisk.core.pricing.case import Case
from omsrisk.core.pricing.derived import BY_ID
from omsrisk.core.pricing.figures import TOTALS
from omsrisk.scenario.labels import label_of, within_a_sentence

_ASIDE = re.compile(r" \([^()]*--[a-z][^()]*\)|; --[a-z][^|;.]*")
"""An option, within brackets or behind a semicolon."""
_COMMAND = re.compile(r"(^|(?<=[.:] ))omsrisk [a-z][^.]*\. ?")
"""A sentence that names a command."""
_QUOTED = re.compile(r"`([^`]+)`")
_PATH = re.compile(r"(?:^| )\(([a-z_]+(?:\.[\w*-]+)+)\):?")
_METRIC = re.compile(rf"(?<![\w.`])(?:{'|'.join(name for name in TOTALS if '_' in name)})(?![\w.`])")
_NO_CASE = Case(inputs={})
_EACH = re.compile(r"^(Read with care: )?Each file: ")


def in_words(line: str, cases: Sequence[Case] = (_NO_CASE,)) -> str:
    """
    Say a sentence of a command without what only helps somebody who types.

    Args:
        line: The sentence.
        cases: What is told of: the labels of their inputs stand for paths.

    >>> in_words("Each file: They move together (--independent PATH separates them).")
    'Each option: They move together.'
    >>> in_words("No closed form. omsrisk compare --simulate estimates it.")
    'No closed form.'
    >>> in_words("`delay.duration_days` moves it")
    'Days of delay moves it'
    >>> in_words("USD | net_exposure | no `delay`, nor `notes`")
    'USD | net exposure | no delay, nor `notes`'
    """
    said = _EACH.sub(r"\1Each option: ", line.removeprefix("~ "))
    said = _COMMAND.sub("", said)
    said = _ASIDE.sub("", said).strip()
    said = _PATH.sub(lambda found: "" if _labelled(found[1], (_NO_CASE,)) else found[0], said)
    said = _METRIC.sub(lambda found: TOTALS[found[0]].label.lower(), said)
    return _QUOTED.sub(lambda found: _in_place(found, cases), said)


def _in_place(found: re.Match[str], cases: Sequence[Case]) -> str:
    label = _labelled(found[1], cases)
    return (label if found.start() == 0 else within_a_sentence(label)) or found[0]


def _labelled(path: str, cases: Sequence[Case]) -> str:
    """Return the label of an input as the case calls it that has it; empty for another text."""
    line = BY_ID.get(path)
    if line is not None and cases:
        return line.short
    labels = [label for one in cases if (label := label_of(one, path)) != path]
    # what names its element or its phase comes from the case that has it
    return max(labels, key=lambda one: one.count(": "), default="")
