"""Validating a merged document: what must hold in a scenario beyond the shape of its parts."""

from collections.abc import Collection
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from omsrisk.core.phasing.learning import with_learned_days
from omsrisk.core.phasing.slips import MOST_DAYS_OF_A_SLIP, slipped, whole_days
from omsrisk.core.pricing.case import PHASES, Case, Spread
from omsrisk.core.pricing.catalogue import (
    CAPITAL_OVERRUN,
    GAP_LIST,
    IF_IT_FAILS,
    ITEM_LISTS,
    ITEMS_IF_IT_FAILS,
    LINES,
    MITIGATION_LIST,
    SLIPS,
    STABILISATION,
)
from omsrisk.core.pricing.declarations import Group
from omsrisk.core.pricing.derived import CATEGORIES, sections_of
from omsrisk.core.pricing.needs import MissingInput, idle_inputs, missing_inputs
from omsrisk.core.uncertainty.sharing import sharing_quantiles
from omsrisk.scenario.building.doubts import doubtful_numbers, empty_texts
from omsrisk.scenario.building.merging import nearest_path
from omsrisk.scenario.building.model_reader import ModelReader
from omsrisk.scenario.building.phases import (
    is_of_the_plan,
    kept_by_all,
    lasting_for_nothing,
    oddities_of,
    problems_of,
)
from omsrisk.scenario.building.resolver import Resolver
from omsrisk.scenario.documents.findings import Severity, at
from omsrisk.scenario.documents.nodes import Map, Scalar
from omsrisk.scenario.documents.places import Location, exact_node_at, key_at
from omsrisk.scenario.schema.paths import is_path_of_sections, known_paths
from omsrisk.scenario.schema.scenario_file import VARIANTS, ScenarioFile
from omsrisk.text import slug_of, visible

if TYPE_CHECKING:
    from omsrisk.scenario.schema.priced.phase import PhaseSection

_PRICED = frozenset[str]().union(*map(sections_of, Group), [CAPITAL_OVERRUN.section])
"""The sections that are a line each: stating one assesses something."""

_PRICED_LISTS = tuple(items.path for items in (*ITEM_LISTS, ITEMS_IF_IT_FAILS))


_HAS_LINES = frozenset(
    kind.section.partition(".")[0] for kind in LINES if kind.group is not Group.OVERRUN
)
"""Sections that say something without a list of items."""

_MADE_OF_PARTS = tuple(
    (kind.section, tuple(part.path.rpartition(".")[2] for part in kind.parts.values()))
    for kind in LINES
    if kind.parts
)
"""Sections that say nothing without one of their parts, with the keys of these."""

_MADE_OF_ITEMS = tuple(
    items.section
    for items in ITEM_LISTS
    if items.section not in _HAS_LINES and items.path != items.section
)
"""Sections that say nothing without their list of items."""


def _assesses(case: Case) -> bool:
    """Whether a case prices anything: a category, or what is around the four, such as a write-off."""
    if not case.sections.isdisjoint(_PRICED):
        return True
    stated = case.sections.union(*(phase.sections for phase in case.phases))
    sections = {one.replace(IF_IT_FAILS, STABILISATION, 1) for one in stated}
    lists = [case.rows, *(own for phase in case.phases for own in (phase.rows, phase.own_rows))]
    return not sections.isdisjoint(_PRICED) or any(
        rows and path.endswith(_PRICED_LISTS) for own in lists for path, rows in own.items()
    )


def _on_its_dates(case: Case) -> Case:
    """Let the go-lives slip by the days that are stated, the likely ones of a range."""
    stated = case.inputs.get(SLIPS)
    if stated is None or stated.value > MOST_DAYS_OF_A_SLIP:  # too many are a finding later on
        return case
    return slipped(case, whole_days(stated.value))


def _as_learned(file: ScenarioFile, case: Case) -> Case:
    """Let phases state what they learn, before anything acts on it."""
    if file.calendar is not None and file.calendar.if_live_from is not None:
        return case  # done when it is known what is in force
    return with_learned_days(case) if file.learning else case


_PLANS = (GAP_LIST, MITIGATION_LIST, "correlations", VARIANTS)
"""What is planned and known beside the prices: most files state none of it."""


