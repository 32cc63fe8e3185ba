"""Labels: what reports call an input, instead of the path that a file writes."""

from omsrisk.core.pricing.case import (
    EVERY_PHASE,
    Case,
    Input,
    ListElement,
    Phase,
    own_path,
    phase_of,
)
from omsrisk.core.pricing.catalogue import (
    CATCH_UP_CAPACITY,
    DAYS_OF_WORK,
    DISCOUNT_RATE,
    EARLIEST_GO_LIVE,
    GAP_LIST,
    GO_LIVE,
    HOLIDAYS,
    HORIZON,
    IF_IT_FAILS,
    LEARNING,
    LIKELIHOOD_BY_COMMON_CAUSE,
    LINES,
    MITIGATION_LIST,
    SHARED_NUMBER,
)
from omsrisk.core.pricing.declarations import Group
from omsrisk.core.pricing.derived import COURSES, COURSES_IF_IT_FAILS
from omsrisk.kept_tables import KeptTables
from omsrisk.scenario.schema.paths import known_input

_OF_AN_ITEM = ("quantity", "unit_cost", "amount")
_OF_AN_OVERRUN = {one.section: one.short for one in LINES if one.group is Group.OVERRUN}
_OF_AN_EVENT = {
    SHARED_NUMBER: "Which go-lives the common cause takes",
    LIKELIHOOD_BY_COMMON_CAUSE: "Failure by the common cause",
    CATCH_UP_CAPACITY: "Catch-up capacity",
}
"""What events are called that are drawn, and what is varied: what is stated as no input."""
_CORRELATIONS = "correlations"
_OF_SETTINGS = {
    GO_LIVE: "Go-live",
    EARLIEST_GO_LIVE: "Earliest go-live",
    HORIZON: "Horizon",
    DAYS_OF_WORK: "Days of work",
    HOLIDAYS: "Holidays",
    DISCOUNT_RATE: "Discount rate",
    f"{EVERY_PHASE}go_live": "Every phase: go-live",
    f"{EVERY_PHASE}covers": "Every phase: what it covers",
    "if_a_phase_fails": "If a phase fails",
    "stop_if_a_phase_fails": "Stop if a phase fails",
}
"""What settings are called that stand once in a file."""


def label_of(case: Case, path: str) -> str:
    """
    Name an input in words.

    Args:
        case: A case; the names of its elements and phases stand before what they hold.
        path: Where the input is stated, or what an event goes by; another is its own label.

    Returns:
        Such as `Days of delay`, `Consultants: days` or `South: days of delay`.

    >>> label_of(Case(inputs={}), "phases.*.likelihood")
    'Every phase: likelihood of failure'
    """
    known = known_input(path)
    event = _OF_AN_EVENT.get(own_path(path))
    if known is None and event is None:
        return _of_a_setting(case, path)
    if path.startswith(LEARNING):
        label = label_of(case, path.removeprefix(LEARNING))
        return f"Learning: {label[0].lower()}{label[1:]}"
    stated = case.inputs.get(path)
    if stated is not None and stated.acted_on:
        plain = {**case.inputs, path: stated._replace(acted_on=())}
        before = label_of(case._replace(inputs=plain), path)
        return f"{before}, before {', '.join(stated.changed_by)}"
    slug = phase_of(path)
    names = ["Every phase"] if slug == "*" else []
    phase = _phase(case, slug)
    names += [] if phase is None else [phase.name]
    names += ["If it fails"] if own_path(path).startswith(f"{IF_IT_FAILS}.") else []
    names += [short for section, short in _OF_AN_OVERRUN.items() if path.startswith(f"{section}.")]
    element = _element_of(case, path)
    names += [element] if element else []
    key = path.rpartition(".")[2]
    label = event or (path if known is None else known.declaration.label)
    if element and key in _OF_AN_ITEM:
        label = _of_an_item(case, path, key)
        return ": ".join([*names, label] if label else names)
    return ": ".join([*names, f"{label[0].lower()}{label[1:]}"] if names else [label])


def within_a_sentence(label: str) -> str:
    """
    Write a label as it stands within a sentence: small, unless the name of an element comes first.

    >>> within_a_sentence("Days of delay"), within_a_sentence("South: days of delay")
    ('days of delay', 'South: days of delay')
    """
    return label if ": " in label else f"{label[:1].lower()}{label[1:]}"


