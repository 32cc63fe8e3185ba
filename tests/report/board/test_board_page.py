"""The page of a committee: its numbers are those of the commands, and what files say is text."""

import re
from decimal import Decimal
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from omsrisk import load
from omsrisk.report.board.page_words import in_words
from omsrisk.text import slug_of
from tests.support.browser import needs_browser, opened
from tests.support.paths import ROOT, SCENARIOS
from tests.support.program import Inside
from tests.support.reading_html import read

TWO = ("scenarios/big-bang-uncertain.yaml", "scenarios/phased-uncertain.yaml")
FILES = sorted(
    str(path.relative_to(ROOT)) for path in SCENARIOS.rglob("*.yaml") if path.name[0] not in "._"
)
TRIALS = ("--trials", "2000")
MOST_OF_TWO, MOST_OF_SIX = 150_000, 300_000
"""Bytes: what goes into a mail."""


def page_of(*files: str, folder: Path = ROOT) -> str:
    """Write a page of some files."""
    done = Inside(folder)("report", *files, *TRIALS, "-q")
    assert done.code == 0, done.err
    return done.out


def figures_of(page: str) -> dict[str, str]:
    """Read the figures that carry an id."""
    found = re.findall(r'data-id="([^"]+)">([^<]*)<', page)
    assert len(dict(found)) == len(found)
    return {name: unescape(figure) for name, figure in found}


def json_of(*arguments: str) -> Any:
    """Run a command for a program."""
    return Inside(ROOT)(*arguments, "-q", "-f", "json").json


@pytest.fixture(scope="module")
def two() -> str:
    """The page of two roll-outs with ranges."""
    return page_of(*TWO)


def test_each_figure_of_the_options_is_that_of_its_command(two: str) -> None:
    """Means, percentiles and chances are those that `calc` and `simulate` print."""
    shown = figures_of(two)
    calculated = json_of("calc", *TWO)["results"]
    simulated = json_of("simulate", *TWO, *TRIALS)["results"]
    assert len(shown) >= 2 * 7
    for exact, sampled in zip(calculated, simulated, strict=True):
        slug = slug_of(exact["file"])
        mean = shown[f"{slug}/net_exposure/mean"]
        assert Decimal(mean.replace(",", "")) == exact["means"]["net_exposure"]
        for percent in ("p10", "p50", "p90"):
            printed = Decimal(shown[f"{slug}/net_exposure/{percent}"].replace(",", ""))
            told = sampled["statistics"]["net_exposure"][percent]
            assert abs(printed - Decimal(told)) <= 1
        fails = Decimal(str(exact["chances"]["at_least_one_fails"])) * 100
        assert Decimal(shown[f"{slug}/at_least_one_fails"].rstrip(" %")) == round(fails, 1)
        cash = Decimal(shown[f"{slug}/cash_low"].replace(",", ""))
        assert cash == json_of("timeline", exact["file"])["cash_low"]["amount"]


def test_two_runs_write_the_same_bytes(two: str) -> None:
    """No clock, no host, no user: the same files make the same page, small enough for a mail."""
    assert page_of(*TWO) == two
    assert len(two.encode()) < MOST_OF_TWO


def test_nothing_is_loaded_and_every_element_is_closed(two: str) -> None:
    """No address, no handler, no style of an element; script and style are named by their hash."""
    found = read(two)
    for tag, attributes in found.seen:
        assert tag not in {"img", "iframe", "object", "form", "base", "link"}
        assert not any(name.startswith("on") for name in attributes)
        assert not {"style", "src"} & set(attributes)
        assert (attributes.get("href") or "#").startswith("#")
    ids = [attributes["id"] for _, attributes in found.seen if "id" in attributes]
    assert len(set(ids)) == len(ids)
    targets = {attributes["href"] for tag, attributes in found.seen if tag == "a"}
    assert targets <= {f"#{one}" for one in ids}
    assert re.search(
        r"default-src 'none'; style-src 'sha256-[^']{44}'; script-src 'sha256-[^']{44}'", two
    )


@pytest.mark.parametrize("file", FILES)
def test_every_scenario_has_a_page(file: str) -> None:
    """What a file does not support is left out, and named with its reason."""
    page = page_of(file)
    assert read(page).texts
    if "ranges" not in page and "uncertain" not in file:
        assert "<code>" in page
    assert len(page.encode()) < MOST_OF_SIX


