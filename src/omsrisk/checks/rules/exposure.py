"""EXP: whether the exposure is complete, founded, and told honestly."""

from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from omsrisk.analysis.comparison.trade_offs import TRADE_OFFS, is_priced
from omsrisk.analysis.sensitivity import likelier
from omsrisk.checks.rule import Problem, Rule, rule
from omsrisk.checks.subject import Subject
from omsrisk.core.calendar import MONTHS
from omsrisk.core.formulas.formula import Basis
from omsrisk.core.pricing.case import Case, Input
from omsrisk.core.pricing.catalogue import (
    ATTRITION,
    DATA_MISALIGNMENT,
    DELAY,
    LINES,
    PARALLEL_DAYS,
    PARALLEL_RUNNING,
    PRODUCTIVITY,
    STABILISATION_DAYS,
    STABILISATION_ITEMS,
    SUPPORT,
    TRAINING_DEFICIT,
)
from omsrisk.core.pricing.declarations import Group
from omsrisk.core.pricing.variation import shapes_season, uncertain_inputs
from omsrisk.scenario.documents.findings import Severity
from omsrisk.scenario.documents.places import location_of
from omsrisk.scenario.schema.paths import known_input
from omsrisk.scenario.schema.quantities import Range
from omsrisk.text import counted

SHORTEST_STABILISATION, LONGEST_STABILISATION = 30, 60
"""Days of resolution work that the source gives."""


@rule(
    "EXP001",
    "a category is not assessed",
    Severity.WARNING,
    reason="Not assessed is not zero: the cost of failure is then a part of itself, and a comparison "
    "with it compares unlike things.",
    source="[C] 3, total cost of failure",
    hint="state the section, or say with an empty list or 0 that it costs nothing",
    wrong="hidden_costs:",
    right="hidden_costs:\n  inventory_loss: 0\n  customer_attrition: 27000\n  brand_damage: 0",
)
def category_not_assessed(subject: Subject) -> Iterator[Problem]:
    """Look for categories, and parts of the hidden costs, that say nothing."""
    for line in subject.assessment.exposure.group(Group.COST_OF_FAILURE):
        missing = [part.id for part in line.parts if not part.assessed]
        if not line.assessed:
            yield Problem((line.id,), f"`{line.id}` is not assessed")
        elif missing:
            yield Problem((line.id,), f"not assessed: {', '.join(f'`{one}`' for one in missing)}")
        elif not line.complete:
            yield Problem((line.id,), f"`{line.id}` is not assessed in every phase")


@rule(
    "EXP002",
    "inputs without a source",
    Severity.WARNING,
    reason="A number that nobody can trace is a number that nobody can defend.",
    source="[C] 8 step 1, a benchmark of the current systems",
    hint="add `source` to the input, or its section to `sources`",
    wrong="sources:\n  delay:",
    right="sources:\n  delay: survey of customers",
)
def no_source(subject: Subject) -> Iterator[Problem]:
    """Count the inputs that name no source, and show the first."""
    bare = subject.unsourced
    if bare:
        count, every = len(bare), len(subject.case.inputs)
        verb = "names" if count == 1 else "name"
        told = f"{count:,} of {counted(every, 'input')} {verb}"
        message = f"{told} no source, the first is `{bare[0].path}`"
        money = subject.money_on(*(one.path for one in bare))
        yield Problem(location_of(subject.root, bare[0].path), message, money=money)


@rule(
    "EXP003",
    "a likelihood without a source",
    Severity.ERROR,
    reason="The likelihood scales everything that may go wrong, so it is the cheapest knob to turn.",
    source="[C] 3, the exposure model; practice",
    hint="say where the likelihood comes from, or leave it out: failure then counts as certain",
    wrong="likelihood: 10%\nsources:\n  likelihood:",
    right="likelihood:\n  value: 40%\n  source: steering committee, minutes of 12 November",
)
def likelihood_without_source(subject: Subject) -> Iterator[Problem]:
    """Look for likelihoods below 100 % that rest on nothing."""
    for one in subject.unsourced:
        if one.value < 1 and _is_likelihood(one.path):
            percent = f"{one.value.scaleb(2).normalize():f} %"
            message = f"`{one.path}` is {percent}, and no source says why"
            yield Problem(location_of(subject.root, one.path), message)


