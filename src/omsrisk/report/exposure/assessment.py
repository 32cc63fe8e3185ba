"""What one scenario costs, as blocks that a reader sees."""

import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from omsrisk.analysis.assess import Assessment
from omsrisk.analysis.kinds_of_money import KINDS
from omsrisk.analysis.uncertainty.dearest_phase import failures_exclude_each_other
from omsrisk.analysis.uncertainty.means import At, means, most_likely
from omsrisk.core.money import add, digits_apart, share_of, to_minor_unit
from omsrisk.core.pricing.case import Case
from omsrisk.core.pricing.catalogue import (
    COST_OF_WAITING,
    FOLLOWS_SEASON,
    MARGIN,
    PRODUCTIVITY,
    STABILISATION_DAYS,
    SUPPORT,
    WORKING_DAYS,
)
from omsrisk.core.pricing.declarations import Group
from omsrisk.core.pricing.derived import CATEGORIES
from omsrisk.core.pricing.exposure import PhaseExposure
from omsrisk.core.pricing.figures import MEMOS, OTHER_GROUPS, SHARES, TOTALS
from omsrisk.core.pricing.lines import Line, assessed_figure
from omsrisk.core.pricing.programme import postponed_for, waiting_days
from omsrisk.core.pricing.variation import uncertain_inputs
from omsrisk.report import numbers
from omsrisk.report.caveats import named_few, notes_of
from omsrisk.report.document import (
    NOT_ASSESSED,
    Block,
    Cell,
    Column,
    Content,
    Facts,
    Headline,
    Lines,
    Notes,
    Role,
    Row,
    Table,
    Title,
)
from omsrisk.report.exposure import equations
from omsrisk.report.exposure.group_headings import BESIDE, NET, WITHOUT_PROGRAMME, group_heading
from omsrisk.report.exposure.headline import headline
from omsrisk.report.exposure.roll_out_said import failing_first, rule_and_chances
from omsrisk.report.filled import WIDTH, filled
from omsrisk.text import counted

if TYPE_CHECKING:
    from omsrisk.analysis.limits import Judgement

LETTERS = {
    "revenue": "R",
    "cash": "C",
    "margin": "M",
    "write-off": "W",
    "capacity": "K",
    "planned": "P",
}
ROUNDED = "Each figure is rounded by itself: rows may differ from totals in the last digit."
LEGEND = "b: R revenue  C cash cost  M margin  W write-off  K capacity  P planned"


def _judgements(assessment: Assessment) -> "tuple[Judgement, ...]":
    """Hold a scenario to its limits; most have none, and need not load what judges them."""
    if not assessment.scenario.limits:
        return ()
    from omsrisk.analysis.limits import judge_points

    return judge_points(assessment)


class _Shown:
    """An assessment, with what is asked of it for each of its rows and found once."""

    def __init__(self, assessment: Assessment, at: At) -> None:
        self.assessment = assessment
        self.ranges = len(uncertain_inputs(assessment.scenario.case))
        self.shows_mean = bool(self.ranges) and at is At.MEAN
        self.figures = means(assessment) if self.shows_mean else most_likely(assessment)
        """Its means, or its most likely values: what the headline and the shares speak of."""
        self.scenario = assessment.scenario
        self.exposure = assessment.exposure
        self.totals, self.memos = assessment.totals, assessment.memos
        self.sourced = assessment.sourced
        self.judgements = _judgements(assessment)
        self.above = {one.limit.metric for one in self.judgements if one.excess is not None}
        lines = [line for line in self.exposure.lines if line.assessed]
        self.is_weighted = any(line.expected != line.amount for line in lines)
        """Whether any line is expected to cost something else than its amount."""


