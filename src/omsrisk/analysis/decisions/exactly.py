"""A metric of a case under any of its mitigations, exact: priced once."""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

from omsrisk.analysis.decisions.worth import State, Worth
from omsrisk.analysis.uncertainty.means import At
from omsrisk.analysis.uncertainty.valued import Valuing
from omsrisk.core.algebra.derivatives import Alone
from omsrisk.core.algebra.kernel import program_of
from omsrisk.core.algebra.polynomial import Atom, Polynomial, TooManyTermsError, polynomial_of
from omsrisk.core.algebra.symbols import LEAST, Symbol, in_order
from omsrisk.core.capping import CappedAmount
from omsrisk.core.money import ENOUGH_DIGITS, exact
from omsrisk.core.phasing.above_today import least_by_today
from omsrisk.core.phasing.by_slip import groups_of_slips
from omsrisk.core.pricing.case import Case, Mitigation, Operation
from omsrisk.core.pricing.derived import is_part
from omsrisk.core.pricing.mitigations import acting, stating
from omsrisk.core.pricing.variation import moves_go_lives

MOST_TERMS = 5_000
"""Terms of a polynomial that a search can still bound; a metric that has more is evaluated whole."""


class Exactly:
    """
    A metric of a case under any of its mitigations, exact: priced once.

    Args:
        case: A case with mitigations, none of them taken.
        metric: What to watch.
        at: What ranges count with.

    Raises:
        UsageError: There is no such metric.

    Attributes:
        metric: The metric.
        at: What ranges count with here; most likely values where the mean has no closed form.
        is_approximate: Whether a mitigation changes a range on which the mean depends other than in
            degree one, as on days that go through a season: that range counts with one number. So
            does a slip of the go-lives, which stands in no formula, and after which other values may
            be in force, and what an item with a cap has beside ranges.
        effects: What each mitigation does, by the input it changes.
        values: The numbers of these inputs as they stand.
        shares: Those of them that may not rise above 1.
        least: The least that rates may be, of those above rates of today.
        polynomial: The metric in them; None where it has too many terms, or several of them decide
            on an item with a cap.
    """

    def __init__(self, case: Case, metric: str, at: At = At.LIKELY) -> None:
        self.metric = metric
        stated = stating(case, case.mitigations)
        self._number_of = {one.slug: at for at, one in enumerate(case.mitigations)}
        self.effects = [self._effects_of(one, stated) for one in case.mitigations]
        changed = dict.fromkeys(path for own in self.effects for path in own)
        valuing = Valuing(stated, at)
        valued = valuing.metrics([metric])
        bent = [path for path in changed if path in valued.integrated]
        if bent:
            valued = valuing.metrics([metric], bent)
        self.at = valued.at
        # what is in force after another slip goes by a name of its own, which no effect names
        moves = any(map(moves_go_lives, changed)) or len(groups_of_slips(case)) > 1
        self.is_approximate = bool(bent) or moves or not valued.held.isdisjoint(changed)
        self._all_values = valued.values
        self.values = {path: self._all_values[path] for path in changed}
        stated_inputs = {
            one.path: one
            for inputs in (stated.inputs, *(phase.inputs for phase in stated.phases))
            for one in inputs.values()
        }
        self.shares = frozenset(path for path in changed if is_part(stated_inputs[path]))
        self.least = {
            path: floor for path, floor in least_by_today(stated).items() if path in changed
        }
        with exact(ENOUGH_DIGITS):
            self._expression = valued.figures[0]
            self.polynomial = self._in_terms_of(changed)
            if self.polynomial is None:
                self._whole = Alone(self._expression, self._all_values)
            else:
                self._worth = Worth(self.polynomial, self.values, self.effects, Decimal)

    def _in_terms_of(self, changed: Iterable[str]) -> Polynomial | None:
        """Write the metric as a polynomial that a search can bound by the ends of its inputs."""
        variables = {one: one for one in changed}
        try:
            found = polynomial_of(
                self._expression, variables, self._all_values, most_terms=MOST_TERMS
            )
        except TooManyTermsError:
            return None
        return found if all(map(_only_rises, found.atoms)) else None

    @property
    def has_caps(self) -> bool:
        """Whether the metric is no polynomial for the cap of an item."""
        figure = self._expression
        return isinstance(figure, Symbol) and any(one.operation == LEAST for one in in_order(figure))

    def of(self, chosen: Iterable[Mitigation]) -> Decimal:
        """Compute the metric under some mitigations, their costs aside."""
        numbers = [self._number_of[one.slug] for one in chosen]
        with exact(ENOUGH_DIGITS):
            if self.polynomial is None:
                return self._whole.with_numbers(self.numbers_under(numbers))
            return Decimal(self._worth.of(numbers))

    def changes(self, chosen: Sequence[Mitigation], more: Sequence[Mitigation]) -> list[Decimal]:
        """Tell what each of some mitigations makes of the metric beside those chosen."""
        before = self.of(chosen)
        with exact(ENOUGH_DIGITS):
            if self.polynomial is None:
                return [self.of((*chosen, one)) - before for one in more]
            return [Decimal(self._worth.change(self._number_of[one.slug])) for one in more]

    def numbers_under(self, chosen: Iterable[int]) -> dict[str, Decimal]:
        """Compute the inputs that some mitigations change, by their numbers."""
        states: dict[str, State[Decimal]] = {}
        for number in chosen:
            for path, effects in self.effects[number].items():
                states[path] = states.get(path, State(self.values[path])).after(effects)
        return {path: state.value() for path, state in states.items()}

    def in_floats(self) -> Callable[[Iterable[int]], float]:
        """Make a function that computes the metric under some mitigations, by their numbers."""
        varied = tuple(self.values)
        with exact(ENOUGH_DIGITS):
            program = program_of(
                {"metric": self._expression}, varied, self._all_values, constants_too=True
            )
        kernel = program.compiled(lambda window: lambda days: float(window.effective_days(days)))
        place = program.results["metric"]
        before = {path: float(value) for path, value in self.values.items()}

        def metric(chosen: Iterable[int]) -> float:
            with exact(ENOUGH_DIGITS):
                changed = self.numbers_under(chosen)
            numbers = [float(changed[path]) if path in changed else before[path] for path in varied]
            return float(kernel(*numbers)[place])

        return metric

    @staticmethod
    def _effects_of(one: Mitigation, stated: Case) -> dict[str, list[tuple[Operation, Decimal]]]:
        found: dict[str, list[tuple[Operation, Decimal]]] = {}
        for effect in one.effects:
            for path, own in acting(stated, effect):
                if path not in stated.set_by_hand:
                    found.setdefault(path, []).append((own.operation, own.number))
        return found


def _only_rises(atom: Atom) -> bool:
    """Whether more of an input can only raise an atom; days and their windows always do."""
    return not isinstance(atom.window, CappedAmount) or atom.window.only_rises