def _is_likelihood(path: str) -> bool:
    return path.rpartition(".")[2] == "likelihood"


@rule(
    "EXP004",
    "failing looks cheaper",
    Severity.WARNING,
    reason="Where a likelier failure lowers the net exposure, the model rewards failing: what "
    "stopping costs is missing, or recoveries exceed the damage.",
    source="[C] 3, the exposure model; the model's own law",
    hint="price `stopping`: write-offs and exit fees; state `calendar.horizon`",
    wrong="stop_if_a_phase_fails: true\nstopping:\nphases:\n"
    "  - {name: Pilot, share_of_orders: 10%, likelihood: 30%}\n"
    "  - {name: Rest, share_of_orders: 90%}",
    right="stop_if_a_phase_fails: true\n"
    "stopping:\n  likelihood:\n  items:\n    - {item: Exit fee, amount: 400000}\nphases:\n"
    "  - {name: Pilot, share_of_orders: 10%, likelihood: 30%}\n"
    "  - {name: Rest, share_of_orders: 90%}",
)
def failing_looks_cheaper(subject: Subject) -> Iterator[Problem]:
    """Take the slope of the net exposure in each likelihood, and say where it turns."""
    found = likelier.failing_looks_cheaper(subject.case)
    if found is None:
        return
    turns = []
    price = found.price_rounded_up(subject.assessment.scenario.minor_digits)
    if price is not None:
        turns.append(f"where a stop costs {subject.money(price)} more")
    if found.horizon is not None:
        turns.append(f"with `calendar.horizon: {found.horizon}`")
    turning = f"; it turns {' or '.join(turns)}" if turns else ""
    for one in found.likelihoods:
        less = subject.money(one.slope.scaleb(-2).copy_negate())
        message = f"failing looks cheaper: 1 % more of `{one.path}` lowers net exposure by {less}"
        yield Problem(location_of(subject.root, one.path), message + turning)


def _durations(subject: Subject) -> Iterator[Input]:
    """Return the stabilisation of the scenario and of each phase that restates it."""
    found = {}
    for inputs in (subject.case.inputs, *(phase.inputs for phase in subject.case.phases)):
        if STABILISATION_DAYS in inputs:
            found[inputs[STABILISATION_DAYS].path] = inputs[STABILISATION_DAYS]
    yield from found.values()


@rule(
    "EXP005",
    "a short stabilisation",
    Severity.WARNING,
    reason="The source counts a spike of resolution work for 30 to 60 days; real ones ran longer.",
    source="[C] 6, a spike of resolution work for 30 to 60 days",
    hint="plan for 30 days at least, or say in a note why it is shorter",
    wrong="stabilisation:\n  duration_days: 20",
    right="stabilisation:\n  duration_days: 30",
    about=("stabilisation", "phases", "calendar"),  # which may say what holds from a day on
)
def short_stabilisation(subject: Subject) -> Iterator[Problem]:
    """Hold the days of the stabilisation to the source's least."""
    for one in _durations(subject):
        if one.value < SHORTEST_STABILISATION:
            message = f"`{one.path}`: {one.value:f} days are less than the source's 30"
            yield Problem(location_of(subject.root, one.path), message)


@rule(
    "EXP006",
    "a long stabilisation",
    Severity.INFO,
    reason="More than the source's 60 days is possible, real ones ran up to 180; it is worth a look.",
    source="[C] 6, a spike of resolution work for 30 to 60 days",
    hint="nothing, if it is meant",
    wrong="stabilisation:\n  duration_days: 90",
    right="stabilisation:\n  duration_days: 60",
    about=("stabilisation", "phases", "calendar"),  # which may say what holds from a day on
)
def long_stabilisation(subject: Subject) -> Iterator[Problem]:
    """Hold the days of the stabilisation to the source's most."""
    for one in _durations(subject):
        if one.value > LONGEST_STABILISATION:
            message = f"`{one.path}`: {one.value:f} days are more than the source's 60"
            yield Problem(location_of(subject.root, one.path), message)


