from decimal import Decimal, DivisionByZero, Inexact, InvalidOperation, getcontext

import pytest

from omsrisk.core.money import add, exact, share_of, to_minor_unit

ROUNDED = [  # amount, minor digits, printed, why
    ("2.345", 2, "2.35", "a half goes up, not to the even digit"),
    ("2.3449999999999999", 2, "2.34", "less than a half goes down, however little"),
    ("-2.345", 2, "-2.35", "a half goes away from zero on both sides"),
    ("0.5", 0, "1", "yen have no minor unit"),
    ("-0.4", 0, "0", "zero has no sign"),
    ("-0.001", 2, "0.00", "nor has a rounded zero with digits"),
    ("1.0005", 3, "1.001", "dinars have three digits"),
    ("15000", 2, "15000.00", "the minor unit is always shown"),
    ("0.30000000000000004", 2, "0.30", "far digits do not reach the cents"),
    ("999999999999999999.995", 2, "1000000000000000000.00", "the largest amount carries over"),
]


@pytest.mark.parametrize("case", ROUNDED, ids=lambda case: case[-1])
def test_amounts_round_half_up_to_the_minor_unit(case: tuple[str, int, str, str]) -> None:
    """A printed amount is its exact value, rounded once, half-up."""
    amount, digits, printed, _ = case
    assert str(to_minor_unit(Decimal(amount), digits)) == printed


def test_nothing_rounds_silently() -> None:
    """Whatever `+ - *` would have to round is an error, not a cent less."""
    long = Decimal("1" + "0" * 120 + "1")
    with exact():
        assert str(long * 3) == "3" + "0" * 120 + "3"
        with pytest.raises(Inexact):
            long * long
        with pytest.raises(Inexact):
            Decimal("1e200") + Decimal("0.1")
        with pytest.raises(Inexact):
            Decimal(1) / Decimal(3)
        with pytest.raises(DivisionByZero):
            Decimal(1) / Decimal(0)
        with pytest.raises(InvalidOperation):
            Decimal("sNaN") + 1


def test_number_of_exact_digits_is_the_callers_choice() -> None:
    """A caller that needs fewer digits hears of the first one too many."""
    with exact(3):
        assert Decimal("9.99") + Decimal("0.00") == Decimal("9.99")
        with pytest.raises(Inexact):
            Decimal("9.99") + Decimal("0.001")


def test_exact_context_ends_with_its_block() -> None:
    """Other users of decimals in the same program keep their own context."""
    before = getcontext().prec
    with exact():
        assert getcontext().prec > before
    assert getcontext().prec == before


def test_report_sums_are_exact() -> None:
    """A sum made outside the exact context is exact all the same."""
    assert add(Decimal("1e30"), Decimal("1e-12"), Decimal("-1e30")) == Decimal("1e-12")
    assert add() == 0


def test_percentages_of_nothing_are_none() -> None:
    """A share of zero is not told; it is neither 0 % nor an error."""
    assert share_of(Decimal(0), Decimal(0)) is None
    assert share_of(Decimal(36), Decimal(144)) == Decimal("0.25")
