"""Which of three and more is the cheapest, worked out: by hand, outcome by outcome, and by trials."""

import random
from collections.abc import Iterator, Sequence
from itertools import pairwise, product

import pytest

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.comparison.compare import compare
from omsrisk.analysis.pairing.paired import Cheapest, PairedComparison, compare_uncertain
from omsrisk.report.comparison import compare_record
from omsrisk.report.document import Table
from omsrisk.report.formats.to_text import to_text
from tests.support.uncertain_texts import FLOW, HEAD, RANGE, priced

pytest.importorskip("numpy")

STOPS = """\
stop_if_a_phase_fails: true
phases:
  - {name: A, share_of_orders: 50%, likelihood: 20%}
  - {name: B, share_of_orders: 50%, likelihood: 30%}
"""


def _option(number: int, delay: int, percent: int, planned: int, suit: int, fine: int) -> str:
    """Write one that may fail, and whose suit and fine of its own may fall due."""
    return (
        f"{HEAD}name: Option {number}\n{FLOW}"
        f"delay: {{duration_days: {delay}, cancellation_sensitivity: 12%}}\n"
        f"likelihood: {percent}%\n"
        f"hidden_costs: {{brand_damage: [{{item: Suit {number}, amount: {suit}, "
        "likelihood: 30%}]}\n"
        f"programme: {{items: [{{item: Plan, amount: {planned}}}, "
        f"{{item: Fine {number}, amount: {fine}, likelihood: 60%}}]}}\n"
    )


Option = tuple[int, int, int, int, int]


def _outcomes(options: Sequence[Option]) -> Iterator[tuple[float, list[int]]]:
    """Walk all outcomes: one number decides which go-lives fail, each suit and fine by itself."""
    ends = sorted({0, 100, *(percent for _, percent, *_ in options)})
    for low, high in pairwise(ends):
        for falls in product((0, 1), repeat=2 * len(options)):
            chance, amounts = (high - low) / 100, []
            for at, (delay, percent, planned, suit, fine) in enumerate(options):
                sued, fined = falls[2 * at : 2 * at + 2]
                chance *= (0.3 if sued else 0.7) * (0.6 if fined else 0.4)
                failed = low < percent
                amounts.append(planned + fine * fined + failed * (12_000 * delay + suit * sued))
            yield chance, amounts


def _told(result: PairedComparison) -> list[Cheapest]:
    found = [one for one in result.cheapest if one is not None]
    assert len(found) == len(result.cheapest)
    return found


@pytest.mark.parametrize("seed", range(6))
def test_events_alone(seed: int) -> None:
    """Shares, ties and regrets are those of all outcomes walked one by one."""
    dice = random.Random(seed)  # noqa: S311 - no secret
    options = [
        (
            dice.randint(1, 4),
            dice.choice((10, 20, 40)),
            1000 * dice.randint(0, 9),
            1000 * dice.randint(0, 20),
            1000 * dice.randint(0, 9),
        )
        for _ in range(3)
    ]
    texts = [_option(at, *one) for at, one in enumerate(options)]
    files = [priced(text, f"{at}.yaml") for at, text in enumerate(texts)]
    found = compare_uncertain(compare(files), method="exact")
    assert (found.trials, found.seed) == (None, None)
    alone, tied, share, regret = ([0.0] * 3 for _ in range(4))
    for chance, amounts in _outcomes(options):
        least = min(amounts)
        winners = [at for at, one in enumerate(amounts) if one == least]
        for at, one in enumerate(amounts):
            regret[at] += chance * (one - least)
        for at in winners:
            share[at] += chance / len(winners)
            (alone if len(winners) == 1 else tied)[at] += chance
    for at, told in enumerate(_told(found)):
        assert told.alone.value == pytest.approx(alone[at], abs=1e-12)
        assert told.tied == pytest.approx(tied[at], abs=1e-12)
        assert told.share.value == pytest.approx(share[at], abs=1e-12)
        assert told.regret == pytest.approx(regret[at], abs=1e-6)
        assert told.alone.error == told.regret_error == 0