def test_six_roll_outs_are_one_page() -> None:
    """Six options are six rows, and the page stays small."""
    files = [f"scenarios/{name}.yaml" for name in (
        "big-bang-uncertain", "phased-uncertain", "big-bang", "phased", "internal", "consultant"
    )]  # fmt: skip
    page = page_of(*files)
    options = page[page.index('<section id="options">') : page.index('<section id="why">')]
    assert options.count('<tr><th scope="row"') == 2 * 6
    assert len(page.encode()) < MOST_OF_SIX


def test_permuting_options_changes_no_figure_and_no_sentence(two: str) -> None:
    """The page is the same to the last byte, but for the command that made it."""
    turned = page_of(*reversed(TWO))
    assert turned.replace(" ".join(reversed(TWO)), " ".join(TWO)) == two


def test_one_more_option_changes_no_figure_of_the_others(two: str) -> None:
    """But for the chance of being the cheapest, and the regret, which are about all of them."""
    more = figures_of(page_of(*TWO, "scenarios/internal.yaml", "scenarios/status-quo.yaml"))
    about_all = ("/cheapest", "/regret")
    for name, figure in figures_of(two).items():
        assert more[name] == figure or name.endswith(about_all), name
    assert "status-quo/net-exposure/cheapest" not in more


def test_the_findings_are_those_of_check(two: str) -> None:
    """What concerns both alike is one row, wherever it stands; none is made up, none left out."""
    governance = two[two.index('<section id="governance">') : two.index("The seven steps of")]
    shown = re.findall(
        r'<th scope="row">(\w+)</th><td data-head="what">(.*?)</td>'
        r'<td data-head="option">(.*?)</td><td class="n" data-head="at risk, USD">(.*?)</td>'
        r'<td data-head="rule">(.*?)</td>',
        governance,
    )
    cases = [one.case for one in map(load, TWO)]
    names = [load(file).name for file in TWO]
    found: dict[tuple[str, str, str, str], list[str]] = {}
    for file, name in zip(TWO, names, strict=True):
        for one in json_of("check", file)["diagnostics"]:
            what = in_words(one["message"], cases).replace("`", "")
            money = one["money_at_risk"]
            key = (
                one["severity"],
                f"{what[0].upper()}{what[1:]}",
                "" if money is None else f"{money:,.2f}",
                one["code"],
            )
            found.setdefault(key, []).append(name)
    assert any(len(of) == 2 for of in found.values())
    assert any(len(of) == 1 for of in found.values())
    assert len(shown) == len(found)
    for severity, what, option, money, code in shown:
        of = found[severity, unescape(what), money, code]
        assert option == ("both" if len(of) == 2 else of[0]), what
    gravest = ["error", "warning", "info"]
    weights = [
        (gravest.index(severity), -Decimal(money.replace(",", "") or 0))
        for severity, _, _, money, _ in shown
    ]
    assert weights == sorted(weights)
    assert ".yaml" not in governance[: governance.index("</table>")]


def test_findings_are_told_with_their_owner_and_their_day(tmp_path: Path) -> None:
    """Errors first; a column that nobody fills is left out."""
    (tmp_path / "case.yaml").write_text(
        "omsrisk: 1\ncurrency: USD\norders: {daily_volume: 1000, average_value: 100}\n"
        "delay: {duration_days: 3, cancellation_sensitivity: 12%}\n"
        "checklist:\n  migration: {status: done, owner: Cleo Marsh, due: 2026-09-30}\n"
    )
    page = page_of("case.yaml", folder=tmp_path)
    heads = ("severity", "what", "owner", "due", "at risk, USD", "rule")
    assert "".join(heads) in re.sub("<[^>]+>", "", page)
    [row] = re.findall(r"<tr><th scope=\"row\">warning(?:(?!</tr>).)*CHK002</td></tr>", page)
    assert 'data-head="owner">Cleo Marsh</td><td class="d" data-head="due">2026-09-30</td>' in row
    severities = re.findall(r'<th scope="row">(error|warning|info)</th>', page)
    assert len(severities) > 2
    assert severities == sorted(severities, key=["error", "warning", "info"].index)


