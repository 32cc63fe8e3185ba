"""The rules of governance at their edges: what is still right, what is just wrong, in which words."""

from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from omsrisk import assess, load
from omsrisk.checks.rule import Rule
from omsrisk.checks.rules import BY_CODE, RULES
from omsrisk.checks.subject import Subject
from tests.support.paths import SCENARIOS
from tests.support.rule_texts import TODAY, problems_of, subject_of

FAMILY = tuple(rule for rule in RULES if rule.code.startswith("GOV"))
NOTHING_LAID = "omsrisk: 1"

Found = tuple[str, str]
"""Where a problem is, below `governance` unless it begins with `/`, and words of its message."""


class Case(NamedTuple):
    """A piece laid over the model citizen, and what a rule finds in it."""

    code: str
    piece: str
    found: tuple[Found, ...]
    why: str


def governance(text: str) -> str:
    """Write a piece of the section, in one line."""
    return f"governance: {{{text}}}"


def ladder(*rungs: str) -> str:
    """Write a ladder; a rung without hours is empty."""
    hours = [f", within_hours: {rung}" if rung else "" for rung in rungs]
    rows = [f"{{authority: Office {at}{text}}}" for at, text in enumerate(hours, 1)]
    return governance(f"escalation_ladder: [{', '.join(rows)}]")


def rung(number: int, words: str) -> Found:
    """Expect a problem at the hours of a rung, counted from 1."""
    return f"escalation_ladder.{number - 1}.within_hours", words


def response(hours: str) -> str:
    """Write how soon the master data owner answers."""
    return governance(f"master_data_owner: {{response_hours: {hours}}}")


def rights(it: str, operations: str, processes: str = "[]") -> str:
    """Write who decides on what, and on what somebody has to."""
    sides = f"decision_rights: {{it: {it}, operations: {operations}}}"
    return governance(f"{sides}, processes: {processes}")


def manager(reports_to: str) -> str:
    """Write whom the project manager reports to."""
    return governance(f"project_manager: {{reports_to: {reports_to}}}")


def until(key: str, day: str) -> str:
    """Write when a role ends."""
    return governance(f"{key}: {{until: {day}}}")


def report(as_of: str, every: str = "7") -> str:
    """Write when was reported last, and how often it is done."""
    return f"status: {{as_of: {as_of}}}\n{governance(f'status_report_every_days: {every}')}"


def group(text: str) -> str:
    """Write an affected group."""
    return governance(f"affected: [{{group: Order desk{text}}}]")


EVEN_YEAR = "calendar: {season: }\n"
NO_DATA_MISALIGNMENT = "data_misalignment: \nsources: {data_misalignment: }\n"
NO_DELAY = "delay: \nsources: {delay: }\nmitigations: []\nstabilisation: {freeze: }\n"
INSURED = "recoveries: [{item: Insurance, amount: 9000000}]\n"
PHASES = """
calendar: {go_live: , backup_go_live: , earliest_go_live: , cost_of_waiting_per_day: }
phases:
  - {name: North, share_of_orders: 40%, go_live: 2027-02-15}
  - {name: South, share_of_orders: 60%, go_live: 2027-06-01}
"""

