"""What-if as a reader uses it: typed into a browser, and the page where scripts may not run."""

import json
import shlex
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.report.board.test_board_page import TRIALS, TWO, json_of, page_of
from tests.support.browser import Driven, needs_browser
from tests.support.paths import ROOT
from tests.support.program import Inside

pytestmark = needs_browser


@cache
def page(*arguments: str) -> str:
    """Write a page once."""
    return page_of(*arguments)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Driven]:
    """One browser for all: to start one takes longer than a test."""
    with Driven(tmp_path_factory.mktemp("browser")) as driven:
        yield driven


def shown_amount(browser: Driven, name: str) -> Decimal:
    """Read what a figure comes to now."""
    return Decimal(browser.text(f"now-{name}").replace(",", ""))


@pytest.mark.parametrize("file", ["big-bang-uncertain", "phased", "seasonal", "phased-stop"])
def test_typing_gives_what_calc_gives(browser: Driven, file: str, tmp_path: Path) -> None:
    """Every total to the cent; the page asks for nothing and says nothing."""
    (tmp_path / "board.html").write_text(page(f"scenarios/{file}.yaml"), encoding="utf-8")
    browser.requests.clear()
    browser.go((tmp_path / "board.html").as_uri())
    stands = browser.text("now-net_exposure")
    browser.type("box-delay.duration_days", "6")
    settings = ("--set", "delay.duration_days=6")
    [want] = json_of("calc", f"scenarios/{file}.yaml", *settings)["results"]
    for name, total in want["totals"].items():
        if total is not None:
            assert shown_amount(browser, name) == total, name
    assert browser.value("location.hash") == "#delay.duration_days=6"
    assert (
        browser.text("command")
        == f"omsrisk calc scenarios/{file}.yaml --at likely {' '.join(settings)}"
    )
    browser.type("box-delay.duration_days", "five")
    assert browser.value("document.getElementById('box-delay.duration_days').ariaInvalid") == "true"
    assert shown_amount(browser, "net_exposure") == want["totals"]["net_exposure"]
    browser.value("document.getElementById('reset').click()")
    assert browser.text("now-net_exposure") == stands
    assert (browser.text("status"), browser.value("location.hash")) == ("As the file stands.", "")
    assert len(browser.requests) == 1
    assert browser.console == []


def test_the_command_is_copied(browser: Driven, tmp_path: Path) -> None:
    """Or, where a page may not write to the clipboard, selected, and it is said."""
    (tmp_path / "board.html").write_text(page(*TWO), encoding="utf-8")
    browser.go((tmp_path / "board.html").as_uri())
    browser.type("box-delay.duration_days", "5")
    browser.value("document.getElementById('copy').click()")
    said = browser.value(
        "new Promise(done => setTimeout(done, 300))"
        ".then(() => document.getElementById('status').textContent)"
    )
    assert said in {"Copied.", "Selected: copy it."}
    if said.startswith("Selected"):
        assert browser.value("getSelection().toString()") == browser.text("command")


def test_the_command_keeps_what_the_page_was_asked_with(browser: Driven, tmp_path: Path) -> None:
    """What is typed takes the place of what was set; and the command comes to what is shown."""
    file = "scenarios/retailer-mitigated.yaml"
    own = ("--set", "delay.duration_days=4", "--set", "orders.daily_volume=900")
    asked = ("--with", "Master data owner", "--locale", "de")
    made = Inside(ROOT)("report", file, *own, *asked, "-q").out
    (tmp_path / "board.html").write_text(made, encoding="utf-8")
    browser.go((tmp_path / "board.html").as_uri())
    browser.type("box-delay.duration_days", "6")
    told = shlex.split(browser.text("command"))
    sets = ["--set", "orders.daily_volume=900", "--set", "delay.duration_days=6"]
    assert told == ["omsrisk", "calc", file, "--at", "likely", *asked, *sets]
    [want] = json_of(*told[1:])["results"]
    shown = browser.text("now-net_exposure").replace(".", "").replace(",", ".")
    assert Decimal(shown) == want["totals"]["net_exposure"]