def tables_of(page: str) -> list[str]:
    """Cut the tables out of a page."""
    return re.findall(r"<table\b.*?</table>", page, re.DOTALL)


def test_each_section_shows_the_tables_of_the_command_that_it_names(two: str) -> None:
    """Figure by figure: what a section names as its command prints the same tables."""
    named = [unescape(one) for one in re.findall(r"<code>(omsrisk [^<]+)</code></p>", two)]
    tried = 0
    for command in named:
        program, name, *rest = command.split()
        if name in {"check", "report"} or program != "omsrisk":
            continue
        alone = Inside(ROOT)(name, *rest, "-q", "-f", "html")
        assert alone.code == 0, alone.err
        tables = tables_of(alone.out)
        assert tables
        if name == "knowing":  # who is the cheapest stands among the options
            tables = tables[1:]
        for table in tables:
            assert table in two, command
        tried += 1
    assert tried >= 6


def test_what_is_not_comparable_is_not_ranked(tmp_path: Path) -> None:
    """A box that cannot be missed says so instead of naming a cheaper one."""
    head = "omsrisk: 1\ncurrency: EUR\norders: {daily_volume: 10, average_value: 5}\n"
    delay = "delay: {duration_days: 2, cancellation_sensitivity: 5%}\n"
    training = "training_deficit: {hours: 5, cost_per_hour: 9, incompletion_rate: 5%}\n"
    (tmp_path / "a.yaml").write_text(f"{head}name: A\n{delay}", encoding="utf-8")
    (tmp_path / "b.yaml").write_text(f"{head}name: B\n{training}", encoding="utf-8")
    page = page_of("a.yaml", "b.yaml", folder=tmp_path)
    [said] = re.findall(r'<p class="lead refused">(.*?)</p>', page)
    assert "cheaper" not in said
    assert "that does not say that it is cheaper" in page
    assert '<p class="lead">' not in page


def test_a_reference_is_shown_and_never_ranked() -> None:
    """Whatever it costs, it is not the one that the page is about."""
    dear, cheap = "scenarios/phased.yaml", "scenarios/big-bang.yaml"
    ranked, shown = page_of(dear, cheap), page_of(dear, cheap, "--reference", cheap)
    assert "Why they differ" in ranked
    assert "Why they differ" not in shown
    assert "(reference, not ranked)" in shown


def test_a_page_has_the_sections_that_are_wanted() -> None:
    """The decision stands on every page; a section that there is not is wrong usage."""
    page = page_of(TWO[0], "--sections", "options, drivers")
    assert re.findall(r'<section id="([\w-]+)"', page) == [
        "decision", "options", "drivers", "what-if"
    ]  # fmt: skip
    wrong = Inside(ROOT)("report", TWO[0], "--sections", "option")
    assert (wrong.code, "did you mean `options`?" in wrong.err) == (2, True)


@pytest.mark.parametrize("option", ["--preferred", "--reference"])
def test_what_is_named_must_be_among_the_files(option: str) -> None:
    """A name that is none of the files is wrong usage; one that is spelt otherwise is not."""
    other = Inside(ROOT)("report", TWO[0], option, "nobody.yaml")
    assert (other.code, "must be one of the files" in other.err) == (2, True)
    assert page_of(*TWO, option, f"./{TWO[0]}")


def test_hostile_names_are_text(tmp_path: Path) -> None:
    """Names that are markup, or the end of a script, are shown and do nothing."""
    name = "</script><script>alert(1)</script><img src=x onerror=alert(2)> \u202e {{x}} " + "w" * 200
    text = (
        f"omsrisk: 1\nname: {name!r}\ncurrency: EUR\n"
        "orders: {daily_volume: 10, average_value: 5}\n"
        "delay: {duration_days: {low: 1, likely: 2, high: 4}, cancellation_sensitivity: 5%}\n"
        "programme: {items: [{item: '\"><svg onload=alert(3)>', amount: 5}]}\n"
    )
    (tmp_path / "hostile.yaml").write_text(text, encoding="utf-8")
    page = page_of("hostile.yaml", folder=tmp_path)
    found = read(page)
    scripts = [attributes for tag, attributes in found.seen if tag == "script"]
    assert len(scripts) == 2  # the data, and the page's own
    assert not any(name.startswith("on") for _, attributes in found.seen for name in attributes)
    assert "\u202e" not in page