@rule(
    "EXP007",
    "a cost of the approach is not priced",
    Severity.WARNING,
    reason="Each approach buys its benefits with costs; leaving them out makes it look cheaper than "
    "it is.",
    source="[C] 5, trade-off matrix",
    hint="price it: a cost item of that `kind`, or the line itself",
    wrong="approach: [big-bang, consultant]",
    right="approach: [big-bang, consultant]\nprogramme:\n  items:\n"
    "    - {item: Consultants, kind: consultants, amount: 300000}\n"
    "    - {item: Handing over, kind: knowledge_transfer, amount: 20000}",
    about=("approach",),
)
def approach_not_priced(subject: Subject) -> Iterator[Problem]:
    """Look for the costs that the source lists for the approaches of the file."""
    approaches = subject.approaches
    for one in TRADE_OFFS:
        if one.is_cost and one.approach in approaches and not is_priced(one, subject.case):
            what = f"no item of kind `{one.kind}`" if one.kind else f"nothing in `{one.line}`"
            message = f"`{one.approach}` costs {one.text}, and {what} prices it"
            yield Problem(("approach",), message)


_PAIRS = (
    (DATA_MISALIGNMENT.id, SUPPORT.id, "correcting an order, and answering about it"),
    (
        DELAY.id,
        ATTRITION.path,
        "the order cancelled, and the customer's later ones",
    ),
    (TRAINING_DEFICIT.id, PRODUCTIVITY.id, "training given again, and the idle hours"),
    (PARALLEL_RUNNING.id, PRODUCTIVITY.id, "two systems, and keying twice"),
    (
        PRODUCTIVITY.id,
        STABILISATION_ITEMS.path,
        "idle hours, and those hired in their place",
    ),
)
"""Lines that price two sides of one thing, and what keeps them apart."""


@rule(
    "EXP008",
    "two lines that are easily counted twice",
    Severity.WARNING,
    reason="Each pair prices two sides of one thing; without a word on what is in which, the same "
    "money is easily in both.",
    source="[C] 3 and [C] 6, the formulas and the mechanisms beside them",
    hint="add a `note` to an input of either line that says what is in it and what is not",
    wrong="hidden_costs:\n  customer_attrition:\n    note:",
    right="hidden_costs:\n  customer_attrition:\n    note: later orders only, none of the delay",
)
def counted_twice(subject: Subject) -> Iterator[Problem]:
    """Look for pairs of assessed lines without a note on either."""
    noted = [one.path for one in subject.case.inputs.values() if one.note]
    assessed = _assessed(subject)
    for first, second, apart in _PAIRS:
        if not {first, second} <= assessed:
            continue
        if not any(
            path == one or path.startswith(f"{one}.") for path in noted for one in (first, second)
        ):
            message = f"`{first}` and `{second}` may count the same money: {apart}"
            yield Problem(location_of(subject.root, second), message)


_OF_PARTS = frozenset(kind.id for kind in LINES if kind.parts)


def _assessed(subject: Subject) -> set[str]:
    """List the lines that are assessed and not nothing; cost items go by their section."""
    found = {line.id for line in subject.assessment.exposure.lines if line.amount}
    lines = subject.assessment.exposure.lines
    found.update(
        part.id for line in lines if line.id in _OF_PARTS for part in line.parts if part.amount
    )
    if subject.case.rows.get(STABILISATION_ITEMS.path):
        found.add(STABILISATION_ITEMS.path)
    return found