MISSING = [
    Case(
        "GOV001",
        EVEN_YEAR + governance("master_data_owner: "),
        (("master_data_owner", "no master data owner: 51,000.00 USD of data misalignment"),),
        "no such role: 30 x 1,000 orders at 25, of them 5 % and 60 % x 3 % wrong",
    ),
    Case(
        "GOV001",
        governance("master_data_owner: {owner: ' - '}"),
        (("master_data_owner", "no master data owner"),),
        "a dash is no name",
    ),
    Case(
        "GOV002",
        governance("change_control_board: "),
        (("change_control_board", "no change control board"),),
        "no board",
    ),
    Case(
        "GOV002",
        governance("change_control_board: {members: [' ', '?']}"),
        (("change_control_board", "no change control board"),),
        "members without a name",
    ),
    Case(
        "GOV002",
        governance("change_control_board: {members: Dan Ives}"),
        (),
        "one member is a board, if a one-sided one",
    ),
    Case(
        "GOV003",
        EVEN_YEAR + governance("integration_owner: "),
        (("integration_owner", "no integration owner: 36,000.00 USD of delay"),),
        "orders run late first where systems meet",
    ),
    Case(
        "GOV004",
        governance("mediating_body: {members: []}"),
        (("mediating_body", "no mediating body"),),
        "an empty body",
    ),
    Case(
        "GOV005",
        governance("project_manager: "),
        (("project_manager", "no project manager: 540,000.00 USD would be paid before go-live"),),
        "60 % of 900,000",
    ),
    Case(
        "GOV006",
        governance("steering_committee: {members: }"),
        (("steering_committee", "nobody holds the authority over a net exposure of "),),
        "a committee that meets, and has no members",
    ),
    Case(
        "GOV007",
        EVEN_YEAR + governance("escalation_ladder: "),
        (("escalation_ladder", "while orders worth 300,000.00 USD run late"),),
        "3 days of 1,000 orders of 100",
    ),
]

HOURS = [
    Case("GOV008", response("24"), (), "exactly 24 h"),
    Case(
        "GOV008",
        response("24.5"),
        (
            (
                "master_data_owner.response_hours",
                "`Cleo Marsh` answers a breach of SKU accuracy within 24.5 h",
            ),
        ),
        "half an hour too late",
    ),
    Case("GOV008", response("0"), (), "at once"),
    Case(
        "GOV008",
        response(""),
        (("master_data_owner.response_hours", "`Cleo Marsh` has no time"),),
        "not stated",
    ),
    Case(
        "GOV008",
        governance("master_data_owner: {owner: , response_hours: 48}"),
        (),
        "nobody answers at all: that is GOV001",
    ),
    Case("GOV009", ladder("24", "48", "72"), (), "as the source has it"),
    Case(
        "GOV009",
        ladder("24", "48", "96"),
        (rung(3, "rung 3 of the ladder, `Office 3`, decides within 96 h, 72 h is the most"),),
        "the last rung alone is slow",
    ),
    Case(
        "GOV009",
        ladder("24", "72", "48"),
        (rung(2, "within 72 h, 48 h is the most"),),
        "two rungs changed places: one cause, one finding",
    ),
    Case("GOV009", ladder("12", "24", "36"), (), "faster"),
    Case(
        "GOV009",
        ladder("24", "12", "72"),
        (rung(2, "within 12 h, before a rung below it: 24 h"),),
        "in time, and out of order",
    ),
    Case("GOV009", ladder("24", "48"), (), "two rungs in time"),
    Case("GOV009", ladder("48"), (rung(1, "within 48 h, 24 h is the most"),), "one slow rung"),
    Case("GOV009", ladder("24", "24", "24"), (), "equal hours are not out of order"),
    Case(
        "GOV009",
        ladder("48", "72", "96"),
        (rung(1, "24 h is"), rung(2, "48 h is"), rung(3, "72 h is")),
        "each rung is slow",
    ),
    Case(
        "GOV009",
        ladder("24", "", "72"),
        (rung(2, "`Office 2`, has no time by which to decide: 48 h is the most"),),
        "a rung without hours",
    ),
    Case("GOV009", ladder("24", "48", "72", "240"), (), "beyond the third a rung may be slower"),
    Case("GOV009", ladder("24", "48", "72", "72"), (), "and as fast as the one before"),
    Case(
        "GOV009",
        ladder("24", "48", "72", "71.5"),
        (rung(4, "within 71.5 h, before a rung below it: 72 h"),),
        "and not faster",
    ),
    Case(
        "GOV009",
        ladder("24", "48", "72", ""),
        (rung(4, "has no time by which to decide"),),
        "a fourth rung without hours",
    ),
    Case("GOV009", governance("escalation_ladder: "), (), "no ladder: that is GOV007"),
]

