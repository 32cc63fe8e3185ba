"""
From the validated file to the case that the core prices: inputs by path, elements by slug.

A file is a tree, and a formula asks for paths; so the tree is flattened once, and what is in force
in a phase is one map from paths to inputs. Three rules make it. What a phase restates replaces what
it inherits: a number, a list as a whole, never half of it. Two lists are added to instead, those of
`ADDED_TO`, as a phase's programme does not cancel the roll-out's. And what is charged once for the
roll-out no phase takes. An input that is inherited keeps the path where it is stated, so that all
phases that have it from the scenario share one number, one source and one quantile.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar, cast

from omsrisk.core.calendar import MONTHS, WEEKDAYS, Calendar, ClosedDays, season_of
from omsrisk.core.formulas.formula import Basis
from omsrisk.core.pricing.case import (
    COMMAND_LINE,
    PHASES,
    Case,
    Input,
    ListElement,
    Phase,
    Treatment,
    is_of_a_phase,
    own_path,
    phase_of,
)
from omsrisk.core.pricing.catalogue import (
    CAP,
    CATCH_UP_CAPACITY,
    DRIVERS,
    FOLLOWS_SEASON,
    GAP_LIST,
    IF_IT_FAILS,
    LEARNING,
    MITIGATION_LIST,
    PER,
    SHARE_OF_ORDERS,
    STABILISATION,
)
from omsrisk.core.pricing.declarations import ItemList
from omsrisk.core.pricing.derived import ADDED_TO, BY_ID, list_at
from omsrisk.core.pricing.programme import GAPS, MITIGATIONS
from omsrisk.scenario.documents.places import UNTIL_DAY, Location
from omsrisk.scenario.over_time.set_by_path import SetValue
from omsrisk.scenario.schema.choices import PAUSE, STOP
from omsrisk.scenario.schema.paths import KeyShape, is_path, known_input, shapes_of, treatment_of
from omsrisk.scenario.schema.priced.cost_items import CostItem, PlannedItem
from omsrisk.scenario.schema.priced.roll_out_dates import CalendarSection as CalendarModel
from omsrisk.scenario.schema.priced.section import Element, Section
from omsrisk.scenario.schema.quantities import Quantity
from omsrisk.scenario.schema.scenario_file import ScenarioFile
from omsrisk.text import slug_of

if TYPE_CHECKING:
    from omsrisk.scenario.schema.priced.phase import PhaseSection as PhaseModel

T = TypeVar("T")

_CONTINGENT = "contingent"
"""The key of a recovery that says whether it is paid only if the go-live fails."""

Report = Callable[[Location, str, str, str], None]
"""Takes where it is, the code, the message and the hint of a finding."""


class Resolver:
    """
    Flattens a file into a case, and reports what makes no sense of its names.

    Args:
        report: Takes a finding.
        sources: Where values come from, by section or path.
        set_paths: What the command line sets.
        is_told: Whether an error is told of a place already, so that nothing follows from it.

    Attributes:
        locations: Where each input, section and element stands, by path.
        unmoved: The cost items that are paid for each of something where none may be, by path.
    """

    def __init__(
        self,
        report: Report,
        sources: Mapping[str, str],
        set_paths: tuple[str, ...],
        is_told: Callable[[Location], bool],
    ) -> None:
        self._report = report
        self._is_told = is_told
        self._sources = sources
        self._set_paths = tuple(map(as_slugs, set_paths))
        self._inputs: dict[str, Input] = {}
        self._rows: dict[str, tuple[ListElement, ...]] = {}
        self._settings: dict[str, Decimal | bool] = {}
        self._sections: list[str] = []
        self._models: list[PhaseModel] = []
        self._set_by_hand: set[str] = set()
        self.unmoved: set[str] = set()
        self.locations: dict[str, Location] = {}

    def case(self, file: ScenarioFile) -> Case:
        """Flatten the whole file."""
        self._section(file, "", ())
        for rate in file.learning or ():
            self._rate(rate)
        if any(one.covers is not None for one in self._models):
            from omsrisk.scenario.building.coverage import with_coverage  # most files have none

            self._rows = with_coverage(self._rows, self._models, self._report)
        calendar = _calendar(file.calendar)
        stated = _Stated.of(self._inputs, self._rows, self._sections, self._settings)
        return Case(
            inputs=self._inputs,
            rows=self._rows,
            sections=frozenset(self._sections),
            calendar=calendar,
            phases=tuple(
                self._phase(row, model, calendar, stated)
                for row, model in zip(self._rows.get(PHASES, ()), self._models, strict=True)
            ),
            stops_if_a_phase_fails=bool(file.stop_if_a_phase_fails) or file.if_a_phase_fails == STOP,
            pauses_if_a_phase_fails=file.if_a_phase_fails == PAUSE,
            set_by_hand=frozenset(self._set_by_hand),
            discount_rate=file.discount_rate,
            settings=self._settings,
        )

    def _phase(
        self,
        row: ListElement,
        model: "PhaseModel",
        calendar: Calendar,
        every: "_Stated",
    ) -> Phase:
        """Lay what a phase restates over what it inherits; a list or a quantity is replaced whole."""
        prefix = f"{PHASES}.{row.slug}."
        stated = every.inputs.own_of(row.slug)
        added = {
            prefix + path: one._replace(restated=True)
            for path, one in stated.items()
            if path.startswith(ADDED_TO)
        }
        restated = {path: one for path, one in stated.items() if prefix + path not in added}
        rows = every.rows.own_of(row.slug)
        cut = {path for path in (*restated, *rows) if path not in ADDED_TO}
        inherited = {
            path: one
            for path, one in every.inputs.common.items()
            if not (cut and _is_under(path, cut))
        }
        mine = {path: one._replace(restated=True) for path, one in restated.items()}
        sections = frozenset(every.sections.own_of(row.slug))
        share = self._inputs.get(prefix + SHARE_OF_ORDERS)
        return Phase(
            slug=row.slug,
            name=row.name,
            share=share or Input(prefix + SHARE_OF_ORDERS, Decimal(0), "1"),
            go_live=model.go_live or calendar.go_live,
            inputs={**inherited, **mine, **added},
            rows={
                **{
                    path: one
                    for path, one in every.rows.common.items()
                    if path != PHASES and not _is_under(path, cut)
                },
                **{path: one for path, one in rows.items() if path not in ADDED_TO},
            },
            sections=frozenset(every.sections.common.keys() | sections),
            own_rows={prefix + path: rows[path] for path in ADDED_TO if path in rows},
            restated_sections=sections,
            restated_lists=frozenset(path for path in cut if path in rows or path in self._rows),
            has_own_go_live=model.go_live is not None,
            settings={**every.settings.common, **every.settings.own_of(row.slug)},
        )

    def _section(self, section: Section, prefix: str, location: Location) -> None:
        values = section.__dict__
        for key, field, shape in _keys_of(type(section)):
            value = values[field]
            if value is None:
                continue
            path, here = prefix + key, (*location, key)
            if type(value) is Quantity:
                self._input(path, value, shape, section)
            elif isinstance(value, Section):
                self._sections.append(path)
                self.locations[path] = here
                self._section(value, f"{path}.", here)
            elif shape.element is not None:
                self.locations[path] = here
                self._rows[path] = self._elements(value, path, here)
            elif own_path(path) in _SETTINGS:
                self._settings[path] = value

    def _input(self, path: str, value: Quantity, shape: KeyShape, owner: Section) -> None:
        declaration = shape.declaration
        assert declaration is not None  # noqa: S101 - a quantity is declared
        unit = declaration.unit
        if value[1:] == _A_NUMBER_ALONE and not (self._set_paths or isinstance(owner, Element)):
            found = self._nearest_source(path) if self._sources else None
            treatment = treatment_of(path, declaration)
            self._inputs[path] = Input(path, value.value, unit, treatment, found)  # as nearly all are
            return
        source, note, answers = _said(value.source), _said(value.note), _said(value.owner)
        item = owner if isinstance(owner, CostItem) and key_is_quantity(path) else None
        if isinstance(owner, Element):
            said = owner.__dict__
            source, note = source or _said(said.get("source")), note or _said(said.get("note"))
            answers = answers or _said(said.get("owner"))
        if item is not None and item.unit != "1":  # which would make it a part of a whole
            unit = item.unit or unit
        if self._set_paths and any(
            as_slugs(path) == one or as_slugs(path).startswith(f"{one}.") for one in self._set_paths
        ):
            source = source or COMMAND_LINE
            self._set_by_hand.add(path)
        elif source is None and self._sources:
            source = self._nearest_source(path)
        treatment = treatment_of(path, declaration)
        if item is not None and item.per is not None:
            # what is counted is the phase's own already, unless it is the same in each
            split = DRIVERS[item.per].is_split
            treatment = treatment if split else Treatment.INTENSIVE
        self._inputs[path] = Input(
            path,
            value.value,
            unit,
            treatment,
            source,
            note=note,
            spread=value.spread,
            owner=answers,
            written=value.written,
            as_of=value.as_of,
        )

    def _rate(self, rate: SetValue) -> None:
        """Take the rate at which phases learn on an input, by the path where that is stated."""
        if rate.quantity is None:
            return
        slugs = {as_slugs(path): path for path in self._inputs}
        path = LEARNING + slugs.get(as_slugs(rate.path), rate.path)
        value, known = rate.quantity, known_input(path)
        assert known is not None  # noqa: S101 - it was read as such
        declared = KeyShape(path, path, "", known.declaration, known.kind)
        self._input(path, value, declared, ScenarioFile())
        self.locations[path] = (LEARNING.rstrip("."), rate.path)

    def _nearest_source(self, path: str) -> str | None:
        while path:
            if source := _said(self._sources.get(path)):
                return source
            path = path.rpartition(".")[0]
        return None

    def _elements(
        self, elements: tuple[Element, ...], path: str, location: Location
    ) -> tuple[ListElement, ...]:
        rows: dict[str, ListElement] = {}
        for index, element in enumerate(elements):
            here = (*location, index)
            if self._is_told((*here, element.name_key)):
                continue
            name = element.element_name
            if name is None:
                key = element.name_key
                self._report(
                    (*here, key), "SCN103", f"`{key}` is missing in `{path}`", f"add `{key}`"
                )
                continue
            slug = slug_of(name)
            if not slug:
                message = f"the name `{name}` has no letters or digits"
                self._report((*here, element.name_key), "SCN110", message, "")
                continue
            items = list_at(own_path(path))
            section = "" if items is None else items.group.value
            if items is not None and slug_of(f"{section}.{slug}") in _TAKEN_IDS:
                message = f"the name `{name}` is taken: `{section}` has a line of the model so named"
                self._report((*here, element.name_key), "SCN110", message, "give it another name")
                continue
            if slug in rows:
                message = f"the name `{name}` is taken: both are known as `{slug}`"
                hint = "give each element of the list a name of its own"
                self._report((*here, element.name_key), "SCN110", message, hint)
                continue
            self.locations[f"{path}.{slug}"] = here
            rows[slug] = self._row(slug, name, element, here)
            if isinstance(element, CostItem):
                self._check_driver(element, items, rows[slug], f"{path}.{slug}", here)
            if path == PHASES:
                self._models.append(cast("PhaseModel", element))
            self._section(element, f"{path}.{slug}.", here)
        return tuple(rows.values())

    def _row(self, slug: str, name: str, element: Element, location: Location) -> ListElement:
        said, days = element.__dict__, self._days(element, location)
        if not isinstance(element, CostItem):
            return ListElement(slug, name, days=days, until_day=said.get(UNTIL_DAY))
        self._check_item(element, location)
        basis = None if element.basis is None else Basis(element.basis)
        contingent = said.get(_CONTINGENT) is not False
        if _CONTINGENT in said and contingent and days is not None:
            message = "has no effect: a contingent recovery falls over the stabilisation"
            key = "from" if said["on"] is None else "on"
            self._report((*location, key), "SCN113", message, "add `contingent: false`, or remove it")
        return ListElement(
            slug,
            name,
            basis,
            contingent,
            element.kind,
            days,
            per=element.per,
            grace_days=element.grace_days or 0,
        )

    def _days(self, element: Element, location: Location) -> tuple[date, date] | None:
        """Take the days on which an element is paid: one, or from the first to the last."""
        said = element.__dict__
        on, first, last = (said.get(name) for name in ("on", "from_", "to"))
        if not isinstance(element, PlannedItem) or first is last is None:
            return None if on is None else (on, on)
        if on is not None:
            message = "says the days twice: `on` a day, and `from` one `to` another"
            self._report((*location, "on"), "SCN111", message, "keep one of them")
        elif first is None or last is None:
            key = "from" if first is None else "to"
            hint = "an item is paid `on` a day, or evenly `from` one `to` another"
            self._report((*location, key), "SCN103", "", hint)
        elif last < first:
            message = f"`to`: {last} lies before `from`, {first}"
            self._report((*location, "to"), "SCN302", message, "the last day follows the first")
        else:
            return first, last
        return None

    def _check_driver(
        self,
        item: CostItem,
        items: ItemList | None,
        row: ListElement,
        path: str,
        location: Location,
    ) -> None:
        """Say where an item cannot move with the model, or have a cap: only what a failure brings."""
        stated = item.__dict__
        pays_anyway = _CONTINGENT in stated and not row.contingent
        message = "is priced in hidden costs, stabilisation and contingent recoveries alone"
        if item.per is not None and (items is None or not items.may_move or pays_anyway):
            hint = "state a plain `quantity` and `unit_cost`"
            self._report((*location, PER), "SCN116", message, hint)
            self.unmoved.add(path)
        if pays_anyway and stated[CAP] is not None:
            hint = "state what it comes to at most as its amount"
            self._report((*location, CAP), "SCN116", message, hint)

    def _check_item(self, item: CostItem, location: Location) -> None:
        if self._is_told((*location, PER)):
            return  # what is wrong with it is told, and all else follows from what was meant
        if item.per is None and item.grace_days is not None:
            message = "has no effect: it takes days away from what `per` counts"
            self._report((*location, "grace_days"), "SCN113", message, "add `per`, or remove it")
        if item.per is not None:
            if item.amount is not None:
                message = "says the cost twice: as an amount, and by what is counted"
                hint = "keep `per`, with a `unit_cost`"
                self._report((*location, "amount"), "SCN111", message, hint)
            elif item.unit_cost is None:
                hint = f"what one unit costs, for each `{item.per}`"
                self._report((*location, "unit_cost"), "SCN103", "", hint)
        elif item.amount is not None:
            for key in ("quantity", "unit_cost"):
                if getattr(item, key) is not None:
                    message = "says the cost twice: as an amount, and by quantity"
                    self._report((*location, key), "SCN111", message, "keep one of them")
                    return
        else:
            for key in ("quantity", "unit_cost"):
                if getattr(item, key) is None:
                    hint = "an item takes `quantity` and `unit_cost`, or an `amount`"
                    self._report((*location, key), "SCN103", "", hint)


@cache
def _keys_of(section: type[Section]) -> tuple[tuple[str, str, KeyShape], ...]:
    """List the keys of a section with their fields, in the order of the model."""
    return tuple((key, shape.field, shape) for key, shape in shapes_of(section).items())


def _said(text: str | None) -> str | None:
    """Return a text that says something; of blanks alone, nothing is said."""
    return text if text and text.strip() else None


_A_NUMBER_ALONE = Quantity(Decimal(0))[1:]

_SETTINGS = frozenset(
    {
        CATCH_UP_CAPACITY,
        FOLLOWS_SEASON,
        FOLLOWS_SEASON.replace(STABILISATION, IF_IT_FAILS, 1),
    }
)
"""What is priced with, and is no input: numbers without a range, and yes or no."""


def as_slugs(path: str) -> str:
    """Write a path as slugs, so that an element named as the author wrote it is the same one."""
    return ".".join(map(slug_of, path.split(".")))


def phase_takes(path: str) -> bool:
    """Whether phases inherit an input at all: what is charged once, they do not."""
    in_phase = f"{PHASES}.*.{path}"
    return not path.startswith(ADDED_TO) and is_path(in_phase)


def key_is_quantity(path: str) -> bool:
    """Whether a path of a cost item is its quantity, whose unit is the author's own word."""
    return path.endswith(".quantity")


