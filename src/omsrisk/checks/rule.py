"""A rule: one function with its code, reason, source and examples, all in one place."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import NamedTuple

from omsrisk.checks.subject import Subject
from omsrisk.scenario.documents.findings import Severity
from omsrisk.scenario.documents.places import Location


class Problem(NamedTuple):
    """
    A place where a rule is broken.

    Attributes:
        location: Keys and numbers down to what is wrong; for what is missing, where it would stand.
        message: One sentence, with names of the file in backticks.
        hint: What to do here, where that is more than the rule's own hint.
        severity: How much it weighs, where that is not the rule's own.
        money: What the rule prices, in the currency of the file; None for what the lines come to
            that rest on the input it is about.
    """

    location: Location
    message: str
    hint: str = ""
    severity: Severity | None = None
    money: Decimal | None = None


Find = Callable[[Subject], Iterator[Problem]]


class Rule(NamedTuple):
    """
    What a business case is held to.

    Attributes:
        code: Such as `GOV006`.
        name: In a few words, as a table of rules lists it.
        severity: How much a breach weighs, unless a policy says otherwise.
        reason: Why it matters.
        source: What it stands on: `[C] 7` and the like.
        hint: What to do about it.
        wrong: A piece of a scenario that breaks it.
        right: The same piece, mended.
        find: Finds where a scenario breaks it.
        reads_clock: Whether the answer depends on the day on which it is asked.
        can_be_waived: Whether a waiver of the file can lift it.
        policy: The policy under which it asks for anything; empty where it always does.
        about: Keys at the top of a file; where it has none of them, the rule finds nothing. Empty
            where it may find something in any file.
    """

    code: str
    name: str
    severity: Severity
    reason: str
    source: str
    hint: str
    wrong: str
    right: str
    find: Find
    reads_clock: bool = False
    can_be_waived: bool = True
    policy: str = ""
    about: tuple[str, ...] = ()


def rule(  # noqa: PLR0913 - a rule is all of it, in one place
    code: str,
    name: str,
    severity: Severity,
    *,
    reason: str,
    source: str,
    hint: str,
    wrong: str,
    right: str,
    reads_clock: bool = False,
    can_be_waived: bool = True,
    policy: str = "",
    about: tuple[str, ...] = (),
) -> Callable[[Find], Rule]:
    """
    Make a rule of a function that finds its breaches.

    Args:
        code: Family and number.
        name: In a few words.
        severity: How much a breach weighs.
        reason: Why it matters.
        source: What it stands on.
        hint: What to do about it.
        wrong: A piece of a scenario that breaks it; a test lays it over a complete one.
        right: The same piece, mended.
        reads_clock: Whether it asks for today.
        can_be_waived: Whether a waiver can lift it.
        policy: The policy under which it asks for anything.
        about: Keys at the top of a file without all of which it finds nothing.
    """

    def made(find: Find) -> Rule:
        return Rule(
            code, name, severity, reason, source, hint, wrong, right, find, reads_clock,
            can_be_waived, policy, about,
        )  # fmt: skip

    return made
