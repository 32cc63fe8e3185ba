"""The sentences of `compare`: which is cheaper, by how much, through what; or why nobody can say."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import chain

from omsrisk.analysis.comparison.compare import Comparison
from omsrisk.analysis.comparison.pair import ComparedPair, Unranked
from omsrisk.analysis.comparison.side_by_side import ComparedLine
from omsrisk.core.money import add, share_of
from omsrisk.report import numbers
from omsrisk.report.comparison.compared_names import labels
from omsrisk.report.filled import WIDTH, capital, filled

_MOST_CAUSES = 3
_BETWEEN_WORDS = re.compile(r" (?!%)")
_MOST_PAIRS = 3
_TWO = 2


def headline(result: Comparison) -> list[str]:
    """Say in a few sentences which is cheaper by how much and through what."""
    return list(_in_lines(_clauses(result)))


def first_sentence(result: Comparison, opening: str = "") -> list[str]:
    """
    Say in the first sentence of the headline which is cheaper by how much.

    Args:
        result: From `compare`.
        opening: Words that the sentence begins with where there is a ranking, such as `On average`.
    """
    clauses = _clauses(result, opening)
    ends = next(at for at, one in enumerate(clauses, start=1) if one.endswith("."))
    return list(_in_lines(clauses[:ends]))


def _clauses(result: Comparison, opening: str = "") -> list[str]:
    names = labels(result)
    if len(names) == _TWO:
        return list(_of_pair(result, result.pairs[0], names, opening))
    quo = [at for at, one in enumerate(result.assessments) if one.scenario.is_status_quo]
    beside = [f"{names[at]} is a status quo: it is shown, not ranked." for at in quo]
    if len(names) - len(quo) == 1:
        return [*beside, "There is only one roll-out: nothing to rank."]
    if not result.ranked:
        return [*_no_ranking(result, names), *beside]
    return [*_ranking(result, names, opening), *beside]


def _in_lines(clauses: Sequence[str]) -> tuple[str, ...]:
    """Put clauses into lines; one that long names make wider than a line is broken between words."""
    words = (_BETWEEN_WORDS.split(one) if len(one) > WIDTH else [one] for one in clauses)
    return filled(list(chain.from_iterable(words)))


def _no_ranking(result: Comparison, names: Sequence[str]) -> Iterator[str]:
    among = [one for one in result.pairs if not one.has_status_quo]
    unranked = [one for one in among if one.unranked is not None]
    yield f"There is no ranking: {len(unranked)} of {len(among)} pairs cannot be ranked:"
    causes = [one for one in Unranked if any(pair.unranked is one for pair in unranked)]
    for cause in causes:
        pairs = (one.files for one in unranked if one.unranked is cause)
        told = sorted(" and ".join(sorted(names[at] for at in files)) for files in pairs)
        more = f", {len(told) - _MOST_PAIRS} more" if len(told) > _MOST_PAIRS else ""
        end = "." if cause is causes[-1] else ";"
        yield f"{', '.join(told[:_MOST_PAIRS])}{more}: {cause}{end}"


def _ranking(result: Comparison, names: Sequence[str], opening: str) -> Iterator[str]:
    order = result.ranked
    ahead = [at for at in order if at == order[0] or not result.pair(order[0], at).difference]
    behind = [at for at in order if at not in ahead]
    best = _listed(sorted(names[at] for at in ahead))
    if not behind:
        yield f"{_begun(opening, best)} cost the same{_like(result.pair(ahead[0], ahead[1]))}."
        return
    first, second = ahead[0], behind[0]
    level = [at for at in behind if at == second or not result.pair(second, at).difference]
    next_ = _listed(sorted(names[at] for at in level))
    pair = result.pair(first, second)
    verb = "is the cheapest" if len(ahead) == 1 else "cost the same, and are the cheapest"
    yield f"{_begun(opening, best)} {verb}, before {next_}, by {_gap(result, pair)}."
    yield from _split(result, pair, names)


def pair_sentences(result: Comparison, pair: ComparedPair) -> list[str]:
    """
    Say of two scenarios what there is to say, whatever others stand beside them.

    Args:
        result: The comparison they stand in.
        pair: Two of its scenarios.
    """
    names = labels(result)
    return list(_in_lines(list(_of_pair(result, pair, names))))


def _begun(opening: str, name: str) -> str:
    """Begin a sentence with a name; within it the name stays as its author writes it."""
    return f"{opening} {name}" if opening else capital(name)


def _of_pair(
    result: Comparison, pair: ComparedPair, names: Sequence[str], opening: str = ""
) -> Iterator[str]:
    both = capital(" and ".join(sorted(names[at] for at in pair.files)))
    if pair.unranked is Unranked.NOTHING_IN_COMMON:
        yield f"{both} cannot be compared: they assess no line in common."
    elif pair.unranked is Unranked.STATUS_QUO:
        quo = next(at for at in pair.files if result.assessments[at].scenario.is_status_quo)
        yield f"{both} are not ranked:"
        yield f"{names[quo]} is a status quo, it is shown beside what goes live."
    elif pair.unranked is Unranked.FAILING:
        cheap = [names[at] for at in pair.files if result.states[at].failing is not None]
        yield f"{both} are not ranked:"
        yield f"failing looks cheaper than holding in {_listed(sorted(cheap))}."
    elif pair.unranked is Unranked.NO_MEAN:
        untold = [names[at] for at in pair.files if not result.states[at].is_told]
        yield f"{both} are not ranked:"
        yield f"the mean of {_listed(sorted(untold))} has no closed form."
    elif pair.unranked is Unranked.LEFT_OUT:
        digits = _digits(result)
        yield f"{both} are not ranked:"
        if pair.difference:
            gap = numbers.money(pair.difference.copy_abs(), digits)
            lower = names[pair.first if pair.difference > 0 else pair.second]
            yield f"like for like {lower} costs {gap} less,"
        else:
            yield "like for like both cost the same,"
        what = ", ".join(line.label.lower() for line in _largest(pair.left_out_lines))
        yield f"and {numbers.money(pair.left_out, digits)} is left out ({what})."
    elif not pair.difference:
        yield f"{both} cost the same."
    else:
        second = pair.second if pair.cheaper == pair.first else pair.first
        first = names[pair.first if pair.cheaper == pair.first else pair.second]
        yield f"{_begun(opening, first)} is cheaper by {_gap(result, pair, names[second])}."
        yield from _split(result, pair, names)


def _largest(lines: Sequence[ComparedLine]) -> list[ComparedLine]:
    def size(line: ComparedLine) -> Decimal:
        return max(abs(one or Decimal(0)) for one in line.amounts)

    return sorted(lines, key=size, reverse=True)[:_MOST_CAUSES]


def _gap(result: Comparison, pair: ComparedPair, other: str = "") -> str:
    """Write by how much the cheaper one is cheaper; no share where a total is negative."""
    gap = numbers.money(pair.difference.copy_abs(), _digits(result))
    least, most = sorted(pair.like_for_like())
    share = share_of(pair.difference.copy_abs(), most) if least >= 0 else None
    of = f" ({numbers.share(share)} of {other})" if share is not None and other else ""
    return f"{gap}{of}{_like(pair)}"


def _like(pair: ComparedPair) -> str:
    return " like for like" if pair.left_out_lines else ""


def _split(result: Comparison, pair: ComparedPair, names: Sequence[str]) -> Iterator[str]:
    """Split the gap into what falls if the go-live fails and what falls in any case."""
    dearer = 1 if pair.cheaper == pair.first else 0
    parts = _parts(result, pair, dearer)
    if parts and not parts[0].startswith("saves"):
        # without a saving before it, "costs 180.00" reads as all that it costs
        parts = _parts(result, pair, dearer, " more")
    name = capital(names[pair.files[dearer]])
    if parts:
        yield f"{name} {parts[0]}" + ("." if len(parts) == 1 else "")
        if len(parts) > 1:
            yield f"and {parts[1]}."


def _parts(result: Comparison, pair: ComparedPair, dearer: int, more: str = "") -> list[str]:
    """List what makes up the gap, what is saved first."""
    of_failures = _if_it_fails(result, pair, dearer, more)
    of_the_rest = _in_any_case(result, pair, dearer, more)
    parts = [part for part in (of_failures, of_the_rest) if part]
    return sorted(parts, key=lambda part: not part.startswith("saves"))


def _if_it_fails(result: Comparison, pair: ComparedPair, dearer: int, more: str) -> str:
    """Say what the dearer one saves or costs if a go-live fails, and what of it is expected."""
    change = _change(pair.like_for_like(if_it_fails=True), dearer)
    causes = _causes(pair, dearer, if_it_fails=True, saves=change < 0)
    comma = "," if more and change > 0 else ""
    of_failures = f"{comma} expected of failures" if result.is_expected else " of failures, weighted"
    if all(chance == 1 for chance in pair.chances):
        return f"{_verb(result, change, more)} if the go-live fails ({causes})" if change else ""
    given = pair.if_a_go_live_fails()
    if None in given:
        return f"{_verb(result, change, more)}{of_failures} ({causes})" if change else ""
    fails = _change(tuple(one or Decimal(0) for one in given), dearer)
    if not change and not fails:
        return ""
    when = "if a go-live fails" if _has_phases(result, pair) else "if the go-live fails"
    if change and not fails:
        return f"{_verb(result, change, more)}{of_failures}, the same {when} ({causes})"
    if not change or not fails or (change < 0) is not (fails < 0):
        told = causes or _causes(pair, dearer, if_it_fails=True, saves=not change < 0)
        given_fails = f"{_verb(result, fails, more)} {when}"
        return f"{_verb(result, change, more)}{of_failures}, {given_fails} ({told})"
    weighted = "expected" if result.is_expected else "weighted by its likelihood"
    expected = numbers.money(change.copy_abs(), _digits(result))
    return f"{_verb(result, fails, more)} {when}, {expected} {weighted} ({causes})"


def _has_phases(result: Comparison, pair: ComparedPair) -> bool:
    return any(result.assessments[at].scenario.case.phases for at in pair.files)


def _in_any_case(result: Comparison, pair: ComparedPair, dearer: int, more: str) -> str:
    change = _change(pair.like_for_like(if_it_fails=False), dearer)
    if not change:
        return ""
    comma = "," if more and change > 0 else ""
    rest = f"{comma} expected of the rest" if result.is_expected else " of the rest, weighted"
    where = " in any case" if pair.is_certain else rest
    causes = _causes(pair, dearer, if_it_fails=False, saves=change < 0)
    return f"{_verb(result, change, more)}{where} ({causes})"


def _verb(result: Comparison, change: Decimal, more: str) -> str:
    amount = numbers.money(change.copy_abs(), _digits(result))
    return f"costs {amount}{more}" if change > 0 else f"saves {amount}"


def _change(figures: Sequence[Decimal], dearer: int) -> Decimal:
    return add(figures[dearer], figures[1 - dearer].copy_negate())


def _causes(pair: ComparedPair, dearer: int, *, if_it_fails: bool, saves: bool) -> str:
    changes = [
        (_change([line.part(at, if_it_fails=if_it_fails) for at in range(_TWO)], dearer), line.label)
        for line in pair.shared
    ]
    chosen = sorted(
        (one for one in changes if one[0] and (one[0] < 0) == saves),
        key=lambda one: -abs(one[0]),
    )
    return ", ".join(label.lower() for _, label in chosen[:_MOST_CAUSES])


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _digits(result: Comparison) -> int:
    return result.assessments[result.base].scenario.minor_digits