def blocks(
    assessment: Assessment, *, trace: bool = False, by_phase: bool = False, at: At = At.MEAN
) -> Iterator[Block]:
    """
    Say what one scenario costs, as a reader wants it: the answer, the lines, what to mind.

    Args:
        assessment: What to say.
        trace: Whether to write the derivation of each line.
        by_phase: Whether to itemise by phase, and within a phase by line.
        at: What ranges count with in headline and shares.
    """
    result = _Shown(assessment, at)
    scenario = result.scenario
    yield Title(scenario.name, scenario.file)
    yield Facts.beside(_facts(result))
    yield from _told_first(result, at)
    by_phase = by_phase and bool(result.exposure.phases)
    lines = _phase_rows(result) if by_phase else _rows(result)
    rows = (*lines, *_total_rows(result), *_memo_rows(result))
    yield Table(_columns(result), rows)
    cautions = (LEGEND, *_cautions(result, by_phase=by_phase))
    if not trace:
        yield Notes(cautions, _next_command(scenario.file))
        return
    yield Notes(cautions)
    for prefix, line in _own_lines(result):
        for leaf in line.leaves():
            if leaf.counts:
                traced = equations.trace(leaf, scenario.minor_digits, scenario.currency, prefix)
                yield Lines(tuple(traced))


def told_first(assessment: Assessment, at: At = At.MEAN) -> Iterator[str]:
    """
    Say what one scenario comes to, in the sentences before its table.

    Args:
        assessment: What to say.
        at: What ranges count with.
    """
    for lines in _told_first(_Shown(assessment, at), at):
        yield from lines.lines


def _next_command(file: str) -> str:
    """Return a command that can be pasted; none for what was read from a pipe."""
    if file.startswith("<"):
        return ""
    return f"omsrisk calc {shlex.quote(file)} --trace"


def _holds(result: _Shown) -> bool | None:
    """Whether the limits hold; None where there are none, or one cannot be judged."""
    if result.above:
        return False
    judged = [one.is_judged for one in result.judgements]
    return True if judged and all(judged) else None


def _told_first(result: _Shown, at: At) -> Iterator[Lines]:
    first = failing_first(result.assessment)
    yield Headline((*first, *_headline(result)), holds=_holds(result))
    said = rule_and_chances(result.assessment, result.figures, is_mean=at is At.MEAN)
    if said:
        yield Lines(said)


def _own_lines(result: _Shown) -> Iterator[tuple[str, Line[Decimal]]]:
    """Walk the lines that are no sum over phases, each with the prefix of its phase."""
    for one in result.exposure.phases:
        prefix = one.phase.prefix
        yield from ((prefix, line) for line in (*one.inherited, *one.added))
    yield from (("", line) for line in _charged_once(result))


def _charged_once(result: _Shown) -> tuple[Line[Decimal], ...]:
    """List what belongs to no phase: all lines, where there are none."""
    return result.exposure.shared if result.exposure.phases else result.exposure.lines


def _facts(result: _Shown) -> Iterator[str]:
    scenario = result.scenario
    yield from scenario.approach
    yield numbers.currency(scenario.currency)
    names = {one.slug: one.name for one in scenario.case.mitigations}
    if scenario.case.taken:
        yield f"with {', '.join(names[slug] for slug in scenario.case.taken)}"
    if scenario.case.live_from:
        from omsrisk.report.exposure.values_in_force import said_in_force  # few files have any

        yield from said_in_force(scenario.case)
    yield "undiscounted, before tax"


def _without_failure(result: _Shown) -> tuple[str, ...]:
    """Say what there is where no category is assessed."""
    totals = result.totals
    stated = [one for one in OTHER_GROUPS if totals[one.value]] or [
        one for one in OTHER_GROUPS if totals[one.value] is not None
    ]
    told = [
        f"{TOTALS[one.value].label.lower()} {_money(result, assessed_figure(totals.of(one)))}"
        for one in stated
    ]
    net = _money(result, result.assessment.net_exposure)
    clauses = ["No cost of failure is assessed.", f"What there is: {', '.join(told)}."]
    if len(stated) > 1:
        clauses.append(f"Together {net} net.")
    return filled(clauses)


