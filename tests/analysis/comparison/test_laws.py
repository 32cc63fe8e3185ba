"""Laws of comparisons over scenarios written at random, with and without ranges."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.changes.diff import difference
from omsrisk.analysis.comparison.compare import Comparison, compare
from omsrisk.analysis.pairing.paired import PairedComparison, SampledPair, compare_uncertain
from omsrisk.analysis.uncertainty.means import At, means
from omsrisk.core.pricing.figures import TOTALS
from omsrisk.core.pricing.variation import uncertain_inputs
from omsrisk.core.uncertainty.events import drawn
from omsrisk.simulation.estimates import Dominance
from tests.support.random_scenarios import Author, Doubtful
from tests.support.told_pairs import priced, told

settings.register_profile("laws", derandomize=True, deadline=None, max_examples=10)
lawful = settings(settings.get_profile("laws"))
"""The same on every run; raise `max_examples` to hunt."""

TRIALS = 500
SEEDS = st.integers(0, 100_000)


Text = tuple[str, str]
"""The name of a scenario, and what it says: an example that fails is shown, and is to be read."""


def made(texts: Sequence[Text]) -> list[Assessment]:
    """Price scenarios, each under a name of its own."""
    return [priced(f"name: {name}\n{text}", name) for name, text in texts]


@st.composite
def files(draw: st.DrawFn, count: int) -> list[Text]:
    """Write some files, all with ranges or none."""
    author = draw(st.sampled_from([Author, Doubtful]))
    seeds = draw(st.lists(SEEDS, min_size=count, max_size=count, unique=True))
    return [(f"S{seed}", author(seed).scenario()) for seed in seeds]


def lines_by_key(seed: int) -> dict[str, str]:
    """Write a scenario with ranges, each top-level key with what belongs to it."""
    key, found = "", dict[str, str]()
    for line in Doubtful(seed).scenario().splitlines(keepends=True):
        key = key if line[0] == " " else line.partition(":")[0]
        found[key] = found.get(key, "") + line
    return found


@st.composite
def related_files(draw: st.DrawFn, count: int) -> list[Text]:
    """Write files that say the same but for the delay, the likelihood and what some leave out."""
    base, seeds = lines_by_key(draw(SEEDS)), draw(st.lists(SEEDS, min_size=count, max_size=count))
    found = []
    for at, other in enumerate(map(lines_by_key, seeds)):
        own = {key: base.get(key) or other[key] for key in ("omsrisk", "currency", "orders", "delay")}
        own = {**base, **own, **{key: other[key] for key in ("delay", "likelihood") if key in other}}
        for key in draw(st.sets(st.sampled_from(LEFT_OUT), max_size=1)):
            own.pop(key, None)
        found.append((f"S{at}", "".join(own.values())))
    return found


LEFT_OUT = ("training_deficit", "hidden_costs", "programme", "recoveries")


@st.composite
def files_and_some(draw: st.DrawFn) -> tuple[list[Text], list[int], int]:
    """Write four files; take two of them or more, in any order, and a base among these."""
    four = draw(files(4))
    some = draw(st.permutations(range(4)))[: draw(st.integers(2, 4))]
    return four, some, draw(st.integers(0, len(some) - 1))


def ranked_names(result: Comparison) -> list[str]:
    """Name the scenarios as they are ranked."""
    return [result.assessments[at].scenario.name for at in result.ranked]


@lawful
@given(drawn_files=files_and_some(), at=st.sampled_from(At))
def test_permuting_and_adding_files_changes_nothing_of_the_others(
    drawn_files: tuple[list[Text], list[int], int], at: At
) -> None:
    """Difference, rank and sentences of a pair are the same in any order, with and without more."""
    four, base = made(drawn_files[0]), drawn_files[2]
    some = [four[at] for at in drawn_files[1]]
    whole, part = compare(four, at=at), compare(some, base=base, at=at)
    known = {told(whole, pair) for pair in whole.pairs}
    assert len(known) == 6
    assert {told(part, pair) for pair in part.pairs} <= known
    if whole.ranked:
        names = [one.scenario.name for one in some]
        assert ranked_names(part) == [name for name in ranked_names(whole) if name in names]


def is_random(one: Assessment) -> bool:
    """Whether anything about a scenario is drawn."""
    return bool(uncertain_inputs(one.scenario.case) or drawn(one.scenario.case)[1])


def paired(assessments: list[Assessment], base: int) -> PairedComparison:
    """Compare scenarios trial by trial."""
    return compare_uncertain(compare(assessments, base=base), trials=TRIALS)


def seen(found: PairedComparison, pair: SampledPair, *, turned: bool) -> tuple[list[float], Any]:
    """Say what is found of a pair, from the side of the base, or from the other one's."""
    mean, error = pair.difference.mean
    shares = [pair.about_nothing.above.value, pair.about_nothing.below.value]
    own = [found.own[at].mean.value for at in (found.comparison.base, pair.file)]
    orders = [pair.base_dominates, pair.file_dominates]
    if turned:
        mean, shares, own, orders = -mean, shares[::-1], own[::-1], orders[::-1]
    return [mean, error, pair.difference.standard_deviation, *shares, *own], orders


