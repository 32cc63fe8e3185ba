"""What must hold between the parts of a plan: its phases and its dates."""

from decimal import Decimal

from omsrisk.core.calendar import MONTHS
from omsrisk.core.money import add
from omsrisk.core.phasing.go_live_chances import follows_failures
from omsrisk.core.phasing.if_it_fails import failed_version, lasts_for_nothing
from omsrisk.core.pricing.case import PHASES, Case, Treatment, is_of_a_phase
from omsrisk.core.pricing.catalogue import (
    COMMON_CAUSE,
    DAYS_IF_IT_FAILS,
    IF_IT_FAILS,
    LIKELIHOOD_AFTER_FAILURE,
    MARGIN,
    PAUSE_DAYS,
    RECOVERIES,
    SLIPS,
    STABILISATION,
    STABILISATION_DAYS,
    STOPPING_ITEMS,
    STOPPING_LIKELIHOOD,
    TODAY,
    WORKING_DAYS,
)
from omsrisk.core.pricing.lines import slices_of
from omsrisk.core.pricing.variation import is_phase_share, moves_dates, shapes_season
from omsrisk.scenario.building.resolver import phase_takes
from omsrisk.scenario.documents.places import Location
from omsrisk.scenario.over_time.courses import problems_of_courses, problems_of_grace
from omsrisk.scenario.schema.choices import PAUSE, STOP
from omsrisk.scenario.schema.scenario_file import ScenarioFile

Problem = tuple[Location, str, str, str]
"""Where, code, message, hint."""


def problems_of(file: ScenarioFile, case: Case) -> list[Problem]:
    """List what makes the plan impossible."""
    found: list[Problem] = []
    if case.phases and len(case.phases) == len(file.phases or ()):
        found += _shares(file, case)
    elif (case.stops_if_a_phase_fails or case.pauses_if_a_phase_fails) and not file.phases:
        message = "has no effect: there are no phases"
        found.append((_rule_of(file), "SCN306", message, "add phases, or remove it"))
    rule, word = file.stop_if_a_phase_fails, file.if_a_phase_fails
    if None not in {rule, word} and rule != (word == STOP):
        message = f"says `{word}`, and `stop_if_a_phase_fails` says {'true' if rule else 'false'}"
        found.append((("if_a_phase_fails",), "SCN111", message, "keep one of them"))
    if file.calendar is not None and file.calendar.working_days == ():
        hint = "name one at least; all seven count where it is left out"
        found.append((("calendar", "working_days"), "SCN104", "names no day of the week", hint))
    is_plain = file.phases and not rule  # what is wrong with the rule itself is told above
    if is_plain and case.pauses_if_a_phase_fails and PAUSE_DAYS not in case.inputs:
        found.append(((PAUSE_DAYS,), "SCN103", "", "how long it pauses after a phase that fails"))
    found += _dependence(case)
    found += problems_of_courses(case)
    found += problems_of_grace(case)
    if case.settings:
        from omsrisk.scenario.over_time.peaks import problems_of_catching_up

        found += problems_of_catching_up(case)
    if TODAY in case.sections:
        from omsrisk.scenario.building.held_to_today import problems_of_rates

        found += problems_of_rates(case)
    if file.learning:  # most files have none
        from omsrisk.scenario.over_time.learning_rates import problems_of_learning

        found += problems_of_learning(file.learning, case)
    if file.calendar is not None:
        found += _dates(file, case)
    return found


def _rule_of(file: ScenarioFile) -> Location:
    """Find the key that states the stop rule, of a file that has it."""
    return file.stop_rule[:1] if file.stop_rule else ()


def _shares(file: ScenarioFile, case: Case) -> list[Problem]:
    found: list[Problem] = []
    for index, phase in enumerate(file.phases or ()):
        if phase.share_of_orders is None:
            found.append((("phases", index, "share_of_orders"), "SCN103", "", ""))
    if found:
        return found
    whole = add(*(phase.share.value for phase in case.phases))
    if whole != 1:
        percent = f"{whole.scaleb(2):f}"
        message = f"`phases`: the shares of orders add up to {percent} %, not 100 %"
        return [(("phases",), "SCN301", message, "change `share_of_orders` of one of them")]
    return []