@rule(
    "EXP009",
    "an input outside its documented range",
    Severity.INFO,
    reason="The range is what was found in the sources that it names, some of them weak; documented "
    "cases lie outside it, too. A value outside may be right, or a typo.",
    source="the model's documented ranges: omsrisk explain PATH; practice",
    hint="look at `omsrisk explain` of the input, and say in a note why it lies outside",
    wrong="delay:\n  duration_days: 60",
    right="delay:\n  duration_days: 7",
)
def outside_documented_range(subject: Subject) -> Iterator[Problem]:
    """Hold inputs to the ranges that were found, money in their currency alone."""
    inputs = {one.path: one for one in _ranged(subject.case)}
    for path, (low, high, documented) in _documented_among(tuple(inputs)):
        if documented.currency not in {"", subject.assessment.scenario.currency}:
            continue
        one = inputs[path]
        if not low <= one.value <= high:
            side = "below" if one.value < low else "above"
            rests = f"{documented} ({documented.basis}; confidence: {documented.grade})"
            message = f"`{one.path}` lies {side} its documented range, {rests}"
            yield Problem(location_of(subject.root, one.path), message)


def _ranged(case: Case) -> Iterator[Input]:
    """List inputs to hold to their ranges: of a season, the largest month of the year alone."""
    if case.calendar.season is None:
        yield from case.inputs.values()
        return
    months = [one for one in case.inputs.values() if shapes_season(one.path)]
    largest = max(months, key=lambda one: one.value, default=None)
    # a month that is left out is 1: below that, none that is stated is the largest
    if largest is not None and (largest.value >= 1 or len(months) == len(MONTHS)):
        yield largest
    yield from (one for one in case.inputs.values() if not shapes_season(one.path))


@lru_cache(maxsize=256)
def _documented_among(
    paths: tuple[str, ...],
) -> tuple[tuple[str, tuple[Decimal, Decimal, Range]], ...]:
    """Return which inputs have a documented range, and that; many files state the same inputs."""
    every = ((path, _documented(path)) for path in paths)
    return tuple((path, found) for path, found in every if found is not None)


@lru_cache(maxsize=1024)
def _documented(path: str) -> tuple[Decimal, Decimal, Range] | None:
    """Return the ends of the range in which an input was found, and the range."""
    known = known_input(path)
    found = known.declaration.documented if known is not None else None
    if known is None or found is None:
        return None
    return known.kind.of_text(found.low), known.kind.of_text(found.high), found


@rule(
    "EXP010",
    "an integration point without owner",
    Severity.WARNING,
    reason="What breaks first is the integration between systems; a point that nobody owns breaks "
    "unseen.",
    source="[C] 1, integration breaks first; [C] 7, integration owner",
    hint="add `owner` to the integration point",
    wrong="data_misalignment:\n  integrations:\n    - {name: ERP, data_inaccuracy_rate: 5%}",
    right="data_misalignment:\n  integrations:\n"
    "    - {name: ERP, owner: Eve Marlow, data_inaccuracy_rate: 5%}",
    about=("data_misalignment", "phases"),
)
def integration_point_without_owner(subject: Subject) -> Iterator[Problem]:
    """Look for interfaces without an owner, in the scenario and its phases."""
    phases = enumerate(subject.content.phases or ())
    for where, section in (
        ((), subject.content.data_misalignment),
        *((("phases", index), one.data_misalignment) for index, one in phases),
    ):
        points = (section.integrations if section is not None else None) or ()
        for at, point in enumerate(points):
            if not (point.owner or "").strip():
                place = (*where, "data_misalignment", "integrations", at)
                yield Problem(place, f"the integration point `{point.name}` has no owner")


@rule(
    "EXP011",
    "parallel running that ends before the last phase is stable",
    Severity.WARNING,
    reason="Phases that go live one after the other rely on the legacy system until the last of them "
    "is stable.",
    source="[C] 5, phased: reliance on the legacy system",
    hint="price the legacy system from the first go-live until the last phase is stable",
    wrong="phases:\n  - {name: Pilot, share_of_orders: 10%, go_live: 2027-02-15}\n"
    "  - {name: Rest, share_of_orders: 90%, go_live: 2027-02-22}\n"
    "stabilisation:\n  parallel_running:\n    duration_days: 30",
    right="phases:\n  - {name: Pilot, share_of_orders: 10%, go_live: 2027-02-15}\n"
    "  - {name: Rest, share_of_orders: 90%, go_live: 2027-05-15}\n"
    "stabilisation:\n  parallel_running:\n    duration_days: 60",
    about=("phases",),
)
def short_parallel_running(subject: Subject) -> Iterator[Problem]:
    """Compare the days of parallel running after the last go-live with those to be stable."""
    case = subject.case
    between = case.days_between_go_lives
    if not between:
        return
    stable = _days_until_stable(case)
    stated = case.inputs.get(PARALLEL_DAYS)
    place = tuple(PARALLEL_DAYS.split("."))
    if stated is None:
        message = f"the phases go live {between} days apart, and no parallel running is priced"
        yield Problem(place[:2], message)
    elif stable is not None and stated.value < stable:
        message = f"parallel running ends {stated.value:f} days after the last go-live"
        yield Problem(place, f"{message}, and the last phase is stable after {stable:f}")


