"""
Which mitigations together? Branch and bound over sets, to the frontier of cost and net benefit.

The idea (Land and Doig, 1960): options are decided on one after the other, and whatever cannot get
better than what is found already is left with all its sets. What makes that quick is the bound, and
what makes it right is that the bound holds for any signs: effects multiply each other's, so no
option has a worth of its own. The most that a set can still gain is therefore taken term by term,
each variable at that end of its reach where the term is least. A second, narrower bound adds up the
most of each option alone. A set is left only where even the larger of what it may come to is no
more than a set that was found and costs no more; so the frontier is proven, unless the search ends at
`MOST_NODES` or `MOST_WORK`, which `is_proven` says. Floats search, exact decimals tell the result.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from decimal import Decimal
from math import inf
from types import MappingProxyType
from typing import NamedTuple

from omsrisk.analysis.decisions.worth import State, Worth
from omsrisk.core.algebra.polynomial import Atom, Monomial, Polynomial
from omsrisk.core.money import ENOUGH_DIGITS, exact
from omsrisk.core.pricing.case import Operation

MOST_NODES = 200_000
"""Sets looked at before the search gives up proving that nothing better is left."""

MOST_WORK = 4_000_000
"""Numbers computed before it gives up: with many options or terms, a set takes longer."""

_MANY = 30
"""Options of which a search to the end is unlikely: it begins with sets found greedily."""

_NOISE = 1e-11
"""A part of the exposure so small that floats cannot tell it; below a cent of any real one."""


class Option(NamedTuple):
    """
    A mitigation that can be taken or left.

    Attributes:
        cost: What it costs [money].
        effects: What it does, by variable.
        excludes: Numbers of the options that cannot be taken with it.
    """

    cost: float
    effects: Mapping[str, tuple[tuple[Operation, float], ...]]
    excludes: frozenset[int] = frozenset()


class FrontierSet(NamedTuple):
    """
    A set on the frontier.

    Attributes:
        chosen: Numbers of the options in it.
        cost: What they cost [money].
        net_benefit: What they avoid less what they cost [money].
    """

    chosen: frozenset[int]
    cost: float
    net_benefit: float


class _Reach(NamedTuple):
    """How far the options not yet decided on could take one variable."""

    lowest_set: float = inf
    highest_set: float = -inf
    down: float = 1.0
    up: float = 1.0
    less: float = 0.0
    more: float = 0.0

    def with_(self, effects: Sequence[tuple[Operation, float]]) -> "_Reach":
        low, high, down, up, less, more = self
        for operation, number in effects:
            if operation is Operation.SET:
                low, high = min(low, number), max(high, number)
            elif operation is Operation.MULTIPLY:
                down, up = down * min(number, 1.0), up * max(number, 1.0)
            else:
                less, more = less + min(number, 0.0), more + max(number, 0.0)
        return _Reach(low, high, down, up, less, more)


class SetProblem(NamedTuple):
    """
    What is to be lowered, and the mitigations that lower it.

    Attributes:
        polynomial: What is to be lowered, in the variables.
        values: The number of each variable as it stands.
        shares: The variables that may not rise above 1; none may fall below 0.
        options: The mitigations.
        least: The least that some variables may be, where that is more than 0.
    """

    polynomial: Polynomial
    values: Mapping[str, float]
    shares: frozenset[str]
    options: Sequence[Option]
    least: Mapping[str, Decimal] = MappingProxyType({})

    def folded(self) -> "SetProblem":
        """
        Let one variable stand for all that the options lower by the same factors.

        An input that three phases restate is three variables; a mitigation that multiplies it
        multiplies all three, and so their terms are one.
        """
        apart = {atom.name for atom in self.polynomial.atoms if atom.window is not None}
        apart |= self.least.keys()
        alike: dict[object, str] = {}
        stands_for = {
            name: alike.setdefault(self._factors(name) if name not in apart else name, name)
            for name in self.values
        }
        atoms = {atom: atom._replace(name=stands_for[atom.name]) for atom in self.polynomial.atoms}
        kept = tuple(dict.fromkeys(atoms.values()))
        place_of = {atom: at for at, atom in enumerate(kept)}
        places = [place_of[atoms[atom]] for atom in self.polynomial.atoms]
        terms: dict[Monomial, Decimal] = {}
        with exact(ENOUGH_DIGITS):
            for monomial, coefficient in self.polynomial.terms.items():
                powers: dict[int, int] = {}
                for at, power in monomial:
                    atom = self.polynomial.atoms[at]
                    own, other = self.values[atom.name], self.values[stands_for[atom.name]]
                    if own != other:
                        coefficient *= Decimal(own / other) ** power  # noqa: PLW2901 - its scale
                    powers[places[at]] = powers.get(places[at], 0) + power
                key = tuple(sorted(powers.items()))
                terms[key] = terms.get(key, Decimal(0)) + coefficient
        names = set(stands_for.values())
        options = [
            one._replace(effects={name: own for name, own in one.effects.items() if name in names})
            for one in self.options
        ]
        values = {name: value for name, value in self.values.items() if name in names}
        polynomial = Polynomial(kept, terms)
        return SetProblem(polynomial, values, self.shares & names, options, self.least)

    def _factors(self, name: str) -> object:
        """Return the factors that the options have for a variable; its name where there is more."""
        own = [one.effects.get(name, ()) for one in self.options]
        plain = all(
            operation is Operation.MULTIPLY and number <= 1
            for two in own
            for operation, number in two
        )
        return tuple(own) if plain and self.values[name] else name


class _Node(NamedTuple):
    """A set of options taken, with those from a depth on not yet decided on."""

    depth: int
    chosen: frozenset[int]
    barred: frozenset[int]
    states: dict[str, State[float]]
    cost: float


class Search:
    """
    Finds the sets of options that no cheaper set equals in net benefit.

    Args:
        problem: What is to be lowered, and by what.

    A node of the search is a set of options taken, with the later ones not yet decided on. It is
    left where the most that it could still reach is no better than a set already found that costs no
    more. The bound holds for any signs: see `_most_gain`.
    """

    def __init__(self, problem: SetProblem) -> None:
        folded = problem.folded()
        polynomial, values, shares, options, least = folded
        self._worth = Worth(polynomial, values, [one.effects for one in options], float)
        self.is_proven = True
        self._atoms = [(atom.name, _steepest(atom), atom) for atom in polynomial.atoms]
        self._terms = [
            (float(coefficient), [at for at, power in monomial for _ in range(power)])
            for monomial, coefficient in polynomial.terms.items()
        ]
        self._shares = shares
        self._least = {name: float(one) for name, one in least.items()}
        self._options = options
        self._atoms_of: dict[str, list[int]] = {}
        for at, (name, _, _) in enumerate(self._atoms):
            self._atoms_of.setdefault(name, []).append(at)
        terms_of: dict[int, list[int]] = {}
        for number, (_, atoms) in enumerate(self._terms):
            for at in dict.fromkeys(atoms):
                terms_of.setdefault(at, []).append(number)
        self._touched = []
        for option in options:
            own = [at for name in option.effects for at in self._atoms_of.get(name, ())]
            numbers = sorted({number for at in own for number in terms_of.get(at, ())})
            self._touched.append([self._terms[number] for number in numbers])
        self._names = tuple(values)
        self._start = {name: State(value) for name, value in values.items()}
        self._found: list[FrontierSet] = []
        self._nodes = self._work = 0

    def frontier(self) -> list[FrontierSet]:
        """Return the sets in order of cost: each has more net benefit than every cheaper one."""
        before = self._metric(self._start)
        self._base = before
        self._noise = _NOISE * max(abs(before), 1.0)
        self._found = [FrontierSet(frozenset(), 0.0, 0.0)]
        everything = range(len(self._options))
        reach = self._reach(everything)
        _, high = self._ends(self._start, reach)
        risky = self._beyond(self._start, reach)
        gains = {one: self._most_gain(one, self._start, reach, high) for one in everything}
        worth = [
            one
            for one in everything
            if gains[one] > self._options[one].cost
            or not risky.isdisjoint(self._options[one].effects)
        ]
        worth.sort(key=lambda one: gains[one] / (self._options[one].cost or 1e-9), reverse=True)
        self._order = worth
        self._reaches = [self._reach(worth[at:]) for at in range(len(worth) + 1)]
        if len(worth) > _MANY:
            self._take_greedily(worth)
        self._search()
        return self._found

    def _take_greedily(self, options: Sequence[int]) -> None:
        """
        Put the sets on the frontier that come of buying what returns most, one after the other.

        Of many options a search to the end is out of reach; this is what it has to better then.
        """
        left, cost = list(options), 0.0
        chosen: frozenset[int] = frozenset()
        states = dict(self._start)
        while left and self._work < MOST_WORK // 2:
            gains = [(-self._worth.change(one) - self._options[one].cost, one) for one in left]
            self._work += sum(len(self._touched[one]) for one in left)
            paying = [(gain, one) for gain, one in gains if gain > 0]
            if not paying:
                return
            _, best = max((gain / (self._options[one].cost or 1e-9), -one) for gain, one in paying)
            one = -best
            self._worth.take(one)
            chosen, cost = chosen | {one}, cost + self._options[one].cost
            for name, effects in self._options[one].effects.items():
                states[name] = states[name].after(effects)
            self._keep(chosen, states, cost)
            gone = self._options[one].excludes | {one}
            kept = {other for _, other in paying} - gone
            left = [other for other in left if other in kept]

    def _reach(self, options: Sequence[int]) -> dict[str, _Reach]:
        found = dict.fromkeys(self._names, _Reach())
        for one in options:
            for name, effects in self._options[one].effects.items():
                found[name] = found[name].with_(effects)
        return found

    def _metric(self, states: Mapping[str, State[float]]) -> float:
        return self._sum([_atom_value(atom, states[name].value()) for name, _, atom in self._atoms])

    def _sum(self, numbers: Sequence[float]) -> float:
        result = 0.0
        for coefficient, atoms in self._terms:
            product = coefficient
            for at in atoms:
                product *= numbers[at]
            result += product
        return result

    def _search(self) -> None:
        """Decide on one option after the other, first with it and then without."""
        waiting = [_Node(0, frozenset(), frozenset(), self._start, 0.0)]
        while waiting:
            node = waiting.pop()
            if node.depth == len(self._order):
                continue
            self._nodes += 1
            if self._nodes > MOST_NODES or self._work > MOST_WORK:
                self.is_proven = False
                return
            if self._is_left(node):
                continue
            depth, chosen, barred, states, cost = node
            waiting.append(node._replace(depth=depth + 1))
            one = self._order[depth]
            if one not in barred:
                option = self._options[one]
                mine = dict(states)
                for name, effects in option.effects.items():
                    mine[name] = mine[name].after(effects)
                with_it = _Node(
                    depth + 1, chosen | {one}, barred | option.excludes, mine, cost + option.cost
                )
                self._keep(with_it.chosen, mine, with_it.cost)
                waiting.append(with_it)

    def _is_left(self, node: "_Node") -> bool:
        """Whether nothing below a node can better a set that was found."""
        depth, _, barred, states, cost = node
        reach = self._reaches[depth]
        low, high = self._ends(states, reach)
        self._work += len(low) + 2 * len(self._terms)
        least = self._best_within(cost) + self._noise
        if self._most_together(low, high) - cost <= least:
            return True
        if not self._is_possible(states):
            return False
        most = self._base - self._metric(states) - cost
        for one in self._order[depth:]:
            if most > least:
                return False
            if one not in barred:
                self._work += 1 + len(self._touched[one])
                gain = self._most_gain(one, states, reach, high)
                most += max(0.0, gain - self._options[one].cost)
        return most <= least

    def _most_together(self, low: Sequence[float], high: Sequence[float]) -> float:
        """Bound what any set from here avoids: every variable at its best for each term."""
        least = 0.0
        for coefficient, atoms in self._terms:
            product = coefficient
            for at in atoms:
                product *= low[at] if coefficient > 0 else high[at]
            least += product
        return self._base - least

    def _ends(
        self, states: Mapping[str, State[float]], reach: Mapping[str, _Reach]
    ) -> tuple[list[float], list[float]]:
        ends = {name: _ends(states[name], reach[name]) for name in self._names}
        low = [_atom_value(atom, max(ends[name][0], 0.0)) for name, _, atom in self._atoms]
        high = [_atom_value(atom, max(ends[name][1], 0.0)) for name, _, atom in self._atoms]
        return low, high

    def _most_gain(
        self,
        one: int,
        states: Mapping[str, State[float]],
        reach: Mapping[str, _Reach],
        high: Sequence[float],
    ) -> float:
        """
        Bound what one option avoids, whatever others from here are taken with it.

        A term with the atoms A falls by at most c (prod A - prod (A - d)), with A as high as it can
        be and d the most by which the option lowers it; that is increasing in each A and each d. A
        negative term helps where the option raises its atoms, likewise.
        """
        falls, rises = list(high), list(high)
        for name, effects in self._options[one].effects.items():
            fall, rise = _most_change(states[name], reach[name], effects)
            for at in self._atoms_of.get(name, ()):
                steepest = self._atoms[at][1]
                falls[at] = max(high[at] - fall * steepest, 0.0)
                rises[at] = max(high[at] - rise * steepest, 0.0)
        gain = 0.0
        for coefficient, atoms in self._touched[one]:
            changed = falls if coefficient > 0 else rises
            before = after = abs(coefficient)
            for at in atoms:
                before *= high[at]
                after *= changed[at]
            gain += before - after
        return gain

    def _beyond(self, states: Mapping[str, State[float]], reach: Mapping[str, _Reach]) -> set[str]:
        """List the variables that some company of options could drive out of their bounds."""
        found = set()
        for name in self._names:
            low, high = _ends(states[name], reach[name])
            if low < self._least.get(name, 0) or (name in self._shares and high > 1):
                found.add(name)
        return found

    def _is_possible(self, states: Mapping[str, State[float]]) -> bool:
        """Whether every variable is within its bounds."""
        for name, state in states.items():
            value = state.value()
            if value < self._least.get(name, 0) - _NOISE or (
                name in self._shares and value > 1 + _NOISE
            ):
                return False
        return True

    def _best_within(self, cost: float) -> float:
        """Return the greatest net benefit of the sets found that cost no more."""
        at = bisect_right(self._found, cost, key=lambda one: one.cost)
        return self._found[at - 1].net_benefit if at else -inf

    def _keep(self, chosen: frozenset[int], states: Mapping[str, State[float]], cost: float) -> None:
        """Take a set into the frontier, where it is possible and belongs there."""
        if not self._is_possible(states):
            return
        net = self._base - self._metric(states) - cost
        if net <= self._best_within(cost) + self._noise:
            return
        at = bisect_right(self._found, cost, key=lambda one: one.cost)
        kept = [one for one in self._found[at:] if one.net_benefit > net]
        cheaper = [one for one in self._found[:at] if one.cost < cost]
        self._found = [*cheaper, FrontierSet(chosen, cost, net), *kept]


def _steepest(atom: Atom) -> float:
    """Return the most by which an atom changes for one of its variable: 1, or the highest index."""
    return 1.0 if atom.window is None else atom.window.steepest


def _atom_value(atom: Atom, number: float) -> float:
    return float(atom.value(max(number, 0.0) if atom.is_of_days else number))


def _ends(state: State[float], reach: _Reach) -> tuple[float, float]:
    """Return the lowest and the highest number that a variable can still come to."""
    low = state.base if state.is_set else min(state.base, reach.lowest_set)
    high = state.base if state.is_set else max(state.base, reach.highest_set)
    return (
        low * state.factor * reach.down + state.addend + reach.less,
        high * state.factor * reach.up + state.addend + reach.more,
    )


def _most_change(
    state: State[float], reach: _Reach, effects: Sequence[tuple[Operation, float]]
) -> tuple[float, float]:
    """Bound by how much effects lower, and raise, a variable in any company."""
    fall = rise = 0.0
    base = state.base if state.is_set else max(state.base, reach.highest_set)
    lowest = state.base if state.is_set else min(state.base, reach.lowest_set)
    scale = state.factor * reach.up
    for operation, number in effects:
        if operation is Operation.MULTIPLY:
            fall += max(1.0 - number, 0.0) * base * scale
            rise += max(number - 1.0, 0.0) * base * scale
        elif operation is Operation.ADD:
            fall += max(-number, 0.0)
            rise += max(number, 0.0)
        elif not state.is_set:
            fall += max(base - number, 0.0) * scale
            rise += max(number - lowest, 0.0) * scale
    return fall, rise
