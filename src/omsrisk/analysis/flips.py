"""What would change the answer? For each input alone, the value at which the cheaper one changes."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.roots import roots_of
from omsrisk.analysis.varying import Varied, varied
from omsrisk.core.exposure import price, traced_value
from omsrisk.core.money import ENOUGH_DIGITS, exact, share_of
from omsrisk.core.polynomial import Polynomial, minus, polynomial_of
from omsrisk.core.symbols import Symbol
from omsrisk.core.variation import values_of
from omsrisk.errors import UsageError

_VARIABLE = "x"
_MOST_COMMON = 3
_LIKELIHOOD = "likelihood"


class Flip(NamedTuple):
    """
    Where an input turns the comparison over.

    Attributes:
        file: Which scenario it is changed in; None where in both.
        path: The input.
        unit: Its unit.
        value: Its number as it stands.
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


class _Traced(NamedTuple):
    """A scenario as an expression of all its inputs."""

    assessment: Assessment
    expression: Symbol
    values: Mapping[str, Decimal]

    def in_terms_of(self, one: Varied) -> Polynomial:
        """Fold all inputs but one."""
        variables = dict.fromkeys(one.paths, _VARIABLE)
        return polynomial_of(self.expression, variables, self.values)

    def constant(self) -> Polynomial:
        """Take the net exposure as it stands."""
        net = Decimal(self.assessment.totals["net_exposure"] or 0)
        return Polynomial((), {(): net} if net else {})


def flips(pair: Sequence[Assessment], differing: Sequence[str]) -> tuple[Flip, ...]:
    """
    Find what would change which of two scenarios is cheaper, each input alone.

    Args:
        pair: Two scenarios in one currency that assess the same lines.
        differing: Paths of the inputs that are not the same in both.

    Returns:
        The inputs that differ, in each scenario that states them; then the common ones that need
        the least change, moved in both; the likelihood last, whether it turns anything or not.
    """
    with exact(ENOUGH_DIGITS):
        traced = [_traced(one) for one in pair]
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


def _traced(one: Assessment) -> _Traced:
    case = one.scenario.case
    return _Traced(one, price(case, traced_value).totals["net_exposure"], values_of(case))


def _in_one(traced: Sequence[_Traced], at: int, path: str) -> Iterator[Flip]:
    mine, other = traced[at], traced[1 - at]
    one = _single(mine.assessment, path)
    if one is not None and one.value is not None:
        gap = minus(mine.in_terms_of(one), other.constant())
        yield Flip(at, path, one.unit, one.value, _nearest(gap, one))


def _in_both(traced: Sequence[_Traced], differing: set[str]) -> Iterator[Flip]:
    first, second = (one.assessment.scenario.case.inputs for one in traced)
    for path in first:
        if path in second and path not in differing | {_LIKELIHOOD}:
            flip = _flip_in_both(traced, path)
            if flip is not None:
                yield flip


def _flip_in_both(traced: Sequence[_Traced], path: str) -> Flip | None:
    ones = [_single(one.assessment, path) for one in traced]
    if ones[0] is None or ones[1] is None or ones[0].value is None:
        return None
    if path == _LIKELIHOOD:
        traced = [
            _Traced(one.assessment, price(v.case, traced_value).totals["net_exposure"],
                    values_of(v.case))
            for one, v in zip(traced, ones, strict=True)
            if v is not None
        ]  # fmt: skip
    gap = minus(traced[0].in_terms_of(ones[0]), traced[1].in_terms_of(ones[1]))
    return Flip(None, path, ones[0].unit, ones[0].value, _nearest(gap, ones[0]))


def _single(assessment: Assessment, path: str) -> Varied | None:
    """Find an input that has one value in the whole scenario; None where phases have their own."""
    try:
        found = varied(assessment.scenario, path)
    except UsageError:
        return None
    phases = assessment.scenario.case.phases
    restated = any(one.inputs[path].restated for one in phases if path in one.inputs)
    return None if restated else found


def _nearest(gap: Polynomial, one: Varied) -> Decimal | None:
    assert one.value is not None  # noqa: S101 - the callers have looked
    value = one.value
    found = roots_of(gap, Decimal(0), Decimal(1) if one.kind.is_share else None)
    return min((root.value for root in found), key=lambda root: abs(root - value), default=None)


def _change(flip: Flip) -> Decimal:
    """Give by what part of itself an input must change."""
    share = None if flip.at is None else share_of(flip.at, flip.value)
    return Decimal("Infinity") if share is None else abs(share - 1)