def _files(*texts: str) -> list[Assessment]:
    return [priced(text, f"{at}.yaml") for at, text in enumerate(texts)]


PLAN = "programme: {items: [{item: Plan, amount: %s}]}\n"
FIXED = RANGE.replace("{low: 1, likely: 3, high: 9}", "0") + "likelihood: 50%\n"
GO_LIVE = "calendar: {go_live: 2027-02-01, horizon: 2028-12-31}\n"
SLIPS = (
    "calendar: {go_live: 2027-02-01, horizon: 2028-12-31, cost_of_waiting_per_day: 700, "
    "earliest_go_live: 2027-02-01, slips_by_days: {low: 0, likely: 5, high: 20}}\n"
)
MIXES = {
    "one range that all have, and amounts beside it": (
        RANGE + "likelihood: 40%\n" + PLAN % 0,
        RANGE.replace("12%", "6%") + "likelihood: 40%\n" + PLAN % 9000,
        RANGE.replace("12%", "2%") + "likelihood: 60%\n" + PLAN % 14000,
        FIXED + PLAN % 17000,
    ),
    "the stop rule in one of them": (
        RANGE + STOPS + GO_LIVE + PLAN % 0,
        RANGE.replace("12%", "5%") + "likelihood: 35%\n" + PLAN % 5000,
        FIXED + PLAN % 11000,
    ),
    "go-lives that slip": (
        RANGE + "likelihood: 30%\n" + GO_LIVE + PLAN % 13000,
        RANGE.replace("12%", "4%") + "likelihood: 30%\n" + SLIPS + PLAN % 9000,
        FIXED + GO_LIVE + PLAN % 15000,
    ),
}


@pytest.mark.parametrize("name", MIXES)
def test_one_range_and_events(name: str) -> None:
    """Against two million trials: within four standard errors and what is stated."""
    files = _files(*MIXES[name])
    rivals = range(len(files))
    found = compare_uncertain(compare(files), method="exact", rivals=rivals)
    tried = compare_uncertain(compare(files), trials=2_000_000, seed=3, rivals=rivals)
    for own, sampled in zip(_told(found), _told(tried), strict=True):
        for mine, theirs in ((own.alone, sampled.alone), (own.share, sampled.share)):
            assert abs(mine.value - theirs.value) <= 4 * theirs.error + mine.error + 1e-12
        assert abs(own.regret - sampled.regret) <= 4 * sampled.regret_error + own.regret_error
    assert sum(one.share.value for one in _told(found)) == pytest.approx(1)
    means = [float(one) for one in found.comparison.converted("net_exposure") if one is not None]
    for one, mean in zip(_told(found), means, strict=True):
        least = _told(found)[0].regret - means[0]
        assert one.regret - mean == pytest.approx(least, abs=1.0)  # regrets differ as means do


def test_a_report_tells_no_trials() -> None:
    """No seed, and no error bars."""
    found = compare_uncertain(compare(_files(*MIXES["the stop rule in one of them"])))
    said = "".join(to_text(compare_record.document(found.comparison, found)))
    assert "trials |" not in said
    assert "seed" not in said
    assert "expected regret" in said


def test_each_difference_is_headed_with_both_names() -> None:
    """Of three, two columns that were called `less A` told nobody whose they are."""
    texts = MIXES["one range that all have, and amounts beside it"][:3]
    files = [priced(f"{text}description: {at}\n", f"{at}.yaml") for at, text in enumerate(texts)]
    found = compare_uncertain(compare(files))
    table = next(
        one
        for one in compare_record.document(found.comparison, found).blocks
        if isinstance(one, Table) and any(" less " in col.title for col in one.columns)
    )
    titles = [one.title for one in table.columns if " less " in one.title]
    assert len(set(titles)) == 2
    assert all(title.split(" less ")[0] for title in titles)