DECISIONS = [
    Case(
        "GOV010",
        rights("[Order entry]", "[Stock count, ' order-ENTRY ']"),
        (
            (
                "decision_rights.operations.1",
                "IT and operations both decide on ` order-ENTRY `, which IT",
            ),
        ),
        "the same process, spelt in another way",
    ),
    Case(
        "GOV010",
        rights("[A, B, A]", "[B, A, a]"),
        (("decision_rights.operations.0", "`B`"), ("decision_rights.operations.1", "`A`")),
        "one finding a process, however often it stands there",
    ),
    Case(
        "GOV010",
        rights("Returns", "Returns"),
        (("decision_rights.operations.0", "`Returns`"),),
        "single names instead of lists",
    ),
    Case("GOV010", rights("[Returns, Returns]", "[]"), (), "twice on one side is one owner"),
    Case("GOV010", rights("[返品]", "[出荷]"), (), "names of another script differ"),
    Case("GOV010", rights("['!']", "['?']"), (), "names without a letter differ"),
    Case("GOV010", governance("decision_rights: "), (), "no rights at all"),
    Case(
        "GOV011",
        rights("[Order entry]", "[Returns]", "[Order entry, Returns, Stock count]"),
        (("processes.2", "neither IT nor operations decide on `Stock count`"),),
        "nobody decides on it",
    ),
    Case("GOV011", rights("[order-entry]", "[]", "[Order entry]"), (), "spelt in another way"),
    Case("GOV011", rights("[A]", "[B]", "[A]"), (), "rights beyond the processes stated"),
    Case(
        "GOV011",
        governance("decision_rights: , processes: [A, B, a]"),
        (("processes.0", "`A`"), ("processes.1", "`B`")),
        "no rights at all: one finding a process",
    ),
    Case("GOV011", governance("decision_rights: {it: }, processes: "), (), "no processes stated"),
]

STEERING = [
    *(
        Case("GOV012", manager(superior), (), f"{superior} holds authority")
        for superior in (
            "STEERING COMMITTEE",
            "steering_committee",
            "Board of directors",
            "Senior manager logistics",
            "Managing director",
            "Executive sponsor",
            "Head of operations",
            "Bo Hall (COO)",
            "'Bo Hall, CEO'",
            "chief financial officer",
            "Vice President Supply Chain",
            "VP Supply Chain",
            "C-level sponsor",
            "Owner of the shop",
            "Gil Ormond",
        )
    ),
    *(
        Case(
            "GOV012",
            manager(superior),
            (("project_manager.reports_to", f"`Ada Kern` reports to `{superior}`, neither"),),
            f"{superior} does not",
        )
        for superior in ("Team lead", "Overhead desk", "Dashboard", "Cho", "Jo Park")
    ),
    Case(
        "GOV012",
        manager(""),
        (("project_manager.reports_to", "`Ada Kern` reports to nobody"),),
        "nobody is stated",
    ),
    Case(
        "GOV012", manager("'-'"), (("project_manager.reports_to", "to nobody"),), "a dash is nobody"
    ),
    Case("GOV012", governance("project_manager: {owner: }"), (), "no manager: that is GOV005"),
    Case(
        "GOV013",
        governance("steering_committee: {meets_every_days: }"),
        (
            (
                "steering_committee.meets_every_days",
                "the steering committee of 3 has no regular meeting",
            ),
        ),
        "not stated",
    ),
    Case(
        "GOV013",
        governance("steering_committee: {meets_every_days: 0, members: [Gil Ormond]}"),
        (("steering_committee.meets_every_days", "the steering committee of 1 has"),),
        "every 0 days is never",
    ),
    Case("GOV013", governance("steering_committee: {meets_every_days: 0.5}"), (), "twice a day"),
    Case(
        "GOV013",
        governance("steering_committee: {members: , meets_every_days: }"),
        (),
        "no committee: that is GOV006",
    ),
    Case(
        "GOV014",
        governance("status_report_every_days: "),
        (("status_report_every_days", "nothing says how often"),),
        "no rhythm",
    ),
    Case("GOV014", "status: ", (("/status", "no status report"),), "a rhythm, and no report"),
    Case(
        "GOV014", report(""), (("/status.as_of", "has no day"),), "a report that could be of any day"
    ),
    Case(
        "GOV014",
        f"status: \n{governance('status_report_every_days: 0')}",
        (("status_report_every_days", "how often"), ("/status", "no status report")),
        "neither: two things to add",
    ),
    Case("GOV015", report("2026-11-24"), (), "exactly at its rhythm: 7 days old"),
    Case(
        "GOV015",
        report("2026-11-23"),
        (("/status.as_of", "the last status report is 8 days old, one is due every 7 days"),),
        "a day late",
    ),
    Case(
        "GOV015",
        report("2026-11-30", "0.5"),
        (("/status.as_of", "is 1 day old, one is due every 0.5 days"),),
        "a rhythm of half a day",
    ),
    Case(
        "GOV015",
        report("2026-11-29", "1"),
        (("/status.as_of", "is 2 days old, one is due every day"),),
        "a daily rhythm",
    ),
    Case("GOV015", report("2026-12-24"), (), "dated after today"),
    Case("GOV015", report("1999-01-01", "999999999999999999"), (), "a rhythm beyond any calendar"),
    Case("GOV015", report("1999-01-01", "0"), (), "no rhythm: that is GOV014"),
    Case("GOV015", "status: ", (), "no report: that is GOV014"),
]

