"""Who answers for what a rule found, until when, and what money rests on it."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from omsrisk.checks.subject import Subject
from omsrisk.core.money import add, to_minor_unit
from omsrisk.core.pricing.case import own_path, phase_of
from omsrisk.core.pricing.catalogue import LIKELIHOOD
from omsrisk.core.pricing.declarations import Group
from omsrisk.scenario.documents.nodes import Map, Node, Scalar
from omsrisk.scenario.documents.places import Location, child_of
from omsrisk.scenario.schema.checklist import Step


class Stake(NamedTuple):
    """
    What is at stake where a rule is broken.

    Attributes:
        owner: Who answers for it, as the file says; empty where it names nobody.
        due: The day by which it is to be done, where a step of the checklist states one.
        money: What rests on it, in the currency of the file, to its minor unit; None where that
            cannot be told.
    """

    owner: str = ""
    due: date | None = None
    money: Decimal | None = None


def stake_of(subject: Subject, location: Location, path: str, money: Decimal | None) -> Stake:
    """
    Find what is at stake where a rule is broken.

    Args:
        subject: The scenario.
        location: Of the breach.
        path: The same, as paths of the scenario are written.
        money: What the rule itself prices; None for what the lines come to that rest on the input.
    """
    found = stake_of_what_lacks(subject, path, money)
    return Stake(_owner(subject, location, path), _due(subject, location), found.money)


def stake_of_what_lacks(subject: Subject, path: str, money: Decimal | None) -> Stake:
    """
    Find what is at stake where nothing is stated of a path, not even its first key.

    Args:
        subject: The scenario.
        path: Of the breach.
        money: What the rule itself prices; None for what the lines come to that rest on the input.
    """
    if money is None:
        money = _resting_on(subject, path)
    rounded = money and to_minor_unit(money, subject.minor_digits)
    return Stake(subject.owners.get(path, ""), None, rounded)


def _owner(subject: Subject, location: Location, path: str) -> str:
    """Find who is named for it: at the input, else at what the place lies within."""
    found = subject.owners.get(path, "")
    if found:
        return found
    node: Node | None = subject.root
    for part in location:  # what lies deeper names the nearer one
        node = child_of(node, part)
        if node is None:
            break
        found = _named(node) or found
    return found


def _named(node: Node) -> str:
    owner = node.entries.get("owner") if isinstance(node, Map) else None
    return owner.text.strip() if isinstance(owner, Scalar) else ""


def _due(subject: Subject, location: Location) -> date | None:
    if len(location) > 1 and location[0] == "checklist":
        step = getattr(subject.checklist, str(location[1]), None)
        return step.due if isinstance(step, Step) else None
    return None


def _resting_on(subject: Subject, path: str) -> Decimal | None:
    """Find what comes of the lines that an input stands in; None where it stands in none."""
    if path.endswith(LIKELIHOOD) and own_path(path) == LIKELIHOOD:
        return _failing(subject, phase_of(path))
    return subject.money_on(path)


def _failing(subject: Subject, slug: str) -> Decimal | None:
    exposure = subject.assessment.exposure
    if not slug:
        expected = exposure.totals.expected_cost_of_failure
        return None if expected is None else Decimal(expected)
    lines = (one.lines for one in exposure.phases if one.phase.slug == slug)
    failing = [
        Decimal(line.expected or 0)
        for own in lines
        for line in own
        if line.group is Group.COST_OF_FAILURE
    ]
    return add(*failing) if failing else None