def _of_a_setting(case: Case, path: str) -> str:
    """Name what is stated beside the numbers: a day, a rule, a decision; else by its path."""
    plain = _OF_SETTINGS.get(path.rpartition(" / ")[2])
    if plain is not None:
        return plain
    beginning, _, rest = path.partition(": ")
    if rest and beginning == _CORRELATIONS:
        return f"Correlation of {' and '.join(label_of(case, one) for one in rest.split(' and '))}"
    of_list, _, slug = path.partition(".")
    slug, _, key = slug.partition(".")
    of_gaps = {one.slug: one.name for one in case.gaps} if of_list == GAP_LIST else {}
    of_mitigations = {one.slug: one.name for one in case.mitigations}
    name = (of_mitigations if of_list == MITIGATION_LIST else of_gaps).get(slug)
    if name is None:
        name, key = _element_of(case, path), path.rpartition(".")[2]
    if not name:
        return path
    return f"{name}: {key.replace('_', ' ')}" if key else name


def owner_of(case: Case, *paths: str) -> str | None:
    """
    Tell who answers for an input.

    Args:
        case: A case.
        paths: Where it is stated; the first that has an owner counts.
    """
    if len(paths) == 1:
        own = _stated_at(case, paths[0])
        if own is not None:
            return own.owner or None
    slices = (case.inputs, *(phase.inputs for phase in case.phases))
    stated = (one for inputs in slices for one in inputs.values() if one.path in paths)
    return next((one.owner for one in stated if one.owner), None)


def _stated_at(case: Case, path: str) -> Input | None:
    """Look an input up where it is stated; None where that is not where it is in force."""
    found = case.inputs.get(path)
    if found is None:
        phase = _phase(case, phase_of(path))
        found = None if phase is None else phase.inputs.get(own_path(path))
    return found if found is not None and found.path == path else None


def _of_an_item(case: Case, path: str, key: str) -> str:
    """Name what is stated of a cost item, by the author's own unit; its amount is its name."""
    if key == "amount":
        return ""
    stated = case.inputs.get(f"{path.rpartition('.')[0]}.quantity")
    unit = "unit" if stated is None else stated.unit
    if key == "quantity":
        return unit if unit.endswith("s") else f"{unit}s"
    return f"cost per {unit}"


def _element_of(case: Case, path: str) -> str:
    """Return the name of the element of a list that an input stands in, empty where it is in none."""
    own = own_path(path)
    prefix = path.removesuffix(own)
    head, _, rest = own.rpartition(".")
    while rest and head:
        of_list, _, slug = head.rpartition(".")
        rows = case.rows.get(prefix + of_list) or _rows_of_phase(case, path, of_list)
        row = _row_of(rows, slug)
        if row is not None:
            line = COURSES.get(of_list) or COURSES_IF_IT_FAILS.get(of_list)
            return row.name if line is None else f"{line.short} {row.name}"
        head, rest = of_list, slug
    return ""


def _row_of(rows: tuple[ListElement, ...], slug: str) -> ListElement | None:
    """Find an element by its slug; of a long list, in a table that is made once."""
    if len(rows) < _LONG:
        return next((row for row in rows if row.slug == slug), None)
    return _TABLES.of(rows).get(slug)


def _by_slug(rows: tuple[ListElement, ...]) -> dict[str, ListElement]:
    return {row.slug: row for row in reversed(rows)}


_LONG = 32
_TABLES = KeptTables(_by_slug)


def _rows_of_phase(case: Case, path: str, of_list: str) -> tuple[ListElement, ...]:
    one = _phase(case, phase_of(path))
    if one is None:
        return ()
    return one.rows.get(of_list) or one.own_rows.get(f"{one.prefix}{of_list}", ())


def _phase(case: Case, slug: str) -> Phase | None:
    return _PHASES.of(case.phases).get(slug)


def _phases_by_slug(phases: tuple[Phase, ...]) -> dict[str, Phase]:
    return {phase.slug: phase for phase in phases}


_PHASES = KeptTables(_phases_by_slug)