PEOPLE = [
    Case(
        "GOV016",
        governance("change_control_board: {members: ['Dan Ives, IT']}"),
        (("change_control_board.members", "has nobody from operations"),),
        "operations are missing",
    ),
    Case(
        "GOV016",
        governance("change_control_board: {members: ['Jo Park, warehouse']}"),
        (("change_control_board.members", "has nobody from IT"),),
        "IT is missing",
    ),
    Case(
        "GOV016",
        governance("change_control_board: {members: [Dan Ives, Jo Park]}"),
        (("change_control_board.members", "has nobody from IT or operations"),),
        "no departments: one finding names both",
    ),
    Case(
        "GOV016",
        governance("change_control_board: {members: [CIO, COO]}"),
        (),
        "offices say their department",
    ),
    Case("GOV016", governance("change_control_board: "), (), "no board: that is GOV002"),
    Case(
        "GOV017",
        governance("mediating_body: {members: ['Kim Sato, sales', 'Dan Ives, IT']}"),
        (("mediating_body.members", "has nobody from operations"),),
        "IT mediates nothing for operations",
    ),
    Case(
        "GOV017",
        governance("mediating_body: {members: ['Lee Brandt, fulfilment']}"),
        (("mediating_body.members", "has nobody from sales"),),
        "sales are missing",
    ),
    Case("GOV017", governance("mediating_body: "), (), "no body: that is GOV004"),
    Case("GOV018", until("integration_owner", "2027-05-16"), (), "exactly 90 days after go-live"),
    Case(
        "GOV018",
        until("integration_owner", "2027-05-15"),
        (
            (
                "integration_owner.until",
                "`Eve Marlow`, ends on 2027-05-15, 89 days after the go-live, 2027-02-15",
            ),
        ),
        "the 89th day",
    ),
    Case(
        "GOV018",
        until("change_control_board", "2027-02-15"),
        (
            (
                "change_control_board.until",
                "the change control board ends on 2027-02-15, on the day of",
            ),
        ),
        "a board that ends with the go-live",
    ),
    Case(
        "GOV018",
        until("project_manager", "2027-02-14"),
        (("project_manager.until", "1 day before the go-live"),),
        "a role that ends on the eve",
    ),
    Case(
        "GOV018",
        governance("mediating_body: {until: 2027-03-01}, steering_committee: {until: 2027-03-01}"),
        (("steering_committee.until", "14 days after"), ("mediating_body.until", "14 days after")),
        "one finding a role",
    ),
    Case(
        "GOV018",
        governance("master_data_owner: {owner: , until: 2027-03-01}"),
        (),
        "nobody has the role: that is GOV001",
    ),
    Case(
        "GOV018",
        PHASES + until("integration_owner", "2027-08-29"),
        (("integration_owner.until", "89 days after the go-live, 2027-06-01"),),
        "90 days count from the last phase",
    ),
    Case("GOV018", PHASES + until("integration_owner", "2027-08-30"), (), "90 days after the last"),
    Case(
        "GOV018",
        "gaps: [{area: Returns, decision: modify, modification_cost: 1, process_change_cost: 1, "
        f"postpones_by_days: 1}}]\n{until('integration_owner', '2027-05-16')}",
        (("integration_owner.until", "89 days after the go-live, 2027-02-16"),),
        "a modification moves the go-live by a day",
    ),
    Case(
        "GOV018",
        f"calendar: \n{until('integration_owner', '2026-12-31')}",
        (),
        "no go-live to count from",
    ),
    Case(
        "GOV019",
        governance("steering_committee: {members: ['Gil Ormond', 'ADA KERN (IT)']}"),
        (("steering_committee.members.1", "`ADA KERN (IT)` leads the project and sits in"),),
        "the manager in the committee, spelt in another way",
    ),
    Case(
        "GOV019",
        governance("integration_owner: {owner: 'Cleo Marsh, IT'}"),
        (("integration_owner.owner", "`Cleo Marsh, IT` answers both for"),),
        "one owner of data and integration",
    ),
    Case(
        "GOV019",
        governance(
            "escalation_ladder: [{authority: 'Bo Hall, shift lead', within_hours: 24}, "
            "{authority: Gil Ormond, within_hours: 48}, "
            "{authority: 'Bo Hall, COO', within_hours: 72}]"
        ),
        (("escalation_ladder.2.authority", "`Bo Hall, COO` stands on rung 1 of the ladder already"),),
        "an exception that climbs back",
    ),
    Case(
        "GOV019",
        governance(
            "integration_owner: {owner: }, master_data_owner: {owner: }, "
            "project_manager: {owner: }, steering_committee: {members: ['']}"
        ),
        (),
        "nobody is not one person in two roles",
    ),
    Case(
        "GOV019",
        governance("integration_owner: {owner: Ada Kern}"),
        (),
        "the project manager may own the integration",
    ),
    Case(
        "GOV020",
        governance("affected: "),
        (("affected", "nothing says whose work changes"),),
        "no groups at all: one finding",
    ),
    Case("GOV020", governance("affected: []"), (("affected", "nothing says"),), "an empty list"),
    Case(
        "GOV020",
        group(", people: 24, informed: true"),
        (("affected.0.represented_by", "nobody speaks for `Order desk`, 24 people"),),
        "a group without a voice",
    ),
    Case(
        "GOV020",
        group(", people: 1, represented_by: '?'"),
        (("affected.0.represented_by", "`Order desk`, 1 person"),),
        "a question mark is no name",
    ),
    Case("GOV020", group(", represented_by: Mia Falk, informed: false"), (), "not told: GOV021"),
    Case(
        "GOV021",
        group(", informed: false"),
        (("affected.0.informed", "`Order desk` has not been told what changes"),),
        "not told",
    ),
    Case("GOV021", group(", informed: true"), (), "told"),
    Case("GOV021", group(""), (), "nothing is said of it"),
    Case("GOV021", governance("affected: "), (), "no groups: that is GOV020"),
]

