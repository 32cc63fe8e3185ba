"""
Cases whose go-lives slip: on each number of days they are cases of their own, and a figure is one of
those that it is then.

What a figure comes to after one slip is marked with that slip, as a factor that is 1 then, else 0;
what is the same after all of them has no mark. Marked sums of products are added and taken off each
other like all others, so that a difference of two roll-outs is one of those that it is after
each slip. Roll-outs that slip by the quantile of one source slip together.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise, product
from typing import NamedTuple

from omsrisk.core.phasing.by_slip import SlipGroup, groups_of_slips, tells_of_others
from omsrisk.core.phasing.slips import may_slip
from omsrisk.core.pricing.case import Case
from omsrisk.core.pricing.catalogue import SLIPS
from omsrisk.exact.planner import TooManyLeavesError
from omsrisk.exact.terms import Product, Terms
from omsrisk.exact.uncertain_case import Figures, UncertainCases

MOST_SLIPS_TOGETHER = 800
"""Ways in which roll-outs may slip together, beyond which nothing is worked out."""

_MOST_TERMS = 200_000

_SLIP = -1
"""The number of the source of all marks, which is none of the sources of a case."""


class Slipped(NamedTuple):
    """
    One way in which the go-lives of some cases slip.

    Attributes:
        chance: How likely it is.
        days: By how many days those of each case slip.
        together: The place of the cases that are uncertain together then.
    """

    chance: float
    days: tuple[int, ...]
    together: int


class SlippingCases:
    """
    Cases that are uncertain together, some of which slip.

    Args:
        cases: Complete inputs of each.
        independent: As for `UncertainCases`.

    Attributes:
        ways: How they may slip, together certain.
        each: What is uncertain in them, for each set of what may be in force.

    Raises:
        TooManyLeavesError: What they share is of a kind that is not worked out, or they slip in too
            many ways.
    """

    def __init__(
        self, cases: Sequence[Case], independent: Sequence[Mapping[str, str]] | None = None
    ) -> None:
        named = independent or [{}] * len(cases)
        if any(map(tells_of_others, cases)):
            raise TooManyLeavesError
        groups = [groups_of_slips(case) for case in cases]
        places: dict[tuple[int, ...], int] = {}
        self.each: list[UncertainCases] = []
        self.ways: list[Slipped] = []
        for chance, found in _together(cases, groups, named):
            key = tuple(group for group, _ in found)
            if key not in places:
                places[key] = len(self.each)
                own = [one[at].case for one, at in zip(groups, key, strict=True)]
                self.each.append(UncertainCases(own, independent))
            self.ways.append(Slipped(chance, tuple(days for _, days in found), places[key]))

    def figures(self, figures: Figures, of: int = 0) -> dict[str, Terms]:
        """
        Write figures as sums of products, marked with the slips after which they are so.

        Args:
            figures: Gives them.
            of: The place of the case that they are of.

        Raises:
            TooManyLeavesError: One of them has too many terms.
        """
        known: dict[tuple[int, int], dict[str, Terms]] = {}
        found: list[dict[str, Terms]] = []
        for way in self.ways:
            key = way.together, way.days[of]
            if key not in known:
                known[key] = self.each[way.together].figures(figures, of, way.days[of])
            found.append(known[key])
        return {name: self._marked([one[name] for one in found]) for name in found[0]}

    def _marked(self, each: Sequence[Terms]) -> Terms:
        """Mark what is not the same after all slips; what one source is called differs by group."""
        if all(one is each[0] or one == each[0] for one in each) and len(self.each) == 1:
            return each[0]
        common: dict[Product, float] = {}
        for one, coefficient in each[0].items():
            is_known = not one or len(self.each) == 1
            if is_known and all(other.get(one) == coefficient for other in each):
                common[one] = coefficient
        found = dict(common)
        for at, terms in enumerate(each):
            mark = (_SLIP, ((at, 1),))
            found.update(((mark, *one), number) for one, number in terms.items() if one not in common)
        if len(found) > _MOST_TERMS:
            raise TooManyLeavesError
        return found


def after_each_slip(terms: Terms) -> tuple[Terms, Mapping[int, Terms]]:
    """
    Take a marked sum of products apart.

    Args:
        terms: From `SlippingCases.figures`, or a sum or difference of such.

    Returns:
        What counts after all slips, and what counts after each, by its place among the ways.
    """
    common: dict[Product, float] = {}
    marked: dict[int, dict[Product, float]] = {}
    for one, coefficient in terms.items():
        if one and one[0][0] == _SLIP:
            ((at, _),) = one[0][1]
            marked.setdefault(at, {})[one[1:]] = coefficient
        else:
            common[one] = coefficient
    return common, marked


_Found = tuple[tuple[int, int], ...]
"""For each case the place of its group, and the days by which it slips."""


def _together(
    cases: Sequence[Case], groups: Sequence[Sequence[SlipGroup]], named: Sequence[Mapping[str, str]]
) -> Iterator[tuple[float, _Found]]:
    """Walk the ways in which cases slip together: those that share a source by one quantile."""
    streams: dict[str, list[int]] = {}
    for at, case in enumerate(cases):
        source = case.inputs[SLIPS].quantile_source if may_slip(case) else f"none of {at}"
        streams.setdefault(named[at].get(source, source), []).append(at)
    by_stream = [list(_by_one_quantile([groups[at] for at in own])) for own in streams.values()]
    count = 1
    for ways in by_stream:
        count *= len(ways)
    if count > MOST_SLIPS_TOGETHER:
        raise TooManyLeavesError
    order = [at for own in streams.values() for at in own]
    for way in product(*by_stream):
        chance = 1.0
        flat: list[tuple[int, int]] = []
        for own_chance, days in way:
            chance *= own_chance
            flat += days
        placed = dict(zip(order, flat, strict=True))
        yield chance, tuple(placed[at] for at in range(len(cases)))


def _by_one_quantile(
    groups: Sequence[Sequence[SlipGroup]],
) -> Iterator[tuple[float, list[tuple[int, int]]]]:
    """Walk the slips of cases that slip by one quantile: all more where it is larger."""
    rows: list[list[tuple[float, tuple[int, int]]]] = []
    for own in groups:
        up_to, row = 0.0, []
        for at, group in enumerate(own):
            for slip in group.slips:
                up_to += float(slip.chance)
                row.append((up_to, (at, slip.days)))
        row[-1] = (1.0, row[-1][1])
        rows.append(row)
    ends = sorted({end for row in rows for end, _ in row if end > 0})
    here = [0] * len(rows)
    for start, end in pairwise([0.0, *ends]):
        middle = (start + end) / 2
        for at, row in enumerate(rows):
            while row[here[at]][0] < middle:
                here[at] += 1
        if end > start:
            yield end - start, [row[place][1] for row, place in zip(rows, here, strict=True)]


def uncertain_cases(
    cases: Sequence[Case], independent: Sequence[Mapping[str, str]] | None = None
) -> UncertainCases | SlippingCases:
    """
    Take cases that are uncertain together, slipping ones after each of their slips.

    Args:
        cases: Complete inputs of each.
        independent: As for `UncertainCases`.

    Raises:
        TooManyLeavesError: What they share is of a kind that is not worked out.
    """
    make: Callable[..., UncertainCases | SlippingCases] = (
        SlippingCases if any(map(may_slip, cases)) else UncertainCases
    )
    return make(cases, independent)