_TAKEN_IDS = frozenset(slug_of(line_id) for line_id in (*BY_ID, GAPS, MITIGATIONS))
"""Lines of the model, beside which an item of the name would make an id twice."""


class _Parted(Generic[T]):
    """
    What is stated by path, parted once: to look through all of it for each phase would grow with
    the square of their number.

    Args:
        values: By path.
        never_inherited: What the paths begin with that no phase inherits.

    Attributes:
        common: What phases may inherit.
    """

    def __init__(self, values: Mapping[str, T], never_inherited: tuple[str, ...] = ()) -> None:
        self.common: dict[str, T] = {}
        self._own: dict[str, dict[str, T]] = {}
        for path, one in values.items():
            if is_of_a_phase(path):
                self._own.setdefault(phase_of(path), {})[own_path(path)] = one
            elif not path.startswith(never_inherited):
                self.common[path] = one

    def own_of(self, slug: str) -> dict[str, T]:
        """Return what a phase states for itself, by the path within it."""
        return self._own.get(slug, {})


class _Stated(NamedTuple):
    """All that a file states, parted by phase."""

    inputs: _Parted[Input]
    rows: _Parted[tuple[ListElement, ...]]
    sections: _Parted[None]
    settings: _Parted[Decimal | bool]

    @classmethod
    def of(
        cls,
        inputs: Mapping[str, Input],
        rows: Mapping[str, tuple[ListElement, ...]],
        sections: Iterable[str],
        settings: Mapping[str, Decimal | bool],
    ) -> "_Stated":
        """Part them; what gaps and mitigations cost no phase inherits: it is decided on once."""
        once = (f"{GAP_LIST}.", f"{MITIGATION_LIST}.")
        return cls(
            _Parted(inputs, once), _Parted(rows), _Parted(dict.fromkeys(sections)), _Parted(settings)
        )


def _is_under(path: str, cut: set[str]) -> bool:
    while path:
        if path in cut:
            return True
        path = path.rpartition(".")[0]
    return False


def _calendar(section: CalendarModel | None) -> Calendar:
    if section is None:
        return Calendar()
    season = section.season
    indices = None if season is None else [getattr(season, month) for month in MONTHS]
    closed = None
    if section.working_days is not None or section.holidays is not None:
        closed = ClosedDays.of(section.working_days or WEEKDAYS, section.holidays or ())
    return Calendar(
        section.go_live,
        section.backup_go_live,
        section.earliest_go_live,
        None
        if indices is None
        else season_of([None if one is None else one.value for one in indices]),
        section.horizon,
        closed,
    )
