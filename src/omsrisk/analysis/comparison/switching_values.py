"""What would change the answer? For each input alone, the value at which the cheaper one changes."""

from collections.abc import Iterator, Sequence
from decimal import Context, Decimal, localcontext
from typing import NamedTuple

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.sensitivity.varying import (
    VARIABLE,
    HeldByCapError,
    VariedInput,
    check_not_held,
    in_one_variable,
    varied,
)
from omsrisk.analysis.uncertainty.means import At
from omsrisk.analysis.uncertainty.valued import Valuings
from omsrisk.core.algebra.derivatives import Alone
from omsrisk.core.algebra.polynomial import Polynomial, minus
from omsrisk.core.algebra.roots import roots_of
from omsrisk.core.money import ENOUGH_DIGITS, exact, share_of
from omsrisk.core.pricing.case import Case
from omsrisk.core.pricing.exposure import traced_value
from omsrisk.errors import UsageError
from omsrisk.scenario.load import Scenario

_MOST_COMMON = 3
_PROBING = Context(prec=80)
_SHOWN = Context(prec=12)
_LIKELIHOOD = "likelihood"


class Flip(NamedTuple):
    """
    Where an input turns the comparison over.

    Attributes:
        file: Which scenario it is changed in; None where in both.
        path: The input.
        unit: Its unit.
        value: Its number as it stands; the mean of one that has a range, where means are compared.
        at: The nearest number from which the other one is cheaper; None where no number does.
    """

    file: int | None
    path: str
    unit: str
    value: Decimal
    at: Decimal | None

    @property
    def is_more(self) -> bool:
        """Whether the other one is cheaper from there upwards."""
        return self.at is not None and self.at > self.value


class _Traced:
    """A scenario as an expression of all its inputs, with the means of those that have a range."""

    def __init__(self, scenario: Scenario, case: Case, at: At, valuings: Valuings) -> None:
        self._scenario, self._at, self._valuings = scenario, at, valuings
        self.inputs = scenario.case.inputs
        self._valuing = valuings.of(case, at)
        self._net = self._valuing.parts_of("net_exposure")
        self._valued = self._valuing.of(self._net)
        self._alone = Alone(self._valued.figures[0], self._valued.values)
        self._restated = {
            path for one in case.phases for path, stated in one.inputs.items() if stated.restated
        }

    def single(self, path: str) -> VariedInput | None:
        """Find an input that has one value in all phases; None where some restate it."""
        try:
            found = varied(self._scenario, path)
        except UsageError:
            return None
        return None if path in self._restated else found

    def number_of(self, one: VariedInput) -> Decimal:
        """Return the number of an input as it stands, or the mean of its range."""
        stated = self.inputs.get(one.paths[0])
        if self._at is At.LIKELY or stated is None or stated.spread is None:
            return one.value
        mean = self._valuing.expectation.mean(traced_value(stated)).value
        return one.value if mean is None else _SHOWN.plus(mean)

    def stating(self, one: VariedInput) -> "_Traced":
        """Trace it with an input stated that counts as 1 where it is left out."""
        same = one.case is self._scenario.case
        return self if same else _Traced(self._scenario, one.case, self._at, self._valuings)

    def in_terms_of(self, one: VariedInput, *, in_rest: bool = False) -> Polynomial:
        """Fold all inputs but one; a number takes the place of a range that is not of degree one."""
        (path,) = one.paths
        valued, alone = self._valued, self._alone
        if path in valued.integrated:
            valued = self._valuing.of(self._net, [path])
            alone = Alone(valued.figures[0], valued.values)
        check_not_held(one, valued.held)
        if alone.is_linear_in(path) and not in_rest:
            return alone.in_terms_of(path, VARIABLE)
        return in_one_variable(valued.figures[0], one, valued.values, in_rest=in_rest)

    @property
    def net(self) -> Decimal:
        """The net exposure as it stands."""
        return self._alone.value

    def constant(self) -> Polynomial:
        """Take the net exposure as it stands for a polynomial."""
        return Polynomial((), {(): self.net} if self.net else {})