def _headline(result: _Shown) -> tuple[str, ...]:
    if result.totals["cost_of_failure"] is None:
        return _without_failure(result)
    all_of_it = result.exposure.assesses_all_categories
    coverage = "" if all_of_it else f" ({_coverage(result)})"
    return headline(result.assessment, result.figures, coverage=coverage, is_mean=result.shows_mean)


def _coverage(result: _Shown) -> str:
    assessed = result.exposure.categories_assessed
    failure = result.exposure.group(Group.COST_OF_FAILURE)
    told = [f"{assessed} of {len(CATEGORIES)} categories"] if assessed < len(CATEGORIES) else []
    told += [
        f"{line.short.lower()} {equations.in_phases(line)}"
        for line in failure
        if 0 < line.assessed_in < line.phases
    ]
    if not told:
        in_part = [line for line in failure if line.parts and not line.complete]
        return ", ".join(f"{_parts(line)} of the {line.short.lower()}" for line in in_part)
    return ", ".join(told)


def _parts(line: Line[Decimal]) -> str:
    assessed = sum(part.assessed and part.complete for part in line.parts)
    return f"{assessed} of {counted(len(line.parts), 'part')}"


def _columns(result: _Shown) -> tuple[Column, ...]:
    digits = result.scenario.minor_digits
    currency = numbers.currency(result.scenario.currency)
    is_likely = result.shows_mean and not result.is_weighted
    amount = Column(f"{currency} most likely" if is_likely else currency, Content.MONEY, digits)
    # "expected" is said of the mean alone
    expected = Column("most likely" if result.ranges else "expected", Content.MONEY, digits)
    mean = Column("mean", Content.MONEY, digits)
    return (
        Column(""),
        Column("", give_way=2, stretch=True, called="formulas"),
        amount,
        *((expected,) if result.is_weighted else ()),
        *((mean,) if result.shows_mean else ()),
        Column("share", Content.SHARE, give_way=1, narrow=True),
        Column("b", narrow=True),
    )


def _row(
    result: _Shown,
    label: str,
    formula: str,
    amount: Decimal | int | None,
    expected: Decimal | int | None,
    mean: Decimal | None = None,
    basis: str = "",
    role: Role = Role.LINE,
    level: int = 1,
) -> Row:
    figure = mean if result.shows_mean else expected
    shown: Cell = NOT_ASSESSED if amount is None else Decimal(amount)
    others = [expected] if result.is_weighted else []
    others += [mean] if result.shows_mean else []
    beside = (None if one is None else Decimal(one) for one in others)
    return Row((label, formula, shown, *beside, _share(result, figure), basis), role, level)


def _share(result: _Shown, figure: Decimal | int | None) -> Decimal | None:
    """Return the share of the net exposure; of one that is negative no line has a share."""
    net = result.figures.totals["net_exposure"]
    if figure is None or net is None or net <= 0:
        return None
    return share_of(Decimal(figure), Decimal(net))


def _beside(result: _Shown, metric: str, formula: str = "") -> str:
    """Mark a figure that is above its limit; what the limit is, is said below the table."""
    return f"{formula} ! above its limit".strip() if metric in result.above else formula


def _line_rows(
    result: _Shown, line: Line[Decimal], level: int = 1, *, mark: bool = False, prefix: str = ""
) -> Iterator[Row]:
    letter = LETTERS[line.basis] if line.basis and line.counts and not line.parts else ""
    formula = equations.of_line(line, mark=mark)
    if line.parts and not line.complete:
        in_some = line.assessed_in < line.phases
        formula = equations.in_phases(line) if in_some else _parts(line)
    formula = _beside(result, line.id, formula)
    mean = result.figures.lines[prefix + line.id]
    figures = (line.amount, line.expected, mean)
    yield _row(result, line.short, formula, *figures, letter, Role.LINE, level)
    for part in line.parts:
        yield from _line_rows(result, part, level + 1, mark=mark, prefix=prefix)