@settings(lawful, max_examples=6)
@given(drawn_files=files_and_some())
def test_permuting_and_adding_files_changes_no_pair_of_trials(
    drawn_files: tuple[list[Text], list[int], int],
) -> None:
    """Under uncertainty a pair is the same with and without more files, and turns with its base."""
    four, base = made(drawn_files[0]), drawn_files[2]
    some = [four[at] for at in drawn_files[1]]
    assume(any(map(is_random, some)))
    part = paired(some, base)
    names = [one.scenario.name for one in four]
    for at, name in enumerate(names):
        whole = paired(four, at)
        by_name = {names[pair.file]: pair for pair in whole.pairs}
        for pair in part.pairs:
            ours, theirs = (some[one].scenario.name for one in (base, pair.file))
            if name in {ours, theirs}:
                other = by_name[theirs if name == ours else ours]
                figures, orders = seen(part, pair, turned=False)
                wanted, wanted_orders = seen(whole, other, turned=name != ours)
                assert figures == pytest.approx(wanted, rel=1e-9, abs=1e-6)
                assert orders == wanted_orders


@settings(lawful, max_examples=40)
@given(texts=related_files(3))
def test_the_order_of_means_and_dominance_agree(texts: list[Text]) -> None:
    """The dearer on average never dominates, nor anybody where nothing is ranked."""
    three = made(texts)
    assume(any(map(is_random, three)))
    found = paired(three, 0)
    for pair in found.pairs:
        mean, error = pair.difference.mean
        if found.comparison.pair(0, pair.file).unranked is not None:
            assert pair.base_dominates is pair.file_dominates is Dominance.NONE
        if pair.base_dominates is not Dominance.NONE:
            assert mean > 3 * error
        if pair.file_dominates is not Dominance.NONE:
            assert mean < -3 * error


@lawful
@given(texts=files(1), at=st.sampled_from(At))
def test_a_scenario_against_itself_says_nothing(texts: list[Text], at: At) -> None:
    """Nothing differs, nothing turns it, no trial tells the two apart, and `diff` has no row."""
    (one,) = made(texts)
    result = compare([one, one], at=at)
    (pair,) = result.pairs
    assert (result.differing, result.flips) == ((), ())
    assert pair.difference == 0
    assert pair.cheaper is None
    assert not pair.left_out_lines
    changed = difference(one, one, at)
    assert not changed.is_changed
    assert not changed.inputs
    assert not changed.settings
    if is_random(one):
        (trials,) = compare_uncertain(result, trials=TRIALS).pairs
        assert trials.difference.mean == (0, 0)
        assert trials.base_dominates is trials.file_dominates is Dominance.NONE


@lawful
@given(texts=files(2), at=st.sampled_from(At))
def test_compare_diff_and_calc_agree_on_what_is_assessed(texts: list[Text], at: At) -> None:
    """A total or a line that one of them has a figure of, all of them have, and the same one."""
    two = made(texts)
    result, changed = compare(two, at=At.LIKELY), difference(two[0], two[1], at)
    for name in TOTALS:
        calc = tuple(one.totals[name] for one in two)
        assert result.converted(name) == calc
        total = changed.total(name)
        assert (total.old, total.new) == calc
    lines = [{line.id: line for line in one.exposure.lines} for one in two]
    rows = {line.id: line for line in changed.lines}
    for line in result.lines:
        if not all(line.id in own or amount is None
                   for own, amount in zip(lines, line.amounts, strict=True)):  # fmt: skip
            continue  # a part, told where some know not all parts of a line
        here = tuple(own[line.id].expected if line.id in own else None for own in lines)
        assert line.amounts == here
        assert (line.id in rows) is (here[0] != here[1])
        if line.id in rows:
            assert (rows[line.id].old, rows[line.id].new) == here
    found = compare(two, at=At.MEAN)
    if all(state.is_told for state in found.states):
        nets = tuple(means(one).totals["net_exposure"] for one in two)
        assert found.converted("net_exposure") == nets
