"""What falls only if a go-live fails, and what falls in any case: of each side by itself."""

from decimal import Decimal

import pytest

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.comparison.compare import compare
from omsrisk.analysis.uncertainty.means import At, means
from omsrisk.report.comparison.compared_sentences import pair_sentences
from tests.support.random_scenarios import Author, Doubtful
from tests.support.told_pairs import priced

HEAD = "omsrisk: 1\ncurrency: USD\nlikelihood: 40%\n"
DAMAGE = "hidden_costs: {inventory_loss: 1000, customer_attrition: 0, brand_damage: 0}\n"
HALVES = "phases: [{name: A, share_of_orders: 50%%%s}, {name: B, share_of_orders: 50%%%s}]\n"
EXIT = "stopping: {%sitems: [{item: Exit fee, amount: 600}]}\n"
BACK = "recoveries: [{item: Insurance, amount: 100, contingent: %s}]\n"
OWN = ", recoveries: [{item: Insurance, amount: 50, contingent: %s}]"

CASES = [  # what the file says, if a go-live fails, what falls else, why the row is there
    ("", "1000", "0", "the cost of failure alone"),
    (EXIT % "likelihood: 30%, ", "1000", "180", "stopping is an event of its own"),
    (EXIT % "", "1000", "600", "stopping is certain"),
    (BACK % "true", "900", "0", "a contingent recovery"),
    (BACK % "false", "1000", "-100", "a recovery that is paid in any case"),
    (HALVES % ("", "") + EXIT % "likelihood: 30%, ", "625", "180", "phases, and stopping by itself"),
    (HALVES % ("", "") + "if_a_phase_fails: stop\n" + EXIT % "", "875", "0", "the stop rule"),
    (HALVES % (OWN % "false", "") + BACK % "true", "562.5", "-50",
     "a phase adds what is paid in any case to what is contingent"),
    (HALVES % (OWN % "true", "") + BACK % "false", "593.75", "-100",
     "a phase adds what is contingent to what is paid in any case"),
    (HALVES % (OWN % "false", OWN % "true") + BACK % "false", "593.75", "-150",
     "phases differ in it"),
]  # fmt: skip


def written(more: str, name: str) -> Assessment:
    """Price a file; one that lists no recoveries says that there are none."""
    none = "" if BACK[:10] in more else "recoveries: []\n"
    return priced(HEAD + DAMAGE + none + more, name)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[-1])
@pytest.mark.parametrize("is_first", [True, False])
def test_each_side_says_what_falls_if_it_fails(
    case: tuple[str, str, str, str],
    is_first: bool,  # noqa: FBT001 - a case
) -> None:
    """Whatever the other file calls contingent, however it stops: a side keeps its own amounts."""
    more, failing, rest, _ = case
    mine = written(more, "mine")
    for other_more, *_ in CASES:
        other = written(other_more, "other")
        (pair,) = compare([mine, other] if is_first else [other, mine]).pairs
        assert not pair.left_out_lines
        at = 0 if is_first else 1
        assert pair.if_a_go_live_fails()[at] == Decimal(failing)
        assert pair.like_for_like(if_it_fails=False)[at] == Decimal(rest)


RANGES = BACK % "true" + HALVES % (
    ", recoveries: [{item: Insurance, amount: {low: 10, likely: 20, high: 90}, contingent: false}]",
    "",
)


def test_of_a_mean_it_is_split_likewise() -> None:
    """A phase's own recovery with a range: its mean, (10 + 4 x 20 + 90) / 6, is paid in any case."""
    one = priced(HEAD + DAMAGE + RANGES, "one")
    (pair,) = compare([one, one]).pairs
    assert pair.like_for_like(if_it_fails=False)[0] == pytest.approx(Decimal(-30))
    assert pair.if_a_go_live_fails()[0] == pytest.approx(Decimal(900 * 40) / 64)


def test_sentences_say_which_is_which() -> None:
    """A fee at 30 % is expected, and said so; the damage falls if the go-live fails."""
    plain, exits = (
        priced(HEAD + DAMAGE + more, name)
        for more, name in (("", "plain"), (EXIT % "likelihood: 30%, ", "exits"))
    )
    result = compare([plain, exits])
    said = " ".join(pair_sentences(result, result.pairs[0]))
    assert said == (
        "Plain is cheaper by 180.00 (31.0 % of exits). "
        "Exits costs 180.00 more, expected of the rest (exit fee)."
    )


FAILS = ("if it fails", "at least one fails")


@pytest.mark.parametrize("author", [Author, Doubtful])
@pytest.mark.parametrize("seed", range(30))
def test_both_add_up_to_what_calc_says_if_it_fails(author: type[Author], seed: int) -> None:
    """Without a stop rule, what falls if a go-live fails and the rest are the outcome of `calc`."""
    text = author(seed).scenario().replace("stop_if_a_phase_fails: true", "")
    one = priced(text, "one")
    result = compare([one, one], at=At.MEAN)
    (pair,) = result.pairs
    outcomes = [each for each in means(one).outcomes if each.name in FAILS]
    (given, _), (rest, _) = pair.if_a_go_live_fails(), pair.like_for_like(if_it_fails=False)
    if outcomes and result.states[0].is_told and not pair.left_out_lines:
        net = outcomes[0].net_exposure
        assert given is not None and net is not None  # noqa: PT018 - both or neither
        assert float(given + rest) == pytest.approx(float(net), rel=1e-9, abs=1e-6)