class Validation(ModelReader[ScenarioFile]):
    """
    One document, validated.

    Attributes:
        findings: What is wrong or odd, in no order.
        file: The model, where nothing is wrong.
        case: What the core prices, where nothing is wrong.
        begun: File and case, where nothing is wrong but that inputs are missing.

    Args:
        document: The file with its bases merged in.
        set_paths: What the command line sets.
        independent: Paths whose ranges take a quantile of their own in each phase.
        file: The model, where it has been read; its texts are then not doubted.
    """

    def __init__(
        self,
        document: Map,
        set_paths: tuple[str, ...] = (),
        independent: Collection[str] = (),
        file: ScenarioFile | None = None,
    ) -> None:
        super().__init__(document, ScenarioFile, file)
        is_read = file is not None
        self.case: Case | None = None
        self.begun: tuple[ScenarioFile, Case] | None = None
        file, self.file = self.file, None
        if file is not None:
            self._judge(file, set_paths, independent)
        if self.file is not None and not is_read:
            self._doubt_texts(self.file)

    @property
    def decided(self) -> tuple[str, ...]:
        """The mitigations that the file decides on, by slug."""
        models = () if self.file is None else self.file.mitigations or ()
        return tuple(slug_of(one.name) for one in models if one.taken and one.name is not None)

    def _judge(
        self, file: ScenarioFile, set_paths: tuple[str, ...], independent: Collection[str]
    ) -> None:
        sources = file.sources or {}
        for path in sources:
            if not _is_known(path):
                self._report(("sources", path), "SCN109", f"unknown path `{visible(path)}`",
                             nearest_path(path))  # fmt: skip
        resolver = Resolver(self._report, sources, set_paths, self._is_excused)
        case = _on_its_dates(sharing_quantiles(resolver.case(file), independent))
        case = _as_learned(file, case)
        if any(getattr(file, key) is not None for key in _PLANS):
            from omsrisk.scenario.building.mitigations import with_plans

            def report(location: Location, code: str, message: str, hint: str) -> None:
                if not self._names_what_is_told(location, resolver):
                    self._report(location, code, message, hint)

            case = with_plans(file, case, report)
        if file.calendar is not None and file.calendar.if_live_from is not None:
            from omsrisk.scenario.over_time.live_from import with_live_from  # most files have none

            case = with_live_from(file.calendar, case, self._report)
        if file.currency is None:
            self._report(("currency",), "SCN103", "", "a code of ISO 4217, such as `currency: USD`")
        self._judge_spreads(case, resolver)
        for missing in missing_inputs(case):
            self._missing_input(missing, resolver)
        for location, code, message, hint in problems_of(file, case):
            if code != "SCN303" or not self._is_told_of("go_live"):
                self._report(location, code, message, hint)
        self._incomplete_sections(file)
        if self.is_valid and not _assesses(case):
            # what is planned alone is assessed, too; who has nothing yet begins with what may fail
            at_stake = (items.section for items in ITEM_LISTS if not items.is_added_to)
            sections = dict.fromkeys((*(kind.section for kind in CATEGORIES), *sorted(at_stake)))
            hint = f"add one of: {', '.join(sections)}"
            message = "nothing is assessed"
            self.findings.append(at(self._root, "SCN112", message, hint=hint))
        self._warn_of_what_has_no_effect(file, case, resolver)
        if self.is_valid:
            self._tell_what_is_odd(file, case)
        if self.is_valid:
            self.file, self.case = file, case
        if file.currency is not None and self._lacks_inputs_alone():
            self.begun = file, case

    def _tell_what_is_odd(self, file: ScenarioFile, case: Case) -> None:
        """Tell of what is allowed, and may not be what was meant."""
        for location, code, message, hint in oddities_of(file, case):
            self._report(location, code, message, hint)

    def _doubt_texts(self, file: ScenarioFile) -> None:
        """Tell of texts that may not say what was meant."""
        for location, text in doubtful_numbers(self._root, type(file)):
            self._doubt(location, text)
        for location in empty_texts(self._root):
            if self._is_of_this_file(location):
                hint = "write what is meant, or remove it"
                self._report(location, "SCN113", "has no effect: it is an empty text", hint)

    def _lacks_inputs_alone(self) -> bool:
        errors = [one for one in self.findings if one.severity is Severity.ERROR]
        return all(one.code in {"SCN103", "SCN112"} for one in errors)

    def _doubt(self, location: Location, text: str) -> None:
        """Tell of a number whose point may have been meant to mark thousands."""
        read = f"{Decimal(text).normalize():f}"
        message = f"`{self._path(location)}`: `{text}` is read as {read}"
        hint = f"write {text.replace('.', '')} if thousands are meant, {read} if not"
        self._report(location, "SCN115", message, hint)

    def _is_told_of(self, key: str) -> bool:
        """Whether an error is told of what stands under a key, anywhere."""
        return any(one[-1:] == (key,) for one in self._excused)

    def _names_what_is_told(self, location: Location, resolver: Resolver) -> bool:
        """Whether a correlation names an input of which is said already what is wrong with it."""
        named = self.place_of(location)
        return (
            "correlations" in location
            and isinstance(named, Scalar)
            and self._is_excused(self._location(named.text, resolver))
        )

    def _warn_of_what_has_no_effect(self, file: ScenarioFile, case: Case, resolver: Resolver) -> None:
        found = [
            (
                self._location(idle.path, resolver),
                "has no effect: what it would give is stated elsewhere",
                "remove it, or the other",
            )
            for idle in idle_inputs(case)
        ]
        if self.is_valid:
            found += [(where, message, hint) for where, _, message, hint in kept_by_all(file, case)]
            message = "has no effect: nothing is paid by its days, or spread over them"
            hint = "state what takes longer, such as `support`, or remove it"
            idle = lasting_for_nothing(case)
            found += [(self._location(path, resolver), message, hint) for path in idle]
        for where, message, hint in found:
            if self._is_of_this_file(where):
                self._report(where, "SCN113", message, hint)

    def _is_of_this_file(self, location: Location) -> bool:
        """Whether the file, or an option, states it and no base, which is there to be overridden."""
        origin = self.place_of(location).origin
        return origin.is_option or origin.name == self._root.origin.name

    def _judge_spreads(self, case: Case, resolver: Resolver) -> None:
        for path, one in case.inputs.items():
            if one.spread is not None and is_of_the_plan(path):
                message = f"`{path}` takes one value: what is planned has no range"
                self._report(self._location(path, resolver), "SCN501", message, "state one `value`")
            if one.spread is not None and one.spread.kind == "two-sided power":
                self._judge_mode(path, one.spread, resolver)

    def _judge_mode(self, path: str, spread: Spread, resolver: Resolver) -> None:
        """Say where no distribution that meets both points is densest at the likely value."""
        from omsrisk.core.distributions.share_fits import has_mode
        from omsrisk.core.uncertainty.events import distribution_of

        if not has_mode(distribution_of(spread).parameters):
            message = f"`{path}`: no distribution meets both points and is densest at `likely`"
            hint = "the points are met, and it is densest at an end: is `likely` right?"
            self._report(self._location(path, resolver), "SCN506", message, hint)

    def _incomplete_sections(self, file: ScenarioFile) -> None:
        self._incomplete(file, ())
        for index, phase in enumerate(file.phases or ()):
            self._incomplete(phase, ("phases", index))
        capital = file.capital
        if capital is not None and capital.items is not None and capital.system_cost is not None:
            message = "is said twice: as `system_cost`, and by `items`"
            self._report(("capital", "items"), "SCN111", message, "keep one of them")

    def _incomplete(self, file: "ScenarioFile | PhaseSection", where: Location) -> None:
        """Report sections of a scenario or of a phase that are there and say nothing."""
        stated = file.__dict__
        for name, parts in _MADE_OF_PARTS:
            section = stated.get(name)
            if (*where, name) in self._with_unknown_keys:
                continue  # one cause, one finding
            if section is not None and all(getattr(section, one) is None for one in parts):
                message = f"`{self._path((*where, name))}` has none of its parts"
                place = (*where, name, parts[0])
                self._report(place, "SCN103", message, f"parts: {', '.join(parts)}")
        for name in _MADE_OF_ITEMS:
            section = stated.get(name)
            if (*where, name) in self._with_unknown_keys:
                continue
            if section is not None and section.items is None:
                hint = "an empty list is zero; leave the section out if it is not assessed"
                self._report((*where, name, "items"), "SCN103", "", hint)

    def _missing_input(self, missing: MissingInput, resolver: Resolver) -> None:
        path, needed_by = missing.path, missing.needed_by
        if needed_by in resolver.unmoved:
            return
        if missing.phase:
            path, needed_by = (f"{PHASES}.{missing.phase}.{one}" for one in (path, needed_by))
        location = self._location(path, resolver)
        section = path.rpartition(".")[0]
        message = f"`{path}` is missing"
        prefix = f"{PHASES}.{missing.phase}." if missing.phase else ""
        hint = (
            f"or state `{prefix}{missing.instead}`" if missing.instead else f"omsrisk explain {path}"
        )
        if not f"{needed_by}.".startswith(f"{section}."):
            message += f": `{needed_by}` needs it"
            if exact_node_at(self._root, location[:-1]) is None:
                if not self._is_excused(location):
                    anchor = key_at(self._root, self._location(needed_by, resolver))
                    self.findings.append(at(anchor, "SCN103", message, path=path, hint=hint))
                return
        self._report(location, "SCN103", message, hint)

    def _location(self, path: str, resolver: Resolver) -> Location:
        if path in resolver.locations:
            return resolver.locations[path]
        head = path
        tail: list[str] = []
        while head:
            head, _, last = head.rpartition(".")
            tail.insert(0, last)
            if head in resolver.locations:
                return (*resolver.locations[head], *tail)
        return tuple(path.split("."))


def _is_known(path: str) -> bool:
    if is_path_of_sections(path) or path in known_paths():
        return True
    parts = path.split(".")
    return any(
        len(parts) == len(known.split("."))
        and all(mask in {"*", part} for mask, part in zip(known.split("."), parts, strict=True))
        for known in (*known_paths(), *(f"{one}.*" for one in _lists()))
    )


@cache
def _lists() -> tuple[str, ...]:
    """List the paths of every list whose elements have names."""
    names = (".*.item", ".*.name", ".*.area")
    return tuple(one.rpartition(".*.")[0] for one in known_paths() if one.endswith(names))