def _dates(file: ScenarioFile, case: Case) -> list[Problem]:
    calendar = file.calendar
    assert calendar is not None  # noqa: S101 - the caller has looked
    found: list[Problem] = []
    first = case.stated_first_go_live
    backup, earliest = calendar.backup_go_live, calendar.earliest_go_live
    if backup is not None and first is not None and backup < first:
        message = f"`calendar.backup_go_live`: {backup} lies before the go-live, {first}"
        hint = "the backup is the day to fall back to"
        found.append((("calendar", "backup_go_live"), "SCN302", message, hint))
    if earliest is not None and first is not None and first < earliest:
        message = f"`calendar.earliest_go_live`: {earliest} lies after the go-live, {first}"
        hint = "nothing can go live before the earliest day"
        found.append((("calendar", "earliest_go_live"), "SCN302", message, hint))
    horizon, last = calendar.horizon, case.last_go_live
    if horizon is not None and last is not None and horizon < last:
        message = f"`calendar.horizon`: {horizon} lies before the last go-live, {last}"
        hint = "what a stop leaves undone is counted up to it"
        found.append((("calendar", "horizon"), "SCN302", message, hint))
    if SLIPS in case.inputs:
        from omsrisk.scenario.over_time.slipping_dates import problems_of_slips  # most have none

        found += problems_of_slips(case)
    if calendar.season is not None and not _has_go_lives(case):
        message = "`calendar.season` weighs nothing: there is no go-live"
        found.append((("calendar", "season"), "SCN303", message, "add `calendar.go_live`"))
    closed = "holidays" if calendar.working_days is None else "working_days"
    if case.calendar.closed is not None:
        if not _has_go_lives(case):
            message = f"`calendar.{closed}` counts nothing: there is no go-live"
            found.append((("calendar", closed), "SCN303", message, "add `calendar.go_live`"))
        message = f"is said twice: `calendar.{closed}` counts the working days"
        for path in (WORKING_DAYS, WORKING_DAYS.replace(STABILISATION, IF_IT_FAILS, 1)):
            places: list[Location] = [()] if path in case.inputs else []
            places += [
                ("phases", at)
                for at, phase in enumerate(case.phases)
                if path in phase.inputs and phase.inputs[path].restated
            ]
            for place in places:
                where = (*place, *path.split("."))
                found.append((where, "SCN111", message, "keep one of them"))
    if calendar.cost_of_waiting_per_day is not None and not _may_be_postponed(case):
        if earliest is None:
            hint = "waiting counts from the earliest go-live"
            found.append((("calendar", "earliest_go_live"), "SCN103", "", hint))
        if first is None:
            found.append((("calendar", "go_live"), "SCN103", "", "waiting counts to the go-live"))
    return found


def _dependence(case: Case) -> list[Problem]:
    """List what is said twice of how phases depend on each other."""
    if COMMON_CAUSE not in case.inputs or not follows_failures(case):
        return []
    message = f"stands beside `{LIKELIHOOD_AFTER_FAILURE}`: both say how phases depend on each other"
    return [((COMMON_CAUSE,), "SCN111", message, "keep one of them")]


def _dependence_without_effect(case: Case) -> list[Problem]:
    """List what is said of how phases depend on each other and changes nothing."""
    found: list[Problem] = []
    message = "has no effect"
    if COMMON_CAUSE in case.inputs and len(case.phases) < 2:  # noqa: PLR2004 - it takes two
        found.append(((COMMON_CAUSE,), "SCN113", f"{message}: there are no phases", "add phases"))
    for index, phase in enumerate(case.phases):
        if LIKELIHOOD_AFTER_FAILURE in phase.inputs:
            where: Location = ("phases", index, LIKELIHOOD_AFTER_FAILURE)
            if index == 0:
                hint = "the first phase follows none"
                found.append((where, "SCN113", message, hint))
            elif case.stops_if_a_phase_fails:
                hint = "where a failure stops the roll-out no phase follows one"
                found.append((where, "SCN113", f"{message} under the stop rule", hint))
    return found


def is_of_the_plan(path: str) -> bool:
    """Whether an input weighs days, moves a date, or is a phase's share: planned, not guessed."""
    return is_phase_share(path) or shapes_season(path) or moves_dates(path)