def _rows(result: _Shown) -> Iterator[Row]:
    totals = result.totals
    blank = (None,) * (len(_columns(result)) - 1)
    for group in Group:
        lines = result.exposure.group(group)
        value = totals[group.value]
        if value is None and (group.is_optional or _is_unasked(result, group)):
            continue
        label = TOTALS[group.value].label
        if value is None:
            yield _row(result, label, "", None, None, role=Role.LINE, level=0)
            continue
        yield Row((group_heading(result.scenario.case, group), *blank), Role.HEADING)
        for line in lines:
            yield from _line_rows(result, line)
        if group is Group.STOPPING:
            yield from _stopping_left_out(result)
        if group is Group.COST_OF_FAILURE:
            all_of_it = result.exposure.assesses_all_categories
            note = "" if all_of_it else f"({_coverage(result)})"
            note = _beside(result, "cost_of_failure", note)
            expected = totals["expected_cost_of_failure"]
            mean = result.figures.totals["expected_cost_of_failure"]
            yield _row(result, label, note, value, expected, mean, role=Role.TOTAL)
        elif len(lines) != 1:  # an empty list is zero, and is shown as such
            amount = add(
                *(Decimal(line.amount) for line in lines if line.amount is not None and line.assessed)
            )
            note = _beside(result, group.value)
            mean = result.figures.totals[group.value]
            yield _row(result, label, note, amount, value, mean, role=Role.TOTAL)


def _stopping_left_out(result: _Shown) -> Iterator[Row]:
    """Name the phases after which the roll-out may stop at a cost that nobody states."""
    case = result.scenario.case
    lacking, may_stop = case.phases_without_stopping, case.phases[:-1]
    if lacking:
        label = f"After {named_few([phase.name for phase in lacking])}"
        told = f"stated in {len(may_stop) - len(lacking)} of {len(may_stop)} phases that may stop"
        yield _row(result, label, told, None, None)


def _is_unasked(result: _Shown, group: Group) -> bool:
    """Whether nobody asks what stopping costs: without the rule, a roll-out need not stop."""
    case = result.scenario.case
    return group is Group.STOPPING and not failures_exclude_each_other(case)


def _phase_rows(result: _Shown) -> Iterator[Row]:
    """Itemise by phase; what is charged once stands after the phases."""
    blank = (None,) * (len(_columns(result)) - 1)
    elsewhere = {line.id for line in result.exposure.lines if line.assessed}
    lacking = result.scenario.case.phases_without_stopping
    for one in result.exposure.phases:
        yield Row((_phase_heading(one), *blank), Role.HEADING)
        prefix = one.phase.prefix
        assessed = [line for line in one.lines if line.assessed]
        for line in one.lines:
            if line.assessed or line.id in elsewhere:
                yield from _line_rows(result, line, mark=True, prefix=prefix)
        if result.totals["stopping"] is not None and one.phase in lacking:
            yield _row(result, TOTALS["stopping"].label, "", None, None)
        amount = add(*(Decimal(line.amount) for line in assessed if line.amount is not None))
        expected = add(*(Decimal(line.expected) for line in assessed if line.expected is not None))
        means_of = [result.figures.lines[prefix + line.id] for line in assessed]
        mean = None if None in means_of else add(*(Decimal(value or 0) for value in means_of))
        yield _row(result, one.phase.name, "", amount, expected, mean, role=Role.TOTAL)
    shared = [line for line in result.exposure.shared if line.assessed]
    if shared:
        yield Row(("Whole roll-out, charged once", *blank), Role.HEADING)
        for line in shared:
            yield from _line_rows(result, line, prefix="shared.")


def _phase_heading(one: PhaseExposure[Decimal]) -> str:
    facts = [f"{one.phase.name}, {numbers.percentage(one.phase.share.value)} of orders"]
    if one.phase.go_live is not None:
        facts.append(f"go-live {numbers.day(one.phase.go_live)}")
    if one.likelihood != 1:
        facts.append(f"likelihood {numbers.percentage(one.likelihood)}")
    if one.weight != 1:
        facts.append(f"happens with {numbers.chance(one.weight)}")
    return ", ".join(facts)