def flips(
    pair: Sequence[Assessment], differing: Sequence[str], at: At, valuings: Valuings
) -> tuple[Flip, ...]:
    """
    Find what would change which of two scenarios is cheaper, each input alone.

    Args:
        pair: Two scenarios in one currency that assess the same lines.
        differing: Paths of the inputs that are not the same in both.
        at: What ranges count with.
        valuings: Of the question that asks.

    Returns:
        The inputs that differ, in each scenario that states them; then the common ones that need
        the least change, moved in both; the likelihood last, whether it turns anything or not. An
        input that an item with a cap has beside ranges is not among them.
    """
    with exact(ENOUGH_DIGITS):
        traced = [_Traced(one.scenario, one.scenario.case, at, valuings) for one in pair]
        own = [
            flip
            for path in differing
            for at in range(len(pair))
            for flip in _in_one(traced, at, path)
        ]
        common = list(_in_both(traced, set(differing)))
        likelihood = _flip_in_both(traced, _LIKELIHOOD)
    common.sort(key=_change)
    found = [flip for flip in own if flip.at is not None]
    found += [flip for flip in common if flip.at is not None][:_MOST_COMMON]
    return (*found, *((likelihood,) if likelihood is not None else ()))


def _in_one(traced: Sequence[_Traced], at: int, path: str) -> Iterator[Flip]:
    mine, other = traced[at], traced[1 - at]
    one = mine.single(path)
    if one is not None:
        try:
            gap = minus(mine.in_terms_of(one), other.constant())
        except HeldByCapError:
            return
        value, leads = mine.number_of(one), mine.net - other.net
        yield Flip(at, path, one.unit, value, _nearest(gap, one, value, leads))


def _in_both(traced: Sequence[_Traced], differing: set[str]) -> Iterator[Flip]:
    first, second = (one.inputs for one in traced)
    apart = differing | {_LIKELIHOOD}
    for path in first:
        if path in second and path not in apart:
            flip = _flip_in_both(traced, path)
            if flip is not None:
                yield flip


def _flip_in_both(traced: Sequence[_Traced], path: str) -> Flip | None:
    one, other = (mine.single(path) for mine in traced)
    if one is None or other is None:
        return None
    if path == _LIKELIHOOD:
        traced = [mine.stating(own) for mine, own in zip(traced, (one, other), strict=True)]
    try:
        ours, theirs = traced[0].in_terms_of(one), traced[1].in_terms_of(other)
    except HeldByCapError:
        return None
    if ours.is_in_rest != theirs.is_in_rest:
        ours, theirs = (
            mine.in_terms_of(own, in_rest=True)
            for mine, own in zip(traced, (one, other), strict=True)
        )
    value, leads = traced[0].number_of(one), traced[0].net - traced[1].net
    return Flip(None, path, one.unit, value, _nearest(minus(ours, theirs), one, value, leads))


def _nearest(gap: Polynomial, one: VariedInput, value: Decimal, leads: Decimal) -> Decimal | None:
    """
    Find the nearest number from which the other one is cheaper.

    Args:
        gap: What the one costs more than the other, in terms of the input.
        one: The input.
        value: Where it stands.
        leads: What the one costs more as all stands. Where the mean of a range, taken for certain,
            turns the comparison already, there is not a number to name.
    """
    with localcontext(_PROBING):
        if leads * Decimal(gap({VARIABLE: value})) < 0:
            return None
    highest = Decimal(1) if one.kind.is_share else None
    roots = [root.value for root in roots_of(gap, Decimal(0), highest)]
    turning = [root for root in roots if _turns(gap, roots, root, value, highest)]
    return min(turning, key=lambda root: abs(root - value), default=None)


def _turns(
    gap: Polynomial, roots: Sequence[Decimal], root: Decimal, value: Decimal, highest: Decimal | None
) -> bool:
    """Whether the other one is cheaper beyond a root: at a bound, or where it touches, both tie."""
    if root == value:
        return False
    if root > value:
        beyond = min((one for one in roots if one > root), default=highest)
        probe = root + 1 if beyond is None else (root + beyond) / 2
    else:
        beyond = max((one for one in roots if one < root), default=Decimal(0))
        probe = (root + beyond) / 2
    if probe == root:
        return False
    with localcontext(_PROBING):
        here, there = (Decimal(gap({VARIABLE: at})) for at in (value, probe))
    return (here < 0 < there) or (there < 0 < here)


def _change(flip: Flip) -> Decimal:
    """Return by what part of itself an input must change."""
    share = None if flip.at is None else share_of(flip.at, flip.value)
    return Decimal("Infinity") if share is None else abs(share - 1)