def test_a_page_is_of_one_currency_and_has_a_suffix(tmp_path: Path) -> None:
    """What would not be a page is refused before anything is computed."""
    program = Inside(ROOT)
    refused = program("report", TWO[0], "-o", str(tmp_path / "board.pptx"))
    assert (refused.code, "board.html" in refused.err) == (2, True)


def now_of(html: str, name: str) -> str:
    """Read what a figure comes to in the page as it stands."""
    found = re.findall(rf'id="now-{re.escape(name)}"[^>]*>([^<]*)<', html)
    assert len(found) == 1
    return str(found[0])


@needs_browser
@pytest.mark.parametrize("file", ["big-bang-uncertain", "phased", "seasonal", "phased-stop"])
def test_a_changed_input_gives_what_calc_gives(file: str, tmp_path: Path) -> None:
    """The address restores a change, and every total is that of `calc --set`, to the cent."""
    page = tmp_path / "board.html"
    page.write_text(page_of(f"scenarios/{file}.yaml"), encoding="utf-8")
    stands = opened(page)
    assert stands.console == ()
    assert now_of(stands.html, "net_exposure") in stands.html
    moved = opened(page, "delay.duration_days=4.75&delay.cancellation_sensitivity=17.5%25")
    assert moved.console == ()
    settings = ("--set", "delay.duration_days=4.75", "--set", "delay.cancellation_sensitivity=17.5%")
    [want] = json_of("calc", f"scenarios/{file}.yaml", *settings)["results"]
    for name, total in want["totals"].items():
        if total is not None:
            assert Decimal(now_of(moved.html, name).replace(",", "")) == total, name
    [command] = re.findall(r'<code id="command">([^<]*)<', moved.html)
    assert set(settings) <= set(command.split())


@needs_browser
def test_what_is_no_number_changes_nothing(tmp_path: Path) -> None:
    """A text, a share above 1 and an unknown input are passed over; the figures stay."""
    page = tmp_path / "board.html"
    page.write_text(page_of("scenarios/big-bang.yaml"), encoding="utf-8")
    stands = now_of(opened(page).html, "net_exposure")
    for hash_ in ("delay.duration_days=abc", "likelihood=120%25", "__proto__=1", "delay=%E0%A4%A"):
        found = opened(page, hash_)
        assert now_of(found.html, "net_exposure") == stands
        assert found.console == ()


TIED = """omsrisk: 1
name: {name}
currency: USD
likelihood: 40%
orders: {{daily_volume: 1000, average_value: 100}}
delay: {{duration_days: {{low: {low}, likely: 5, high: 9}}, cancellation_sensitivity: 12%}}
"""


def test_ties_are_told(tmp_path: Path) -> None:
    """Where both cost the same while nothing fails, neither is the cheapest in most outcomes."""
    for name, low in (("early", 2), ("late", 3)):
        (tmp_path / f"{name}.yaml").write_text(TIED.format(name=name, low=low))
    page = page_of("early.yaml", "late.yaml", folder=tmp_path)
    found = re.search(
        r"Early is the cheapest in \d+\.\d % of the outcomes, and as cheap as another in (\d+)\.\d %",
        page,
    )
    assert found
    assert 55 < int(found[1]) < 65, "60 % of the go-lives hold"
    assert "Cheapest in: without ties." in page


NAMED = """\
omsrisk: 1
name: {name}
currency: USD
orders: {{daily_volume: 1000, average_value: 100}}
delay:
  duration_days: {{low: {low}, high: 10, distribution: uniform}}
  cancellation_sensitivity: 10%
"""


def test_names_are_capital_at_the_start_of_a_sentence_alone(tmp_path: Path) -> None:
    """Within a sentence a name, or a label, stands as it does anywhere; a gap is no whole cost."""
    for name, low in (("early", 2), ("late", 4), ("never", 6)):
        (tmp_path / f"{name}.yaml").write_text(NAMED.format(name=name, low=low))
    page = page_of("early.yaml", "late.yaml", "never.yaml", folder=tmp_path)
    assert "On average early is the cheapest, before late, by 10,000.00. Early is the" in page
    assert "Late costs 10,000.00 more if the go-live fails (delay)." in page
    pair = page_of("early.yaml", "late.yaml", folder=tmp_path)
    assert "On average early is cheaper by 10,000.00 (14.3 % of late). Early is the" in pair
    single = page_of("early.yaml", folder=tmp_path)
    assert "Find out more about days of delay: 100.0 % of the variance." in single
    assert "It moves most with days of delay" in single