def _total_rows(result: _Shown) -> Iterator[Row]:
    totals, memos = result.totals, result.memos
    weighted, figures = result.is_weighted, result.figures

    def total(
        label: str, formula: str, value: Decimal | None, mean: Decimal | None, role: Role, level: int
    ) -> Row:
        row = _row(result, label, formula, value, value, mean, role=role, level=level)
        if not weighted:
            return row
        cells = (*row.cells[:2], None, *row.cells[3:])
        return Row(cells, role, level)

    over = _beside(result, "net_exposure")
    net, exposure = (figures.totals[name] for name in ("net_exposure", "exposure"))
    yield total(NET, over, totals["net_exposure"], net, Role.GRAND_TOTAL, 1)
    if totals["programme"]:
        yield total(WITHOUT_PROGRAMME, "", totals["exposure"], exposure, Role.LINE, 2)
    if memos["lost_margin"] is not None:
        if weighted:
            at_margin = Decimal(assessed_figure(memos["net_exposure_at_margin"]))
            less = add(result.assessment.net_exposure, at_margin.copy_negate())
            revenue = "revenue" if result.ranges else "expected revenue"
            lost = f"{_short(result, less)} of {revenue} is not margin"
        else:
            revenue = _short(result, assessed_figure(memos["lost_revenue"]))
            lost = f"{revenue} lost revenue is {_short(result, memos['lost_margin'])}"
        label = margin_label([result.assessment])
        mean = figures.memos["net_exposure_at_margin"]
        row = total(label, lost, memos["net_exposure_at_margin"], mean, Role.LINE, 2)
        share_at = len(row.cells) - 2
        cells = tuple(None if at == share_at else cell for at, cell in enumerate(row.cells))
        yield Row(cells, row.role, row.level)


def margin_label(results: Sequence[Assessment]) -> str:
    """Name the margin, where it is one in all scenarios and all phases."""
    path = MARGIN
    slices = [
        inputs
        for one in results
        for inputs in (one.scenario.case.inputs, *(p.inputs for p in one.scenario.case.phases))
    ]
    margins = {inputs[path].value for inputs in slices if path in inputs}
    return f"at {numbers.percentage(margins.pop())} margin" if len(margins) == 1 else "at margin"


def _memo_rows(result: _Shown) -> Iterator[Row]:
    width = len(_columns(result))
    memos = [
        Row(_memo_cells(result, width, label, formula, *figures), Role.MEMO, level)
        for label, formula, figures, level in _memos(result)
    ]
    if memos:
        blank = (None,) * (width - 1)
        yield Row((None, *blank), Role.SPACE)
        yield Row((BESIDE, *blank), Role.HEADING)
        yield from memos


def _memo_cells(
    result: _Shown, width: int, label: str, formula: str, amount: Cell, mean: Cell
) -> tuple[Cell, ...]:
    before = (None,) * result.is_weighted
    cells = (label, formula, amount, *before, *((mean,) if result.shows_mean else ()))
    return (*cells, *(None,) * (width - len(cells)))