CASES = (*MISSING, *HOURS, *DECISIONS, *STEERING, *PEOPLE)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.code}: {case.why}")
def test_edge(case: Case, tmp_path: Path) -> None:
    """A rule finds what its row says, no more and no less, at that place and in these words."""
    problems = problems_of(BY_CODE[case.code], case.piece, tmp_path)
    places = [".".join(map(str, problem.location)) for problem in problems]
    assert places == [
        place[1:] if place.startswith("/") else f"governance.{place}" for place, _ in case.found
    ]
    for problem, (_, words) in zip(problems, case.found, strict=True):
        assert words in problem.message


@pytest.mark.parametrize(
    ("code", "piece", "message"),
    [
        (
            "GOV001",
            f"{NO_DATA_MISALIGNMENT}{governance('master_data_owner: ')}",
            "no master data owner",
        ),
        ("GOV003", f"{NO_DELAY}{governance('integration_owner: ')}", "no integration owner"),
        ("GOV005", f"capital: \n{governance('project_manager: ')}", "no project manager"),
        (
            "GOV007",
            f"{NO_DELAY}{governance('escalation_ladder: []')}",
            "no escalation ladder: nobody has to decide on an exception",
        ),
        (
            "GOV006",
            f"{INSURED}{governance('steering_committee: ')}",
            "no steering committee: nobody holds the authority",
        ),
    ],
)
def test_what_costs_nothing_is_not_priced(
    code: str, piece: str, message: str, tmp_path: Path
) -> None:
    """Where a category is not assessed, or more comes back than is lost, no amount is told."""
    (problem,) = problems_of(BY_CODE[code], piece, tmp_path)
    assert problem.message == message