def _may_be_postponed(case: Case) -> bool:
    """Whether a gap states days that would be charged as waiting without any date."""
    return any(moves_dates(path) and one.value for path, one in case.inputs.items())


def _has_go_lives(case: Case) -> bool:
    if case.phases:
        return all(phase.go_live is not None for phase in case.phases)
    return case.calendar.go_live is not None


def oddities_of(file: ScenarioFile, case: Case) -> list[Problem]:
    """List what is possible and probably not meant: warnings."""
    found: list[Problem] = []
    season = case.calendar.season
    if season is not None and season.total != len(MONTHS):
        mean = f"{season.total / len(MONTHS):.4f}".rstrip("0").rstrip(".")
        message = f"`calendar.season`: the indices of the twelve months average {mean}, not 1"
        hint = "a month that is left out is 1; scale them so that the year is average"
        found.append((("calendar", "season"), "SCN304", message, hint))
    if PAUSE_DAYS in case.inputs and not case.pauses_if_a_phase_fails:
        hint = f"add `if_a_phase_fails: {PAUSE}`, or remove it"
        found.append(((PAUSE_DAYS,), "SCN113", "has no effect: nothing pauses", hint))
    if (case.stops_if_a_phase_fails or case.pauses_if_a_phase_fails) and len(case.phases) == 1:
        place = _rule_of(file)
        message = "has no effect: one phase alone has none after it"
        found.append((place, "SCN113", message, "add phases, or remove it"))
    found += _margin_of_some(case)
    found += _certain_stopping(case)
    found += _stopping_in_part(case)
    found += _standing_still(case)
    found += _dependence_without_effect(case)
    if case.settings:
        from omsrisk.scenario.over_time.peaks import peaks_without_effect

        found += peaks_without_effect(case)
    found += _settling_sooner(case)
    for index, phase in enumerate(case.phases):
        for path, one in phase.inputs.items():
            above = case.inputs.get(path)
            if (
                one.restated
                and not is_of_a_phase(path)
                and above is not None
                and one.treatment is Treatment.EXTENSIVE
                and one.value == above.value != Decimal(0)
            ):
                message = (
                    f"`{one.path}` restates the value of the whole scenario: "
                    "what a phase restates is not split"
                )
                where: Location = ("phases", index, *path.split("."))
                hint = "leave it out to split it by the share of orders"
                found.append((where, "SCN305", message, hint))
        if "stopping" in phase.restated_sections:
            message = "has no effect"
            where = ("phases", index, "stopping")
            if not case.stops_if_a_phase_fails:
                hint = "add `if_a_phase_fails: stop`"
                found.append((where, "SCN113", f"{message} without the stop rule", hint))
            elif index + 1 == len(case.phases):
                hint = "after the last phase nothing is left to stop"
                found.append((where, "SCN113", message, hint))
    return found


def _certain_stopping(case: Case) -> list[Problem]:
    """Ask how likely the roll-out is abandoned, where no rule says when it stops."""
    priced = bool(case.rows.get(STOPPING_ITEMS.path))
    if not priced or case.stops_if_a_phase_fails or STOPPING_LIKELIHOOD in case.inputs:
        return []
    message = "`stopping.likelihood` is missing: what stopping costs is charged in full"
    hint = "state the chance that the roll-out is abandoned; with phases, or `if_a_phase_fails: stop`"
    return [(("stopping",), "SCN308", message, hint)]


def _stopping_in_part(case: Case) -> list[Problem]:
    """Ask what stopping costs after each phase, where it is stated for some of them only."""
    lacking, may_stop = case.phases_without_stopping, case.phases[:-1]
    if not lacking or len(lacking) == len(may_stop):
        return []
    message = (
        f"what stopping costs is stated in {len(may_stop) - len(lacking)} of {len(may_stop)} phases "
        f"that may stop: in `phases.{lacking[0].slug}` it is not assessed"
    )
    hint = "state `stopping` for the scenario, or for each phase but the last; `items: []` is zero"
    return [(("phases", case.phases.index(lacking[0])), "SCN309", message, hint)]