def _memos(result: _Shown) -> Iterator[tuple[str, str, tuple[Cell, Cell], int]]:
    """Return the memos that can be told: label, how it comes about, amount or share, level."""
    memos, terms, found = result.memos, result.exposure.memo_terms, result.figures.memos
    late = {"delay": memos["order_value_delayed"], "freeze": memos["order_value_frozen"]}
    stated = {name: value for name, value in late.items() if value is not None}
    kept = memos["order_value_kept"]
    if stated:
        held_up = add(*stated.values())
        parts = " + ".join(f"{_short(result, value)} {name}" for name, value in stated.items())
        late_means = [found[name] for name in ("order_value_delayed", "order_value_frozen")]
        late_mean = add(*(Decimal(one) for one in late_means if one is not None))
        yield "Order value late", parts, (held_up, late_mean), 1
        if kept is not None:
            lost = _short(result, add(held_up, kept.copy_negate()))
            yield (
                "late, not lost",
                f"{_short(result, held_up)} - {lost} cancelled",
                (kept, found["order_value_kept"]),
                2,
            )
    at_margin = memos["cost_of_failure_at_margin"]
    if at_margin is not None and memos["lost_margin"] is not None:
        yield "Failure at margin", "", (at_margin, found["cost_of_failure_at_margin"]), 1
    capital = terms.get("capital_at_risk")
    if capital is not None:
        formula = ""
        if capital.formula is not None:
            formula = f"{equations.with_numbers(capital.formula, capital.terms)} before go-live"
        yield "Capital at risk", formula, (Decimal(capital.number), found["capital_at_risk"]), 1
    for name in SHARES:
        if memos[name] is not None:
            shown = numbers.chance(Decimal(assessed_figure(memos[name])))
            mean = found[name]
            yield MEMOS[name].label, "", (shown, None if mean is None else numbers.chance(mean)), 1
    yield from _present_value(result)
    cost = memos["break_even_stopping_cost"]
    if cost is not None:
        label = MEMOS["break_even_stopping_cost"].label
        pays_never = "the rule pays at no cost of stopping"
        said = pays_never if cost < 0 else "dearer, and the rule does not pay"
        yield label, said, (cost, None), 1


def _present_value(result: _Shown) -> Iterator[tuple[str, str, tuple[Cell, Cell], int]]:
    rate = result.scenario.case.discount_rate
    if rate is None:
        return
    from omsrisk.analysis.time.present_value import present_value  # most files state no rate

    found = present_value(result.assessment)
    yearly = f"{numbers.share(rate)} a year"
    if found is None:
        yield "Present value", f"{yearly}, no go-live", (NOT_ASSESSED, None), 1
        return
    said = f"{yearly}, on {numbers.day(found.valued_on)}"
    yield "Present value", said, (found.most_likely, found.mean), 1


def _settings_of_support(case: Case) -> Iterator[Mapping[str, Decimal | bool]]:
    """Return what is set, of the scenario or of each phase, where support is priced."""
    for one in case.phases or (case,):
        if SUPPORT.section in one.sections:
            yield one.settings


def _cautions(result: _Shown, *, by_phase: bool) -> tuple[str, ...]:
    """Say what a careful reader would ask: sources, days, and figures that do not add up."""
    stated = len(result.scenario.case.inputs)
    verb = "names" if stated == 1 else "name"
    care = [f"{result.sourced:,} of {counted(stated, 'input')} {verb} a source"]
    inputs = result.scenario.case.inputs
    counts = result.scenario.case.calendar.closed is not None
    states = WORKING_DAYS in inputs or counts
    if PRODUCTIVITY.section in result.scenario.case.sections and not states:
        days = numbers.with_unit(inputs[STABILISATION_DAYS].value, "day")
        care.append(f"{days} taken as working days")
    go_live = result.scenario.case.first_go_live
    if go_live is not None:
        care.append(f"go-live {numbers.day(go_live)}")
    postponed = result.scenario.case.postponed_by
    if postponed:
        days = numbers.with_unit(postponed, "day")
        care.append(f"go-live postponed by {days} for {postponed_for(result.scenario.case)}")
    waited = waiting_days(result.scenario.case)
    if waited and COST_OF_WAITING not in inputs:
        care.append("waiting: not assessed")
    calendar = result.scenario.case.calendar
    if calendar.season is not None and result.scenario.case.first_go_live is not None:
        care.append("days weighted by the season")
        if any(FOLLOWS_SEASON not in one for one in _settings_of_support(result.scenario.case)):
            care.append("support tickets the same each day")
    if by_phase and any(one.phase.restated_sections for one in result.exposure.phases):
        care.append("* restated by the phase")
    lines = [f"Read with care: {care[0]}"]
    for one in care[1:]:
        joined = f"{lines[-1]} | {one}"
        lines = [*lines[:-1], joined] if len(joined) <= WIDTH else [*lines, f"    {one}"]
    lines += _limits(result)
    lines += _kinds(result)
    for note in notes_of(result.assessment, result.figures, is_mean=result.shows_mean):
        lines += filled(note.split())
    if _rounding_shows(result, by_phase=by_phase):
        lines.append(ROUNDED)
    return tuple(lines)


