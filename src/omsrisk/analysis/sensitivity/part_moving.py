"""What is integrated as a whole, such as an amount with a cap, anew for the one input that moves."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from omsrisk.analysis.sensitivity.varying import VARIABLE, VariedInput, in_one_variable
from omsrisk.analysis.uncertainty.valued import Valued, Valuing
from omsrisk.core.algebra.derivatives import Alone
from omsrisk.core.algebra.polynomial import Polynomial
from omsrisk.core.algebra.slopes import with_figures
from omsrisk.core.algebra.symbols import Figure
from omsrisk.core.uncertainty.averaged import averaged, means_with


class PartMoving:
    """
    Figures of which only what rests on an input is integrated anew.

    Args:
        valuing: Of the case.
        valued: Its figures, with their wholes apart.
    """

    def __init__(self, valuing: Valuing, valued: Valued) -> None:
        self._valuing, self._valued = valuing, valued

    def numbers_at(self, numbers: Mapping[str, Decimal]) -> Mapping[str, Decimal] | None:
        """
        Return the numbers that figures take with others for inputs: these, and means.

        Args:
            numbers: By path, of inputs that move by wholes apart.

        Returns:
            None where a mean has no closed form.
        """
        names = self._names(numbers)
        nodes = [self._valued.wholes[name] for name in names]
        means = means_with(self._valuing.expectation, nodes, numbers)
        return None if means is None else {**numbers, **dict(zip(names, means, strict=True))}

    def _names(self, paths: Iterable[str]) -> list[str]:
        apart = self._valued.apart
        return list(dict.fromkeys(name for path in paths for name in apart.get(path, ())))

    def curve(self, figure: Alone, one: VariedInput) -> Polynomial | None:
        """
        Write a figure as a polynomial in an input; call it inside `money.exact()`.

        Args:
            figure: One of those that were valued.
            one: The input, which moves by wholes apart or by none.

        Returns:
            None where a mean over other ranges has no expression in the input.
        """
        paths, values = one.paths, self._valued.values
        names = self._names(paths)
        if not names:
            if len(paths) == 1 and figure.is_linear_in(paths[0]) and not one.is_factor:
                return figure.in_terms_of(paths[0], VARIABLE)
            part = figure.part_with(paths)
            return part.whole(in_one_variable(part.part, one, values))
        found = self._with_inputs(paths, names)
        if found is None:
            return None
        part = figure.part_with([*paths, *names])
        return part.whole(in_one_variable(with_figures(part.part, found), one, values))

    def _with_inputs(self, paths: Sequence[str], names: Sequence[str]) -> dict[str, Figure] | None:
        """Write means apart in the inputs that move, which count as certain."""
        values, wholes = self._valued.values, self._valued.wholes
        expectation = self._valuing.expectation.with_numbers({path: values[path] for path in paths})
        nodes = tuple(wholes[name] for name in names)
        found = averaged(expectation, nodes)
        if found is None or not found.held.isdisjoint(paths):
            return None
        return dict(zip(names, found.figures, strict=True))