def test_what_counts_is_not_listed_as_left_out(tmp_path: Path) -> None:
    """A slip, a pause and one cause are in the figures; what nobody assesses is not."""
    (tmp_path / "one.yaml").write_text(
        "omsrisk: 1\nname: One\ncurrency: USD\nlikelihood: 30%\ncommon_cause: 25%\n"
        "if_a_phase_fails: pause\npause_days: 30\nhidden_costs: {brand_damage: 1000}\n"
        "calendar: {slips_by_days: 14}\nphases:\n"
        "  - {name: A, share_of_orders: 50%, go_live: 2027-02-15}\n"
        "  - {name: B, share_of_orders: 50%, go_live: 2027-03-15}\n"
    )
    page = page_of("one.yaml", folder=tmp_path)
    counted = page[page.index("<h2>In these figures") : page.index("<h2>Not in these figures")]
    assert "All go-lives slip by 14 days" in counted
    assert "the roll-out pauses for 30 days" in counted
    assert "With a chance of 25 % one cause decides" in counted
    left_out = page[page.index("<h2>Not in these figures") : page.index('<nav aria-label="Contents"')]
    assert "slip" not in left_out
    assert "Not assessed, which is not zero: " in left_out


ONE_CAUSE = """\
common_cause: 20%
if_a_phase_fails: stop
phases:
  - {name: A, share_of_orders: 50%}
  - {name: B, share_of_orders: 50%, likelihood: 20%}
"""
FROM_A_DAY_ON = """\
calendar: {if_live_from: [{date: 2027-03-12, set: {likelihood: 20%}}]}
phases:
  - {name: A, share_of_orders: 50%, go_live: 2027-02-15}
  - {name: B, share_of_orders: 50%, go_live: 2027-04-12}
"""


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (
            ONE_CAUSE,
            (
                " Not offered, as which likelihood is the largest decides: "
                "likelihood of failure, B: likelihood of failure."
            ),
        ),
        (
            FROM_A_DAY_ON,
            " Not offered, as a phase has another value from a day on: likelihood of failure.",
        ),
        ("", ""),
    ],
    ids=["largest", "from a day on", "everything moves"],
)
def test_what_if_says_what_it_does_not_offer(tmp_path: Path, more: str, told: str) -> None:
    """An input that moves the figures, and has no box, is named with the reason."""
    (tmp_path / "one.yaml").write_text(
        "omsrisk: 1\nname: One\ncurrency: USD\nlikelihood: 30%\n"
        f"hidden_costs: {{brand_damage: 1000}}\n{more}"
    )
    page = page_of("one.yaml", folder=tmp_path)
    assert f"Dates, shares of phases and the season stay as they are.{told}</p>" in page


def test_the_decision_is_drawn_on_one_scale(two: str) -> None:
    """A dot for each option stands where the table of the options has its mean."""
    decision = two[two.index('<section id="decision">') : two.index('<nav aria-label="Contents">')]
    assert "On average Big-bang, with ranges is cheaper by " in decision
    low, high = (
        Decimal(one) * {" k": 1000, " M": 1_000_000}[sign]
        for one, sign in re.findall(r"<text [^>]*>([\d.]+)( [kM])</text>", decision)[:: 5]
    )  # fmt: skip
    shown = figures_of(two)
    dots = [Decimal(one) for one in re.findall(r'<circle cx="([\d.]+)%"', decision)]
    for slug, dot in zip(map(slug_of, TWO), dots, strict=True):
        mean = Decimal(shown[f"{slug}/net_exposure/mean"].replace(",", ""))
        assert abs((mean - low) / (high - low) * 100 - dot) < Decimal("0.1")


def test_a_season_is_one_assumption(two: str) -> None:
    """Twelve months of one source are one row; where nobody owns an input, no column says so."""
    section = two[two.index('<section id="assumptions">') : two.index('<section id="appendix">')]
    assert section.count("jan 0.8, feb 0.7, mar 0.8") == 1
    assert "calendar.season.*" in section
    assert ">owner</th>" not in section


