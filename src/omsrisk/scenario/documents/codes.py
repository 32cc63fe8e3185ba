"""The finding codes of reading and merging: what each means, and an example of wrong and right."""

from typing import NamedTuple

from omsrisk.scenario.documents.findings import Severity
from omsrisk.scenario.reading.bounds import BOUNDS


class Code(NamedTuple):
    """
    What `omsrisk explain CODE` says.

    Attributes:
        title: What is wrong, in a few words.
        reason: Why it is refused.
        wrong: A text that gets the finding.
        right: What to write instead.
        severity: How much a finding with it weighs.
        is_of_the_path: Whether its message says what the path does, such as "has no value": the path
            is put before it.
    """

    title: str
    reason: str
    wrong: str
    right: str
    severity: Severity = Severity.ERROR
    is_of_the_path: bool = False


CODES: dict[str, Code] = {
    "SCN001": Code(
        "the text is not UTF-8",
        "A wrong encoding turns names into other names. The finding names the byte and its place.",
        "a file saved as Windows-1252 or UTF-16",
        "the same file saved as UTF-8",
    ),
    "SCN002": Code(
        "the file is too large",
        "A scenario takes a few kilobytes; more than 1 MiB is another file, or an attack.",
        "a data export of some megabytes",
        "a scenario, its shared part in a base file named in `extends`",
    ),
    "SCN003": Code(
        "a control character",
        "What cannot be seen can hide or forge what is seen.",
        "a bell, an escape or a byte order mark inside the text",
        "the text without it",
    ),
    "SCN004": Code(
        "not YAML",
        "The text has no structure that can be read; the finding says where it breaks.",
        "name: Phase 2: cut-over",
        'name: "Phase 2: cut-over"',
    ),
    "SCN005": Code(
        "an empty file",
        "There is nothing to price.",
        "# to do",
        "the file that `omsrisk init` writes",
    ),
    "SCN006": Code(
        "nested too deep, or without end",
        "Structures that hold themselves or grow without bound exhaust memory.",
        "x-a: &a [*a]",
        "plain keys and values, at most 64 levels deep",
    ),
    "SCN007": Code(
        "a part of YAML that is refused",
        "Tags, merge keys and keys that are not text mean different things to different programs.",
        "orders:\n  <<: *shared",
        "extends: shared.yaml",
    ),
    "SCN008": Code(
        "a second document",
        "One file holds one scenario; of two, nothing says which is meant.",
        "name: A\n---\nname: B",
        "two files",
    ),
    "SCN009": Code(
        "a key stands twice",
        "Most programs silently keep the last one: a wrong answer in money.",
        "orders:\n  daily_volume: 1000\n  daily_volume: 1",
        "orders:\n  daily_volume: 1000",
    ),
    "SCN101": Code(
        "no map at the top level",
        "A scenario is a map of sections.",
        "- name: A",
        "name: A",
    ),
    "SCN102": Code(
        "an unknown key",
        "A key that is accepted and has no effect is a wrong answer that nobody sees.",
        "orders:\n  daily_volumne: 1000",
        "orders:\n  daily_volume: 1000",
    ),
    "SCN103": Code(
        "a key is missing",
        "A section that is there must be complete after merging: not assessed is not zero. Leave "
        "the whole section out if it is not assessed.",
        "delay:\n  duration_days: 3",
        "delay:\n  duration_days: 3\n  cancellation_sensitivity: 12%",
    ),
    "SCN104": Code(
        "a key without a value",
        "Nothing is not zero.",
        "orders:\n  daily_volume:",
        "orders:\n  daily_volume: 1000",
        is_of_the_path=True,
    ),
    "SCN105": Code(
        "not a number",
        "Numbers are read exactly as written: `010`, `12:30`, `1,000` or a quoted number mean "
        "different things to different programs, so they are refused.",
        "delay:\n  duration_days: 010",
        "delay:\n  duration_days: 10",
    ),
    "SCN106": Code(
        "a number out of bounds",
        "A share lies within 0 to 1, the whole; the index of a month, 1 on average, within 0 to 20.",
        "delay:\n  cancellation_sensitivity: 12",
        "delay:\n  cancellation_sensitivity: 12%",
    ),
    "SCN107": Code(
        "another shape was expected",
        "A section is a map of keys, a list is a list, and text is text.",
        "orders: 1000",
        "orders:\n  daily_volume: 1000",
    ),
    "SCN108": Code(
        "not one of the known words",
        "Words from a list are written as the list has them; currencies are codes of ISO 4217.",
        "currency: gbp",
        "currency: GBP",
    ),
    "SCN109": Code(
        "a source for an unknown path",
        "A source that belongs to no input would be a source that nobody reads.",
        "sources:\n  delay.duration: board paper 12",
        "sources:\n  delay.duration_days: board paper 12",
    ),
    "SCN110": Code(
        "a name that cannot be told from another",
        "Elements of a list are known by the letters and digits of their names.",
        "items:\n  - item: ERP\n    amount: 1\n  - item: erp!\n    amount: 2",
        "items:\n  - item: ERP licences\n    amount: 1\n  - item: ERP training\n    amount: 2",
    ),
    "SCN111": Code(
        "a value is said twice",
        "Of two ways to say one amount, nothing says which is meant.",
        "item: Consultants\nquantity: 220\nunit_cost: 1400\namount: 300000",
        "item: Consultants\nquantity: 220\nunit_cost: 1400",
        is_of_the_path=True,
    ),
    "SCN112": Code(
        "nothing is assessed",
        "A scenario prices one of the four categories, a stabilisation, what stopping costs, a "
        "programme or recoveries; empty lists alone price nothing.",
        "name: A\ncurrency: USD",
        "name: A\ncurrency: USD\nhidden_costs:\n  inventory_loss: 25000",
    ),
    "SCN113": Code(
        "an input without effect",
        "A number that changes nothing is taken by its reader for one that does. A warning.",
        "data_misalignment:\n  exposure_days: 30\n  number_of_orders: 25000\n  ...",
        "data_misalignment:\n  number_of_orders: 25000\n  ...",
        is_of_the_path=True,
        severity=Severity.WARNING,
    ),
    "SCN114": Code(
        "more than a scenario can hold",
        "Work and memory grow with what a file holds, and every question is to have its answer in "
        f"seconds. At the most: {', '.join(f'{one.most:,} {one.noun}' for one in BOUNDS)}.",
        "a list of 12,000 integration points",
        "one for each group of interfaces, or two scenarios",
    ),
    "SCN115": Code(
        "a number with two readings",
        "A point marks decimals here, and thousands in many countries: `85.000` is 85, and perhaps "
        "85000 was meant. An information; none where other numbers have three decimals.",
        "brand_damage: 85.000",
        "brand_damage: 85000",
        severity=Severity.INFO,
    ),
    "SCN116": Code(
        "an item that cannot move with the model, or have a cap",
        "What `per` counts and `cap` limits comes of a failure: what is planned, or paid in any "
        "case, does not.",
        "programme:\n  items:\n    - item: X\n      per: ticket\n      unit_cost: 3",
        "stabilisation:\n  items:\n    - item: X\n      per: ticket\n      unit_cost: 3",
        is_of_the_path=True,
    ),
    "SCN201": Code(
        "a base file that cannot be read",
        "`extends` names files beside this one, inside the project, at most 8 deep, in no circle; so "
        "does a report file, at no depth.",
        "extends: /etc/base.yaml",
        "extends: _base.yaml",
    ),
    "SCN301": Code(
        "the phases are not the whole",
        "Each order belongs to one phase, so the shares add up to exactly 100 %.",
        "phases:\n  - name: Pilot\n    share_of_orders: 10%\n"
        "  - name: Rest\n    share_of_orders: 89%",
        "phases:\n  - name: Pilot\n    share_of_orders: 10%\n"
        "  - name: Rest\n    share_of_orders: 90%",
    ),
    "SCN302": Code(
        "dates in the wrong order",
        "The backup is the day to fall back to, nothing goes live before the earliest day, the "
        "horizon lies behind the last go-live, and what is paid over days begins before it ends.",
        "calendar:\n  go_live: 2027-02-15\n  backup_go_live: 2027-01-18",
        "calendar:\n  go_live: 2027-02-15\n  backup_go_live: 2027-04-12",
    ),
    "SCN303": Code(
        "a season without a go-live",
        "A season weighs the days of windows, and windows hang on the go-live.",
        "calendar:\n  season:\n    dec: 1.9",
        "calendar:\n  go_live: 2027-02-15\n  season:\n    dec: 1.9",
    ),
    "SCN304": Code(
        "a season that is not an average year",
        "The daily volume is that of an average day, so the indices should average 1. A warning.",
        "season:\n  dec: 1.9",
        "season:\n  jan: 0.6\n  feb: 0.7\n  jul: 0.8\n  dec: 1.9",
        severity=Severity.WARNING,
    ),
    "SCN305": Code(
        "a phase restates the value of the whole",
        "What a phase restates counts as it stands: the volume of the whole in each phase counts the "
        "business several times. A warning.",
        "orders:\n  daily_volume: 1000\nphases:\n  - name: Pilot\n    share_of_orders: 10%\n"
        "    orders:\n      daily_volume: 1000",
        "orders:\n  daily_volume: 1000\nphases:\n  - name: Pilot\n    share_of_orders: 10%",
        severity=Severity.WARNING,
    ),
    "SCN306": Code(
        "a stop rule without phases",
        "A roll-out in one piece has no phase that could stop the next.",
        "if_a_phase_fails: stop",
        "if_a_phase_fails: stop\nphases:\n  - ...",
        is_of_the_path=True,
    ),
    "SCN307": Code(
        "a value that phases keep to themselves",
        "A value set for the scenario reaches the phases that inherit it; one that restates it keeps "
        "its own. Information.",
        "omsrisk calc phased.yaml --set delay.duration_days=5",
        "omsrisk calc phased.yaml --set phases.pilot.delay.duration_days=5",
        severity=Severity.INFO,
    ),
    "SCN308": Code(
        "stopping without a likelihood",
        "Without the stop rule nothing says how likely the roll-out is abandoned: what stopping "
        "costs is then charged in full. A warning.",
        "stopping:\n  items:\n    - {item: Exit fee, amount: 200000}",
        "stopping:\n  likelihood: 10%\n  items:\n    - {item: Exit fee, amount: 200000}",
        severity=Severity.WARNING,
    ),
    "SCN309": Code(
        "stopping that only some phases state",
        "Where a phase that may stop the rest does not say what that costs, it counts as nothing "
        "there, and a likelier failure looks cheaper. A warning.",
        "if_a_phase_fails: stop\nphases:\n  - name: Pilot\n    stopping:\n      items:\n"
        "        - {item: Exit fee, amount: 200000}\n  - name: Half\n  - name: Rest",
        "if_a_phase_fails: stop\nstopping:\n  items:\n    - {item: Exit fee, amount: 200000}\n"
        "phases:\n  - name: Pilot\n  - name: Half\n  - name: Rest",
        severity=Severity.WARNING,
    ),
    "SCN310": Code(
        "a value that cannot be set from a day on",
        "What holds of a later go-live is a value of an input; dates, shares of orders and what one "
        "phase states are no such values.",
        "calendar:\n  if_live_from:\n    - date: 2027-04-12\n      set: {calendar.season.dec: 1.4}",
        "calendar:\n  if_live_from:\n    - date: 2027-04-12\n      set: {likelihood: 30%}",
        is_of_the_path=True,
    ),
    "SCN311": Code(
        "a course whose parts do not follow each other",
        "The parts of a `profile` follow each other, and the last goes on: something is said of each "
        "day, and nothing twice.",
        "profile:\n  - {until_day: 7, index: 0.2}\n  - {until_day: 21, index: 1}",
        "profile:\n  - {until_day: 7, index: 0.2}\n  - {until_day: 21, index: 1}\n  - {index: 2}",
        is_of_the_path=True,
    ),
    "SCN312": Code(
        "a rate at which no phase learns",
        "Phases learn on inputs that they take from the scenario, and on days that a season or a "
        "profile weighs at a rate that is known.",
        "learning: {likelihood: 30%}",
        "learning: {delay.duration_days: 30%}",
        is_of_the_path=True,
    ),
    "SCN313": Code(
        "a phase that covers what is not there",
        "What goes live with one phase is an integration point or a department of the scenario, by "
        "its name.",
        "data_misalignment:\n  integrations:\n    - name: ERP\nphases:\n  - name: Pilot\n"
        "    covers: {integrations: [Webshop]}",
        "data_misalignment:\n  integrations:\n    - name: ERP\nphases:\n  - name: Pilot\n"
        "    covers: {integrations: [ERP]}",
        is_of_the_path=True,
    ),
    "SCN314": Code(
        "a slip that cannot be weighed",
        "A slip moves all go-lives by whole days, of which at most 400 carry its chance.",
        "calendar:\n  go_live: 2027-02-15\n  slips_by_days: {low: 0, likely: 14, high: 900}",
        "calendar:\n  go_live: 2027-02-15\n  slips_by_days: {low: 0, likely: 14, high: 120}",
        is_of_the_path=True,
    ),
    "SCN317": Code(
        "a stop that is never caught up",
        "What can be done on a day must exceed what comes in, or the backlog of a stop grows; it is "
        "to be clear within ten years.",
        "delay:\n  duration_days: 3\n  catch_up_capacity: 90%",
        "delay:\n  duration_days: 3\n  catch_up_capacity: 120%",
        is_of_the_path=True,
    ),
    "SCN318": Code(
        "a rate below that of today",
        "With `today` the formulas count what lies above it: less than that is a benefit of the new "
        "system, and no cost below 0.",
        "today: {data_inaccuracy_rate: 2%}\ndata_misalignment: {data_inaccuracy_rate: 1%}",
        "today: {data_inaccuracy_rate: 2%}\ndata_misalignment: {data_inaccuracy_rate: 5%}",
        is_of_the_path=True,
    ),
    "SCN319": Code(
        "a go-live that settles sooner if it fails",
        "What is stated for a go-live that fails stands in the place of the rest; that it is stable "
        "sooner is possible, and probably not meant.",
        "stabilisation:\n  duration_days: 45\n  if_it_fails: {duration_days: 30}",
        "stabilisation:\n  duration_days: 45\n  if_it_fails: {duration_days: 90}",
        severity=Severity.WARNING,
        is_of_the_path=True,
    ),
    "SCN321": Code(
        "a variant that sets what no scenario has",
        "A variant puts values over its own file, by the paths that `--set` takes.",
        "variants:\n  - name: Bad\n    set: {delay.duration: 10}",
        "variants:\n  - name: Bad\n    set: {delay.duration_days: 10}",
    ),
    "SCN401": Code(
        "an effect on no input",
        "A mitigation acts on inputs by their paths; costs and dates it cannot change.",
        "effects:\n  delay.duration:\n    multiply: 0.5",
        "effects:\n  delay.duration_days:\n    multiply: 0.5",
        is_of_the_path=True,
    ),
    "SCN402": Code(
        "two mitigations set one input differently",
        "Of two numbers for one input, nothing says which holds when both mitigations are taken.",
        "mitigations:\n  - name: A\n    effects: {delay.duration_days: {set: 2}}\n"
        "  - name: B\n    effects: {delay.duration_days: {set: 1}}",
        "mitigations:\n  - name: A\n    effects: {delay.duration_days: {set: 2}}\n    excludes: B\n"
        "  - name: B\n    effects: {delay.duration_days: {set: 1}}",
    ),
    "SCN403": Code(
        "an effect that leaves the bounds",
        "With its mitigations taken an input is still a number of its kind: nothing is clipped.",
        "effects:\n  delay.duration_days:\n    add: -5     # of 3 days",
        "effects:\n  delay.duration_days:\n    add: -2",
        is_of_the_path=True,
    ),
    "SCN404": Code(
        "a mitigation that excludes no other",
        "An exclusion that meets nothing would keep nothing apart.",
        "- name: Full training\n  excludes: Basic trainning",
        "- name: Full training\n  excludes: Basic training",
        is_of_the_path=True,
    ),
    "SCN407": Code(
        "a range of an effect where there can be one range",
        "Two ranges meet in a product or a sum. Days that a season weighs one by one, and how likely "
        "an event is, follow from one: state the input or the effect as one number, or `set` it.",
        "likelihood: {low: 20%, likely: 30%, high: 50%}\nmitigations:\n  - name: A\n"
        "    effects: {likelihood: {multiply: {low: 0.5, likely: 0.6, high: 0.9}}}",
        "likelihood: 30%\nmitigations:\n  - name: A\n"
        "    effects: {likelihood: {multiply: {low: 0.5, likely: 0.6, high: 0.9}}}",
        is_of_the_path=True,
    ),
    "SCN406": Code(
        "two mitigations decided on that exclude each other",
        "What `excludes` says cannot be taken together is not `taken` together.",
        "mitigations:\n  - {name: A, excludes: B, taken: true}\n  - {name: B, taken: true}",
        "mitigations:\n  - {name: A, excludes: B, taken: true}\n  - {name: B}",
    ),
    "SCN405": Code(
        "an effect that a value of the command line overrides",
        "`--set` stands over `--with`: the input has the value that was set. Information.",
        "omsrisk calc file.yaml --with 'Shorter delay' --set delay.duration_days=5",
        "omsrisk calc file.yaml --with 'Shorter delay'",
        severity=Severity.INFO,
    ),
    "SCN501": Code(
        "a range or an interval that is none",
        "A range is low, likely and high in this order; an interval is p5 and p95, or p10 and p90.",
        "delay:\n  duration_days:\n    low: 10\n    likely: 2\n    high: 45",
        "delay:\n  duration_days:\n    low: 2\n    likely: 10\n    high: 45",
    ),
    "SCN502": Code(
        "a distribution that leaves its bounds",
        "A share beyond 100 % or a negative amount cannot be drawn; clipping would hide it.",
        "cancellation_sensitivity:\n  p5: 1%\n  p95: 60%\n  distribution: normal",
        "cancellation_sensitivity:\n  p5: 1%\n  likely: 10%\n  p95: 60%",
    ),
    "SCN503": Code(
        "a correlation that is none",
        "It holds between two inputs that are both ranges or intervals in this scenario, and is a "
        "number between -1 and 1: at 1 or -1 the two would be one, and 0 says nothing.",
        "correlations:\n  - inputs: [delay.duration_days]\n    rank_correlation: 1",
        "correlations:\n  - inputs: [delay.duration_days, delay.cancellation_sensitivity]\n"
        "    rank_correlation: 0.6",
    ),
    "SCN504": Code(
        "correlations that cannot hold together",
        "Two inputs that both follow a third also follow each other: no numbers can be drawn that do "
        "otherwise. A pair that is left out counts as 0.",
        "- {inputs: [a, b], rank_correlation: 0.9}\n- {inputs: [b, c], rank_correlation: 0.9}",
        "- {inputs: [a, b], rank_correlation: 0.9}\n- {inputs: [b, c], rank_correlation: 0.9}\n"
        "- {inputs: [a, c], rank_correlation: 0.8}",
    ),
    "SCN505": Code(
        "working days that stay while their window ranges",
        "A window that lasts longer has more working days in it; at one value the dip would cost the "
        "same. A warning.",
        "stabilisation:\n  duration_days: {low: 30, likely: 45, high: 120}\n  productivity:\n"
        "    working_days: 32",
        "stabilisation:\n  duration_days: {low: 30, likely: 45, high: 120}\n  productivity:\n"
        "    working_days: {low: 21, likely: 32, high: 86}",
        severity=Severity.WARNING,
    ),
    "SCN506": Code(
        "a likely value that both points rule out",
        "Where 5 % of all cases lie close to an end, no distribution is densest in between: the "
        "points are met, the likely value is not. A warning.",
        "cancellation_sensitivity:\n  p5: 1%\n  likely: 5%\n  p95: 99%",
        "cancellation_sensitivity:\n  p5: 1%\n  likely: 5%\n  p95: 60%",
        severity=Severity.WARNING,
    ),
}
"""By code, in the order of reading."""