def _kinds(result: _Shown) -> tuple[str, ...]:
    """Say what kind of money the net exposure is."""
    parts = [
        f"{label} {_money(result, value if name != 'back' else Decimal(value).copy_negate())}"
        for name, label in KINDS.items()
        for value in [result.figures.by_basis[name]]
        if value
    ]
    if len(parts) <= 1:
        return ()
    return filled([f"Net exposure by kind of money: {parts[0]},", *(f"{one}," for one in parts[1:-1]),
                   f"{parts[-1]}."])  # fmt: skip


def _limits(result: _Shown) -> Iterator[str]:
    """Say which limits are passed, or judged elsewhere."""
    for judgement in result.judgements:
        metric = judgement.limit.metric
        if judgement.excess is not None:
            maximum = judgement.limit.maximum
            told = Decimal(judgement.told or 0)
            digits = digits_apart(told, maximum, result.scenario.minor_digits)
            most, over = (numbers.money(one, digits) for one in (maximum, judgement.excess))
            of_it = f" of {judgement.phase}, the dearest phase," if judgement.phase else ""
            yield (f"! {metric}{of_it} is {over} above its limit of {most}.")
        elif not judgement.is_judged:
            yield (f"The limit on {metric} cannot be judged: omsrisk check says why.")
    asked = [one.metric for one in result.scenario.limits if one.statistic is not None]
    if asked:
        yield (f"Judged by omsrisk check, not here: {', '.join(asked)}.")


def _rounding_shows(result: _Shown, *, by_phase: bool) -> bool:
    """Whether printed rows do not add up to a printed total, in any column that is shown."""
    digits = result.scenario.minor_digits
    figures = ("amount", "expected") if result.is_weighted else ("amount",)

    def rounded(value: Decimal | int) -> Decimal:
        return to_minor_unit(Decimal(value), digits)

    def differs(values: Iterable[Decimal | int], whole: Decimal | int) -> bool:
        return sum(map(rounded, values), Decimal(0)) != rounded(whole)

    def sum_differs(line: Line[Decimal]) -> bool:
        parts = [part for part in line.parts if part.counts]
        return bool(parts) and (
            any(differs((getattr(p, one) for p in parts), getattr(line, one)) for one in figures)
            or any(sum_differs(part) for part in parts)
        )

    def block_differs(lines: Iterable[Line[Decimal]]) -> bool:
        """Whether lines, which stand one below the other, do not add up to their printed sum."""
        own = [line for line in lines if line.assessed]
        return any(sum_differs(line) for line in own) or any(
            differs((getattr(line, one) for line in own), add(*(getattr(line, one) for line in own)))
            for one in figures
        )

    totals = result.totals
    if by_phase:
        phases = result.exposure.phases
        once = [line for line in result.exposure.lines if not line.phases and line.assessed]
        blocks = [one.expected() for one in phases]
        blocks += [line.expected for line in once if line.expected is not None]
        if any(block_differs(one.lines) for one in phases) or any(map(sum_differs, once)):
            return True
    else:
        groups = [totals[group.value] for group in OTHER_GROUPS]
        blocks = [one for one in (totals["expected_cost_of_failure"], *groups) if one is not None]
        if any(block_differs(result.exposure.group(group)) for group in Group):
            return True
    net = result.assessment.net_exposure
    if differs(blocks, net):
        return True
    programme = totals["programme"]
    return bool(programme) and differs(
        (assessed_figure(totals.exposure), assessed_figure(programme)), net
    )


def _money(result: _Shown, value: Decimal | int) -> str:
    return numbers.money(Decimal(value), result.scenario.minor_digits)


def _short(result: _Shown, value: Decimal | int) -> str:
    """Write an amount without minor units where it has none."""
    exact = numbers.number(Decimal(value))
    rounded = numbers.money(Decimal(value), result.scenario.minor_digits)
    return exact if len(exact) <= len(rounded) else rounded