def test_a_section_says_nothing_twice(two: str) -> None:
    """What the comparison says to be read with care is not said again under uncertainty."""
    why = two[two.index('<section id="why">') : two.index('<section id="curves">')]
    assert why.count("Read with care: Each option: ") == 1
    assert "Next: omsrisk" not in two


def test_each_option_is_told_at_its_best() -> None:
    """With the set that `mitigate` finds for it, the cheapest then first; one option says nothing."""
    files = [f"scenarios/{name}.yaml" for name in ("mitigated-uncertain", "retailer-mitigated")]
    page = page_of(*files)
    told = page[page.index("Each at its best") :]
    rows = re.findall(r'<tr><th scope="row">(.*?)</th>(.*?)</tr>', told[: told.index("</table>")])
    found = {}
    for name, cells in rows:
        numbers = re.findall(r'<td class="n"[^>]*>([^<]*)</td>', cells)
        found[unescape(name)] = [Decimal(one.replace(",", "")) for one in numbers]
    for file in files:
        plan = json_of("mitigate", file)
        best = plan["best"]
        now, cost, avoided, then = found[plan["name"]]
        assert (now, cost, avoided) == (plan["base"], best["cost"], best["avoided"])
        assert then == now - best["net_benefit"]
    assert [one[-1] for one in found.values()] == sorted(one[-1] for one in found.values())
    assert "Each at its best" not in page_of(files[1])


COIN = """\
omsrisk: 1
name: {name}
currency: USD
likelihood: {likelihood}
orders: {{daily_volume: 1000, average_value: 100}}
delay: {{duration_days: {days}, cancellation_sensitivity: 10%}}
"""


@pytest.mark.parametrize("trials", [(), ("--trials", "4000")], ids=["exact", "sampled"])
def test_what_is_exceeded_is_what_simulate_says(tmp_path: Path, trials: tuple[str, ...]) -> None:
    """A failure or none are two amounts: no third lies on a line between them."""
    (tmp_path / "coin.yaml").write_text(COIN.format(name="Coin", likelihood="60%", days=3))
    run = Inside(tmp_path)
    page = run("report", "coin.yaml", *trials, "-q").out
    often = re.search(r"In (\d\d)\.\d % of the outcomes it comes to 30,000 or more\.", page)
    assert often, "not in one of ten"
    assert 57 < int(often[1]) < 63
    caption = "The amount that is exceeded with a chance of at most"
    table = page[page.index(caption) : page.index("</table>", page.index(caption))]
    told = re.findall(r'data-head="(\d+) %">([\d,]+)', table)
    found = run("simulate", "coin.yaml", *trials, "-q", "-f", "json").json
    statistics = found["results"][0]["statistics"]["net_exposure"]
    assert {chance: amount.replace(",", "") for chance, amount in told} == {
        str(100 - at): f"{statistics[f'p{at}']:.0f}" for at in (10, 50, 90, 95)
    }
    points = re.search(r'<polyline points="([^"]+)"', page)
    assert points
    corners = [tuple(map(int, one.split(","))) for one in points[1].split()]
    assert len(corners) >= 4, "up, along, down"
    assert all(x == up_x or y == up_y for (x, y), (up_x, up_y) in pairwise(corners)), "steps"


def test_the_decision_has_nothing_to_type(two: str) -> None:
    """Labels stand for paths, and options of the command line are not named to a committee."""
    decision = two[two.index('<section id="decision">') : two.index('<nav aria-label="Contents">')]
    assert (
        "Phased, with ranges: The ranges of the phases move together for orders with wrong data and "
        "for days of delay."
    ) in decision
    assert "Each option: Ranges and failures are independent of each other" in decision
    assert not re.search(
        r"--\w|`|<code>|\w_\w", re.sub(r"<svg.*?</svg>", "", decision, flags=re.DOTALL)
    )
    told = re.sub(r"<code>.*?</code>", "", two[two.index("<main>") : two.index("</main>")])
    assert not re.search(r"\s--[a-z]", told)