def _standing_still(case: Case) -> list[Problem]:
    """List working days that stay the same however long the window is that they lie in."""
    found: dict[Location, Problem] = {}
    for index, inputs in enumerate([one.inputs for one in case.phases] or [case.inputs]):
        window, days = inputs.get(STABILISATION_DAYS), inputs.get(WORKING_DAYS)
        if window is None or days is None or window.spread is None or days.spread is not None:
            continue
        own: Location = ("phases", index) if days.restated else ()
        where = (*own, *WORKING_DAYS.split("."))
        ends = (window.spread.low, window.spread.high)
        low, high = (f"{Decimal(f'{end:.6g}').normalize():f}" for end in ends)
        message = (
            f"`{days.path}` stays {days.value.normalize():f} "
            f"while `{window.path}` ranges from {low} to {high} days"
        )
        hint = "state a range for it, and under `correlations` that the two are correlated"
        found.setdefault(where, (where, "SCN505", message, hint))
    return list(found.values())


def _settling_sooner(case: Case) -> list[Problem]:
    """List the go-lives that settle sooner if they fail than if they hold."""
    found: dict[Location, Problem] = {}
    for index, inputs in enumerate([one.inputs for one in case.phases] or [case.inputs]):
        held, failed = inputs.get(STABILISATION_DAYS), inputs.get(DAYS_IF_IT_FAILS)
        if held is None or failed is None or failed.value >= held.value:
            continue
        own: Location = ("phases", index) if is_of_a_phase(failed.path) else ()
        where = (*own, *DAYS_IF_IT_FAILS.split("."))
        days = [f"{one.value.normalize():f}" for one in (failed, held)]
        message = f"is {days[0]}, less than the {days[1]} of `{held.path}`: it settles sooner"
        hint = "a go-live that fails takes longer: are the two swapped?"
        found.setdefault(where, (where, "SCN319", message, hint))
    return list(found.values())


def lasting_for_nothing(case: Case) -> list[str]:
    """
    List where it is stated how long a go-live takes that fails, and nothing of it lasts as long.

    Args:
        case: Complete inputs.
    """
    found: dict[str, bool] = {}
    for index, one in enumerate(slices_of(case)):
        days, failed = one.inputs.get(DAYS_IF_IT_FAILS), failed_version(one)
        if days is not None and failed is not None:
            back = case.rows.get(RECOVERIES.path, ())
            for phase in case.phases[index : index + 1]:
                back += phase.own_rows.get(phase.prefix + RECOVERIES.path, ())
            found[days.path] = found.get(days.path, True) and lasts_for_nothing(failed, back)
    return [path for path, is_idle in found.items() if is_idle]


def kept_by_all(file: ScenarioFile, case: Case) -> list[Problem]:
    """
    List what the scenario states and every phase restates, so that nobody reads it.

    Args:
        file: The validated file.
        case: Complete inputs.
    """
    found: list[Problem] = []
    if not case.phases:
        return found
    reached = {one.path for phase in case.phases for one in phase.inputs.values()}
    if any(one.covers is not None for one in file.phases or ()):
        from omsrisk.scenario.building.coverage import split_inputs_taken_whole

        reached |= split_inputs_taken_whole(case)
    hint = "remove it, or let a phase inherit it"
    for path in case.inputs:
        # without the stop rule, the stopping of the scenario is charged once: nobody inherits it
        if path not in reached and phase_takes(path) and not path.startswith("stopping"):
            message = "has no effect: every phase restates it"
            found.append((tuple(path.split(".")), "SCN113", message, hint))
    dates = [phase.go_live for phase in case.phases]
    go_live = case.calendar.go_live
    if go_live is not None and go_live not in dates:
        message = "has no effect: every phase has a go-live of its own"
        found.append((("calendar", "go_live"), "SCN113", message, hint))
    return found


def _margin_of_some(case: Case) -> list[Problem]:
    stating = [phase for phase in case.phases if MARGIN in phase.inputs]
    if not stating or len(stating) == len(case.phases):
        return []
    index = case.phases.index(stating[0])
    message = "is stated in some phases only: no figure at margin can be told"
    where: Location = (PHASES, index, *MARGIN.split("."))
    return [(where, "SCN113", message, "state it for all phases")]
