"""How often a scenario is the cheapest of all, trial by trial, against the trials themselves."""

from collections.abc import Sequence
from itertools import permutations
from typing import Any

import numpy as np
import pytest

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.comparison.compare import compare
from omsrisk.analysis.decisions.knowing import knowing
from omsrisk.analysis.pairing.paired import Cheapest, PairedComparison, compare_uncertain
from omsrisk.report.comparison import compare_record
from omsrisk.report.formats.to_text import to_text
from omsrisk.simulation.estimates import Estimate
from tests.support.uncertain_texts import COIN, DELAY, FLOW, HEAD, RANGE, numbers_of, priced

TRIALS = 20_000
PLANNED = "programme: {items: [{item: X, amount: %s}]}\n"


def rival(
    name: str, likelihood: str, planned: str, days: str = "{low: 1, likely: 3, high: 9}"
) -> str:
    """Write a roll-out that fails as often, is late for so long and costs so much beside that."""
    delay = f"delay: {{duration_days: {days}, cancellation_sensitivity: 12%}}\n"
    return f"{HEAD}name: {name}\n{FLOW}{delay}likelihood: {likelihood}\n{PLANNED % planned}"


TEXTS = (
    rival("Dear and safe", "5%", "{low: 9000, likely: 30000, high: 40000}"),
    rival("Cheap and rash", "60%", "4000"),
    rival("Late", "30%", "{low: 9000, likely: 12000, high: 40000}", "{low: 2, likely: 6, high: 9}"),
    rival("Middling", "25%", "12000"),
)
FOUR = [priced(text, f"{at}.yaml") for at, text in enumerate(TEXTS)]


def paired(assessments: Sequence[Assessment], base: int = 0) -> PairedComparison:
    """Compare scenarios trial by trial."""
    return compare_uncertain(compare(assessments, base=base), trials=TRIALS, seed=1)


def test_the_cheapest_of_all_is_counted_trial_by_trial() -> None:
    """Each share is that of the trials in which the scenario costs least, drawn together."""
    amounts = np.array([numbers_of(one, trials=TRIALS) for one in FOUR])
    counts = np.bincount(amounts.argmin(axis=0), minlength=4)
    found = paired(FOUR).cheapest
    assert [one.alone.value for one in found if one] == [count / TRIALS for count in counts]
    assert [one.tied for one in found if one] == [0] * 4
    for one in found:
        assert one is not None
        share = one.alone.value
        assert one.alone.error == pytest.approx((share * (1 - share) / TRIALS) ** 0.5, rel=0.01)


def test_whatever_the_order_and_the_base() -> None:
    """Permuting files and taking another base moves no share."""
    known = dict(zip(range(4), paired(FOUR).cheapest, strict=True))
    for order in list(permutations(range(4)))[::7]:
        found = paired([FOUR[at] for at in order], base=2).cheapest
        assert dict(zip(order, found, strict=True)) == known


def test_the_cheapest_of_all_is_cheaper_than_each() -> None:
    """Nobody is the cheapest of all more often than cheaper than the base, where all is assessed."""
    found = paired(FOUR)
    for pair in found.pairs:
        own = found.cheapest[pair.file]
        assert own is not None
        assert own.alone.value <= pair.about_nothing.below.value


def test_several_that_are_the_cheapest() -> None:
    """Two that cost the same tie; the third is never the cheapest, and no share is counted twice."""
    dearer = priced(RANGE.replace("12%", "24%"), "dearer.yaml")
    first, second, third = paired([priced(RANGE, "a.yaml"), dearer, priced(RANGE, "b.yaml")]).cheapest
    assert first == third == Cheapest(Estimate(0), 1, 0, 0, Estimate(0.5))
    assert second is not None
    assert (second.alone, second.tied, second.share) == (Estimate(0), 0, Estimate(0))


def test_regret_is_what_knowing_beforehand_would_save() -> None:
    """What one costs on average less its regret is the same for all: the mean of the cheapest."""
    found = paired(FOUR)
    least = [
        own.mean.value - won.regret
        for own, won in zip(found.own, found.cheapest, strict=True)
        if won is not None
    ]
    assert len(least) == len(FOUR)
    assert least == pytest.approx([least[0]] * len(FOUR))
    assert min(won.regret for won in found.cheapest if won is not None) > 0


def test_a_status_quo_is_no_rival() -> None:
    """It is shown beside the roll-outs, which are ranked among themselves."""
    quo = priced(f"{HEAD}approach: status-quo\n{FLOW}{DELAY}", "quo.yaml")
    with_it = paired([quo, *FOUR[:3]], base=1).cheapest
    assert with_it == (None, *paired(FOUR[:3]).cheapest)


def test_no_share_where_a_pair_is_not_ranked() -> None:
    """What one of them leaves out outweighs a gap: nobody is said to be the cheapest."""
    partial = priced(COIN, "partial.yaml")  # without its programme
    found = paired([partial, *FOUR[:3]])
    assert found.comparison.ranked == ()
    assert found.cheapest == (None,) * 4
    said = "\n".join(to_text(compare_record.document(found.comparison, found)))
    assert "cheapest in: not told where some pair is not ranked" in said


def test_two_are_a_pair() -> None:
    """Of two the cheaper one is told by the pair."""
    assert paired(FOUR[:2]).cheapest == (None, None)


def test_the_report_shows_it_file_by_file() -> None:
    """In the table of more than three files, and in the record of each file."""
    found = paired(FOUR)
    document = compare_record.document(found.comparison, found)
    scenarios: Any = document.record["scenarios"]
    alone = [one["probability_cheapest"] for one in scenarios]
    assert [float(one) for one in alone] == [one.alone.value for one in found.cheapest if one]
    shares = [one["share_cheapest"] for one in scenarios]
    lines = "".join(to_text(document)).splitlines()
    head = next(line for line in lines if line.startswith("roll-out"))
    at = head.index("cheapest in")
    for name, share in zip(("Dear", "Cheap", "Late", "Middling"), shares, strict=True):
        row = [line for line in lines if line.startswith(name) and len(line) > at][-1]
        assert row[at:].startswith(f"{float(share):.1%}".replace("%", " %"))


def test_among_several_each_sentence_names_both() -> None:
    """Who is cheaper on average is told with whom it is held against."""
    found = paired(FOUR)
    text = "".join(to_text(compare_record.document(found.comparison, found)))
    told = [line for line in text.splitlines() if line.startswith("On average ")]
    assert len(told) == 3
    for name, line in zip(("Cheap and rash", "Late", "Middling"), told, strict=True):
        assert name in line
        assert "Dear and safe" in line
        assert " is cheaper than " in line


def test_three_with_ranges_say_which_is_the_cheapest_and_what_choosing_costs() -> None:
    """Chances add up to 1 in the report, and the least regret is what knowing everything is worth."""
    three = FOUR[:3]
    found = paired(three)
    document = compare_record.document(found.comparison, found)
    scenarios: Any = document.record["scenarios"]
    assert float(sum(one["share_cheapest"] for one in scenarios)) == pytest.approx(1, abs=2e-6)
    least = min(one["expected_regret"] for one in scenarios)
    worth = knowing(found.comparison, trials=found.trials or 0, seed=found.seed).everything
    assert worth is not None
    assert float(least) == pytest.approx(worth.value, abs=4 * worth.error + 0.01)
    text = "".join(to_text(document))
    told = text[text.index("Which is the cheapest of all") :]
    for head in ("cheapest in", "expected regret"):
        assert head in told.splitlines()[2]
    assert "a tie is shared equally" in told