def test_a_decimal_comma_is_typed_where_people_write_one(browser: Driven, tmp_path: Path) -> None:
    """And the address and the command hold what a program reads."""
    asked = ("report", "scenarios/big-bang.yaml", *TRIALS, "-q", "--locale", "de")
    made = Inside(ROOT)(*asked).out
    (tmp_path / "board.html").write_text(made, encoding="utf-8")
    browser.go((tmp_path / "board.html").as_uri())
    for typed in ("4,75", "4.75"):
        browser.type("box-delay.duration_days", typed)
        assert browser.text("command").endswith("--set delay.duration_days=4.75")
    [want] = json_of("calc", "scenarios/big-bang.yaml", "--set", "delay.duration_days=4.75")[
        "results"
    ]
    plain = browser.text("now-net_exposure").replace(".", "").replace(",", ".")
    assert Decimal(plain) == want["totals"]["net_exposure"]


@contextmanager
def served(content: str, policy: str) -> Iterator[str]:
    """Serve a page as a build server does, with a policy of its own; yield its address."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write(content.encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/board.html"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


STRICT = "sandbox; default-src 'none'; img-src 'self'; style-src 'self'"

LOOKED_AT = """
(() => {
  const seen = (one) => one.getClientRects().length > 0;
  const drawn = "section:not(#what-if) :is(rect, path, polyline)";
  const marks = [...document.querySelectorAll(drawn)].filter(seen);
  return {
    figures: [...document.querySelectorAll("[data-id]")].filter(seen).map((one) => one.textContent),
    cells: [...document.querySelectorAll("section:not(#what-if) td.n")].filter(seen).length,
    charts: [...document.querySelectorAll("section:not(#what-if) svg")].filter(seen).length,
    marks: marks.filter((one) => one.getBoundingClientRect().width > 0).length,
    coloured: marks.filter((one) => one.hasAttribute("fill") || one.hasAttribute("stroke")).length,
  };
})()
"""


@pytest.mark.parametrize("how", ["sandboxed", "without script"])
def test_nothing_but_what_if_needs_script_or_style(browser: Driven, tmp_path: Path, how: str) -> None:
    """Under the policy of a strict build server, every number and chart is where it was."""
    made = page(*TWO)
    (tmp_path / "board.html").write_text(made, encoding="utf-8")
    browser.go((tmp_path / "board.html").as_uri())
    browser.value("document.querySelectorAll('details').forEach(one => one.open = true)")
    free = browser.value(LOOKED_AT)
    assert min(len(free["figures"]), free["cells"], free["charts"], free["marks"]) > 20
    assert free["coloured"] == free["marks"]
    if how == "sandboxed":
        with served(made, STRICT) as address:
            browser.go(address)
            bound = browser.value(LOOKED_AT)
    else:
        with Driven(tmp_path / "profile") as without:
            without.without_script()
            without.go((tmp_path / "board.html").as_uri())
            bound = without.value(LOOKED_AT)
            assert without.value("document.getElementById('what-if').getClientRects().length") == 0
    browser.console.clear()
    assert json.dumps(bound) == json.dumps(free)


def test_comparison_and_tornado_follow(browser: Driven, tmp_path: Path) -> None:
    """Each figure is that of `calc`, and of `tornado --at likely`, with the same settings."""
    (tmp_path / "board.html").write_text(page(*TWO), encoding="utf-8")
    browser.go((tmp_path / "board.html").as_uri())
    chosen, other = TWO
    for typed in ((), (("delay.duration_days", "6"), ("delay.cancellation_sensitivity", "90%"))):
        for path, text in typed:
            browser.type(f"box-{path}", text)
        settings = [part for path, text in typed for part in ("--set", f"{path}={text}")]
        [own] = json_of("calc", chosen, *settings)["results"]
        [its] = json_of("calc", other)["results"]
        difference = own["totals"]["net_exposure"] - its["totals"]["net_exposure"]
        assert Decimal(browser.text("against-0").replace(",", "")) == difference
        bars = {
            bar["path"]: bar
            for bar in json_of("tornado", chosen, "--at", "likely", *settings)["bars"]
        }
        shown = browser.value("data.tornado.map(([path]) => path)")
        assert len(shown) == 12
        for at, path in enumerate(shown):
            for end in ("low", "high"):
                assert Decimal(browser.text(f"{end}-{at}").replace(",", "")) == bars[path][end], path
        longest = browser.value(
            "Math.max(...data.tornado.map((_, at) => Math.max(...['below', 'above'].map("
            "side => parseFloat(document.getElementById(`${side}-${at}`).getAttribute('width'))))))"
        )
        assert longest == 50


TYPED = [  # of rates with today's rates taken off: box, text, what is said at it
    ("data_misalignment.data_inaccuracy_rate", "0.5%", "Below today's 1%.", "a rate below today's"),
    ("data_misalignment.data_inaccuracy_rate", "0.009", "Below today's 1%.", "the same as a part"),
    ("delay.cancellation_sensitivity", "0", "Below today's 2%.", "nothing at all"),
    ("today.cancellation_sensitivity", "12.1%", "Above the rate with the new system, 12%.",
     "today's rate above the new one"),
    ("delay.cancellation_sensitivity", "100.1%", "At most 100%.", "a share above the whole"),
    ("delay.cancellation_sensitivity", "12", "At most 100%.", "a percentage without its sign"),
    ("delay.duration_days", "-1", "Nothing is below 0.", "a negative number"),
    ("orders.daily_volume", "1234567890123456789", "At most 18 digits before the point.", "huge"),
    ("orders.daily_volume", "1.1234567890123", "At most 12 digits after the point.", "too fine"),
    ("delay.cancellation_sensitivity", "12.12345678901%", "At most 10 digits after the point.",
     "a percentage that is too fine"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "text", "told", "why"), TYPED, ids=[row[-1] for row in TYPED])
def test_what_the_file_may_not_hold_has_no_figure(
    browser: Driven, path: str, text: str, told: str, why: str, tmp_path: Path
) -> None:
    """What `calc --set` refuses is told at the box, and nothing is computed from it."""
    file = "docs/examples/above-today.yaml"
    (tmp_path / "board.html").write_text(page(file), encoding="utf-8")
    browser.go((tmp_path / "board.html").as_uri())
    stands = browser.text("now-net_exposure")
    browser.type(f"box-{path}", text)
    assert browser.text(f"why-{path}") == told, why
    for shown in ("now-net_exposure", "change-net_exposure", "now-delay", "low-0", "high-0"):
        assert browser.text(shown) == "none", why
    assert browser.text("command") == ""
    assert browser.text("status").startswith("No figure: ")
    assert Inside(ROOT)("calc", file, "--set", f"{path}={text}").code in {1, 2}, why
    browser.type("box-data_misalignment.error_correction_cost", "4")
    assert browser.text("now-net_exposure") == "none", why
    browser.value("document.getElementById('reset').click()")
    assert browser.text("now-net_exposure") == stands
    assert browser.text(f"why-{path}") == ""


def test_a_rate_of_overrun_is_typed_in_percent(browser: Driven, tmp_path: Path) -> None:
    """As it stands in the box; it is no part of a whole, and may be above 100 %."""
    file = "docs/examples/overrun.yaml"
    (tmp_path / "board.html").write_text(page(file), encoding="utf-8")
    browser.go((tmp_path / "board.html").as_uri())
    assert browser.value("document.getElementById('box-capital.overrun.rate').value") == "27%"
    for text in ("130%", "0.9", "62%"):
        browser.type("box-capital.overrun.rate", text)
        assert browser.text("why-capital.overrun.rate") == ""
        [want] = json_of("calc", file, "--set", f"capital.overrun.rate={text}")["results"]
        assert shown_amount(browser, "net_exposure") == want["totals"]["net_exposure"]


def test_what_the_file_makes_of_an_interval_is_no_mistake(browser: Driven, tmp_path: Path) -> None:
    """However fine its most likely value is: resetting it refuses nothing."""
    (tmp_path / "case.yaml").write_text(
        "omsrisk: 1\ncurrency: USD\norders: {daily_volume: 800, average_value: 30}\n"
        "delay: {duration_days: {p10: 15, p90: 75}, cancellation_sensitivity: 6%}\n"
        "mitigations: [{name: Rehearsal, cost: 1, taken: true, "
        "effects: {delay.duration_days: {multiply: 0.6}}}]\n"
    )
    made = page_of("case.yaml", folder=tmp_path)
    (tmp_path / "board.html").write_text(made, encoding="utf-8")
    browser.go((tmp_path / "board.html").as_uri())
    stated = browser.value("document.getElementById('box-delay.duration_days').value")
    assert len(stated.partition(".")[2]) > 12
    stands = browser.text("now-net_exposure")
    browser.type("box-delay.duration_days", "5")
    browser.value("document.getElementById('reset').click()")
    assert browser.text("now-net_exposure") == stands
    assert browser.text("status") == "As the file stands."
    browser.type("box-orders.average_value", "60")
    assert shown_amount(browser, "net_exposure") > 0


def test_a_box_that_was_refused_is_tried_again(browser: Driven, tmp_path: Path) -> None:
    """Where another box makes room for it; in the address as well, in any order."""
    (tmp_path / "board.html").write_text(page("docs/examples/above-today.yaml"), encoding="utf-8")
    browser.go((tmp_path / "board.html").as_uri())
    browser.type("box-delay.cancellation_sensitivity", "1%")
    assert browser.text("now-net_exposure") == "none"
    browser.type("box-today.cancellation_sensitivity", "0.5%")
    sets = (
        "--set",
        "delay.cancellation_sensitivity=1%",
        "--set",
        "today.cancellation_sensitivity=0.5%",
    )
    [want] = json_of("calc", "docs/examples/above-today.yaml", *sets)["results"]
    assert shown_amount(browser, "net_exposure") == want["totals"]["net_exposure"]
    for order in (1, -1):
        parts = ("delay.cancellation_sensitivity=1%25", "today.cancellation_sensitivity=0.5%25")
        browser.value(f"location.hash = '#' + {json.dumps('&'.join(parts[::order]))}")
        assert shown_amount(browser, "net_exposure") == want["totals"]["net_exposure"]
    browser.type("box-delay.cancellation_sensitivity", "one")
    assert browser.text("why-delay.cancellation_sensitivity") == "Write a number, such as 12.5%."
    assert shown_amount(browser, "net_exposure") == want["totals"]["net_exposure"]


def test_a_mitigation_of_the_file_bounds_what_is_typed(browser: Driven, tmp_path: Path) -> None:
    """Each keeps every input within its bounds, or the file is not valid."""
    (tmp_path / "board.html").write_text(page("docs/examples/at-once.yaml"), encoding="utf-8")
    browser.go((tmp_path / "board.html").as_uri())
    browser.type("box-delay.cancellation_sensitivity", "1.9%")
    said = "Word to customers would bring it below 0."
    assert browser.text("why-delay.cancellation_sensitivity") == said
    assert browser.text("now-net_exposure") == "none"
    browser.type("box-delay.cancellation_sensitivity", "2%")
    assert browser.text("why-delay.cancellation_sensitivity") == ""
    for text, code in (("1.9%", 1), ("2%", 0)):
        setting = ("--set", f"delay.cancellation_sensitivity={text}")
        assert Inside(ROOT)("calc", "docs/examples/at-once.yaml", *setting).code == code