def test_every_rule_has_edges() -> None:
    """No rule of the family is without a row, and the family is numbered without a hole."""
    assert [rule.code for rule in FAMILY] == [f"GOV{number:03}" for number in range(1, 22)]
    assert {case.code for case in CASES} == {rule.code for rule in FAMILY}


def test_model_citizen_is_governed(tmp_path: Path) -> None:
    """A business case that does what the sources ask for breaks none of them."""
    assert _codes_of(subject_of(NOTHING_LAID, tmp_path)) == []


@pytest.mark.parametrize("rule", FAMILY, ids=lambda rule: rule.code)
def test_one_cause_breaks_one_rule(rule: Rule, tmp_path: Path) -> None:
    """The wrong example of a rule breaks no other rule of the family."""
    assert set(_codes_of(subject_of(rule.wrong, tmp_path))) == {rule.code}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.code}: {case.why}")
def test_message_is_one_sentence(case: Case, tmp_path: Path) -> None:
    """A message begins in lower case, with a name or with IT, and ends without a full stop."""
    for problem in problems_of(BY_CODE[case.code], case.piece, tmp_path):
        assert problem.message[0] in "`abcdefghijklmnopqrstuvwxyz" or problem.message[:3] == "IT "
        assert problem.message[-1] not in ".:, "
        assert ". " not in problem.message


def test_retailer_without_governance(tmp_path: Path) -> None:
    """A scenario that says nothing of its governance gets each missing role under its own code."""
    text = (SCENARIOS / "retailer.yaml").read_text(encoding="utf-8")
    file = tmp_path / "retailer.yaml"
    file.write_text(text.partition("\n# Who governs it\n")[0] + "\n", encoding="utf-8")
    subject = Subject(assess(load(file)), TODAY)
    roles = [f"GOV{number:03}" for number in range(1, 8)]
    assert _codes_of(subject) == [*roles, "GOV014", "GOV014", "GOV020"]
    (no_manager,) = BY_CODE["GOV005"].find(subject)
    assert no_manager.message == "no project manager: 765,000.00 USD would be paid before go-live"
    assert no_manager.location == ("governance", "project_manager")


@pytest.mark.parametrize("rule", FAMILY, ids=lambda rule: rule.code)
def test_only_the_clock_rule_changes_with_the_day(rule: Rule, tmp_path: Path) -> None:
    """A year later a rule says the same of the same file, unless it reads the clock."""
    now, later = (
        problems_of(rule, rule.right, tmp_path, today) for today in (TODAY, date(2027, 12, 1))
    )
    assert (now != later) == rule.reads_clock


def _codes_of(subject: Subject) -> list[str]:
    return [rule.code for rule in FAMILY for _ in rule.find(subject)]