def _days_until_stable(case: Case) -> Decimal | None:
    """Count the days from the last go-live until every phase is stable; None where none says."""
    days = [
        (one.go_live, one.inputs.get(STABILISATION_DAYS))
        for one in case.phases
        if one.go_live is not None
    ]
    last = max((go_live for go_live, _ in days), default=None)
    return max(
        ((go_live - last).days + one.value for go_live, one in days if last and one is not None),
        default=None,
    )


@rule(
    "EXP012",
    "lost revenue without a contribution margin",
    Severity.WARNING,
    reason="A cancelled order loses its margin, not its price: added to costs, lost revenue "
    "overstates the damage, and without a margin nobody can say by how much.",
    source="[C] 3, second formula, is on the order value; practice",
    hint="state `orders.contribution_margin`, the part of the revenue left after its variable costs",
    wrong="orders:\n  contribution_margin:",
    right="orders:\n  contribution_margin: 35%",
)
def revenue_without_margin(subject: Subject) -> Iterator[Problem]:
    """Look for lines of lost revenue in a file that does not say what margin they would have had."""
    exposure = subject.assessment.exposure
    if exposure.memos["net_exposure_at_margin"] is not None:
        return
    lost = [
        line.id
        for line in exposure.lines
        if any(
            leaf.basis is Basis.REVENUE and leaf.amount
            for leaf in (line.leaves() if line.parts else (line,))
        )
    ]
    revenue = exposure.memos["lost_revenue"]
    if lost and revenue is not None:
        names = ", ".join(f"`{one}`" for one in lost)
        amount = subject.money(revenue)
        message = (
            f"{amount} of {names} is lost revenue, and no `orders.contribution_margin` is stated"
        )
        yield Problem(("orders",), message, money=Decimal(revenue))


@rule(
    "EXP013",
    "a range that decides, and nobody is to find out",
    Severity.INFO,
    reason="What moves the answer most is worth knowing before anything else, and what nobody is to "
    "find out stays unknown until the go-live.",
    source="[P], reports with what is behind and what it does to the whole; question ours",
    hint="name an `owner` beside the range; `omsrisk knowing A B` says what finding out is worth",
    wrong="delay:\n  duration_days: {low: 2, likely: 10, high: 90}",
    right="delay:\n  duration_days: {low: 2, likely: 10, high: 90, owner: Eve Marlow}",
)
def range_without_owner(subject: Subject) -> Iterator[Problem]:
    """See whether the range that moves the net exposure most has an owner."""
    ranges = uncertain_inputs(subject.case).values()
    if all(one.owner for one in ranges):
        return
    from omsrisk.analysis.sensitivity.tornado import tornado  # most files have no ranges

    first = next(iter(tornado(subject.assessment, at=subject.at).bars), None)
    if first is not None and first.is_range and not (first.owner or "").strip() and first.swing:
        moves = subject.money(first.swing)
        message = f"`{first.path}` moves the net exposure by {moves}, more than any other input, "
        place = location_of(subject.root, first.path)
        yield Problem(place, f"{message}and nobody is to find out", money=first.swing)


RULES: tuple[Rule, ...] = (
    category_not_assessed,
    no_source,
    likelihood_without_source,
    failing_looks_cheaper,
    short_stabilisation,
    long_stabilisation,
    approach_not_priced,
    counted_twice,
    outside_documented_range,
    integration_point_without_owner,
    short_parallel_running,
    revenue_without_margin,
    range_without_owner,
)
