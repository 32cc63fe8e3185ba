"""
Where all that rests on some inputs meets again: the one node through which they reach a figure.

From the figure down to a node there may be one way only, over sums and products. The figure is of
degree one in such a node, whatever lies below it, so that other numbers of some inputs are worked out
up to the lowest such node above them all, and go on from there by its derivative: a figure of
thousands of items is not evaluated anew for the cap of one. The nodes with a single way are a tree,
as each has one above it; the lowest common one of two is found by jumps (Myers, An applicative
random-access stack, 1983), in steps that grow with the logarithm of the depth.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cached_property

from omsrisk.core.algebra.symbols import Symbol

_LINEAR = frozenset("+-*")
_NONE = -1


class SingleWays:
    """
    The nodes of a figure to which a single way leads.

    Args:
        nodes: Operands first, the figure last.
        operands: The places of the operands of each.
        numbers: What each comes to.
    """

    def __init__(
        self,
        nodes: Sequence[Symbol],
        operands: Sequence[tuple[int, ...]],
        numbers: Sequence[Decimal | int],
    ) -> None:
        self._nodes, self._operands, self._numbers = nodes, operands, numbers
        count = len(nodes)
        self._depth, self._above, self._jump = [0] * count, [_NONE] * count, [_NONE] * count
        self._meets = [_NONE] * count
        self._slopes: dict[int, Decimal | int] = {}
        self._places: dict[str, list[int]] = {}
        self._walk_down()

    def _walk_down(self) -> None:
        """Find for each node the lowest node with a single way through which all of its ways go."""
        nodes, meets, above = self._nodes, self._meets, self._above
        ways = [0] * len(nodes)
        for at in range(len(nodes) - 1, -1, -1):
            upper = above[at]
            if upper == _NONE:
                meets[at] = self._jump[at] = at
            elif ways[at] == 1 and meets[upper] == upper and nodes[upper].operation in _LINEAR:
                meets[at] = at
                self._depth[at] = self._depth[upper] + 1
                self._jump[at] = self._jump_from(upper)
            for operand in self._operands[at]:
                ways[operand] += 1
                known = meets[operand]
                meets[operand] = meets[at] if known == _NONE else self._meeting(known, meets[at])
                above[operand] = at
            if nodes[at].operation == "input":
                self._places.setdefault(nodes[at].content, []).append(at)

    def _jump_from(self, upper: int) -> int:
        """Choose how far up to jump: over two jumps of one length, else one step."""
        depth, jump = self._depth, self._jump
        first = jump[upper]
        second = jump[first]
        return second if depth[upper] - depth[first] == depth[first] - depth[second] else upper

    def _meeting(self, one: int, other: int) -> int:
        """Return the lowest node above two, or one of them where that is above the other."""
        depth, above, jump = self._depth, self._above, self._jump
        while depth[one] != depth[other]:
            if depth[one] < depth[other]:
                one, other = other, one
            one = jump[one] if depth[jump[one]] >= depth[other] else above[one]
        while one != other:
            if jump[one] != jump[other]:
                one, other = jump[one], jump[other]
            else:
                one, other = above[one], above[other]
        return one

    def meeting_of(self, paths: Iterable[str]) -> int | None:
        """
        Find the place of the lowest node with a single way through which inputs reach the figure.

        Args:
            paths: The inputs.

        Returns:
            None where the figure rests on none of them.
        """
        found = _NONE
        for at in (at for path in paths for at in self._places.get(path, ())):
            found = self._meets[at] if found == _NONE else self._meeting(found, self._meets[at])
        return None if found == _NONE else found

    def touched(self, paths: Iterable[str], top: int) -> list[int]:
        """
        List what rests on inputs, up to the node where they meet, operands first.

        Args:
            paths: The inputs.
            top: The place of that node.
        """
        waiting = [at for path in paths for at in self._places.get(path, ())]
        seen = set(waiting)
        while waiting:
            at = waiting.pop()
            if at != top:
                new = [upper for upper in self._users[at] if upper not in seen]
                seen.update(new)
                waiting += new
        return sorted(seen)

    @cached_property
    def _users(self) -> list[list[int]]:
        """For each node those that have it as an operand."""
        found: list[list[int]] = [[] for _ in self._nodes]
        for at, operands in enumerate(self._operands):
            for operand in operands:
                found[operand].append(at)
        return found

    def slope_at(self, place: int) -> Decimal | int:
        """
        Return the derivative of the figure in a node to which a single way leads.

        Args:
            place: That of the node.
        """
        way = []
        at = place
        while at not in self._slopes and self._above[at] != _NONE:
            way.append(at)
            at = self._above[at]
        slope = self._slopes.setdefault(at, 1)
        for at in reversed(way):
            slope = self._slopes[at] = self._handed_on(self._above[at], at, slope)
        return slope

    def _handed_on(self, upper: int, at: int, slope: Decimal | int) -> Decimal | int:
        left, right = self._operands[upper]
        operation = self._nodes[upper].operation
        if operation == "*":
            return slope * self._numbers[right if at == left else left]
        return -slope if operation == "-" and at == right else slope