def test_all_is_worth_no_less_than_a_part(tmp_path: Path) -> None:
    """Of three options trials tell what knowing all is worth, and a sum what one event is worth."""
    uncertain = "{low: 7, likely: 8, high: 9.1}"
    for name, likelihood, days in (("a", "60%", 3), ("b", "40%", 4), ("c", "20%", uncertain)):
        text = COIN.format(name=name, likelihood=likelihood, days=days)
        (tmp_path / f"{name}.yaml").write_text(text)
    files = ("a.yaml", "b.yaml", "c.yaml")
    run = Inside(tmp_path)
    for seed in range(6):
        sampled = ("--trials", "400", "--seed", str(seed), "-q")
        page = run("report", *files, *sampled).out
        found = re.search(r"is worth at most ([\d,.]+) on average", page)
        one = re.search(r"whether the first go-live fails is worth up to ([\d,.]+)\.", page)
        assert found
        assert one
        assert Decimal(found[1].replace(",", "")) >= round(Decimal(one[1].replace(",", "")))
        knowing = run("knowing", *files, *sampled, "-f", "json").json
        most = max(each["worth"] or 0 for each in knowing["known"])
        assert knowing["everything"] >= most


def test_a_status_quo_goes_live_on_no_day() -> None:
    """Its base may name a day; nothing goes live on it."""
    page = page_of("scenarios/big-bang.yaml", "scenarios/status-quo.yaml")
    assert 'data-id="scenarios-status-quo-yaml/go_live">-<' in page


def test_one_go_live_is_not_said_to_be_several() -> None:
    """The chance of a single go-live is its own."""
    assert "The go-live of Big-bang fails with a chance of 60.0 %." in page_of(
        "scenarios/big-bang.yaml", "scenarios/internal.yaml"
    )


def test_an_amount_at_the_head_of_a_row_is_named(two: str) -> None:
    """On a phone, where rows are lists: what is exceeded, and where a bar of a histogram begins."""
    section = two[two.index('<section id="curves">') : two.index('<section id="drivers">')]
    for head in ("more than", "from"):
        assert section.count(f'<th scope="row" class="n" data-head="{head}">') > 10
    assert '<th scope="row" class="n">' not in section


def decision_of(page: str) -> str:
    """Cut the first page out, as text."""
    told = page[page.index('<section id="decision">') :]
    return unescape(re.sub("<[^>]+>", "", told[: told.index("</section>")]))


def test_what_a_single_roll_out_leaves_out_is_said(tmp_path: Path) -> None:
    """What is not assessed and not decided, and what is independent; and it is called `it`."""
    (tmp_path / "one.yaml").write_text(
        "omsrisk: 1\nname: The one\ncurrency: USD\nlikelihood: 40%\n"
        "orders: {daily_volume: 1000, average_value: 100}\n"
        "delay: {duration_days: {low: 1, likely: 3, high: 9}, cancellation_sensitivity: 12%}\n"
        "gaps: [{area: Returns, modification_cost: 12000, process_change_cost: 4000}]\n"
    )
    told = decision_of(page_of("one.yaml", folder=tmp_path))
    left_out = told[told.index("Not in these figures") :]
    lacking = "data misalignment, training deficit, hidden costs, stabilisation"
    assert f"Not assessed, which is not zero: {lacking}." in left_out
    assert "Not decided, and priced at the cheaper way: Returns." in left_out
    assert "Ranges and failures are independent of each other." in left_out
    assert re.search(r"outcomes it comes to [\d,.]+ or more\.", told)
    assert "The go-live fails with a chance of 40.0 %." in told


def test_what_no_option_assesses_is_said(tmp_path: Path) -> None:
    """What one of them assesses is told by the comparison."""
    rest = "currency: USD\norders: {daily_volume: 1000, average_value: 100}\n"
    rest += "delay: {duration_days: 3, cancellation_sensitivity: 12%}\n"
    for name, more in (("a", "hidden_costs: {brand_damage: 1}\n"), ("b", "")):
        (tmp_path / f"{name}.yaml").write_text(f"omsrisk: 1\nname: {name}\n{rest}{more}")
    told = decision_of(page_of("a.yaml", "b.yaml", folder=tmp_path))
    lacking = "data misalignment, training deficit, stabilisation, programme"
    assert f"Not assessed, which is not zero: {lacking}." in told
