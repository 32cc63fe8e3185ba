"""What phases cover: from the names that a file writes to the rows that a case prices."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from omsrisk.core.phasing.covered_rows import covered_lists
from omsrisk.core.pricing.case import PHASES, Case, ListElement, Treatment
from omsrisk.core.pricing.declarations import ComputedArgument, StatedArgument, walk
from omsrisk.core.pricing.derived import ROW_LISTS
from omsrisk.scenario.documents.places import Location
from omsrisk.scenario.schema.choices import nearest
from omsrisk.scenario.schema.priced.phase import Covers, PhaseSection
from omsrisk.text import slug_of, visible

Report = Callable[[Location, str, str, str], None]
"""Takes where it is, the code, the message and the hint of a finding."""

COVERS = "covers"
"""The key of a phase that says what goes live with it as a whole."""

_LISTS = {path.rpartition(".")[2]: path for path in ROW_LISTS}
"""The lists whose rows a phase may cover, by the key that names them."""

Rows = Mapping[str, tuple[ListElement, ...]]


@dataclass
class _Coverage:
    """Gathers which phase covers which row, by the list and the slug of the row."""

    rows: Rows
    report: Report
    by_row: dict[tuple[str, str], str] = field(default_factory=dict)

    def add(self, phase: str, covers: Covers, here: Location) -> None:
        """Take what one phase covers."""
        for key, path in _LISTS.items():
            for at, name in enumerate(getattr(covers, key) or ()):
                self._row(phase, path, name, (*here, key, at))

    def _row(self, phase: str, path: str, name: str, here: Location) -> None:
        slug = slug_of(name)
        if slug not in {row.slug for row in self.rows.get(path, ())}:
            known = tuple(row.name for row in self.rows.get(path, ()))
            message = f"covers `{visible(name)}`, which is not in `{path}` of the scenario"
            self.report(here, "SCN313", message, nearest(name, known))
        elif f"{PHASES}.{phase}.{path}" in self.rows:
            message = f"covers a row of `{path}`, which the phase states itself"
            self.report(here, "SCN111", message, "keep one of them")
        elif (path, slug) in self.by_row:
            other = self.by_row[path, slug]
            twice = "twice" if other == phase else f"by `{other}`, too"
            message = f"covers `{visible(name)}` {twice}"
            self.report(here, "SCN111", message, "it goes live with one phase: name it once")
        else:
            self.by_row[path, slug] = phase


def with_coverage(
    rows: Rows, models: Sequence[PhaseSection], report: Report
) -> dict[str, tuple[ListElement, ...]]:
    """
    Mark the rows that a phase covers.

    Args:
        rows: All lists of a file, by their paths.
        models: Its phases, in the order of their list.
        report: Takes what makes no sense of the names.
    """
    found = _Coverage(rows, report)
    phases = zip(rows.get(PHASES, ()), models, strict=True)
    for at, (phase, model) in enumerate(phases):
        if model.covers is not None:
            found.add(phase.slug, model.covers, (PHASES, at, COVERS))
    if not found.by_row:
        return dict(rows)
    return {
        path: tuple(
            row._replace(covered_by=found.by_row.get((path, row.slug), "")) for row in elements
        )
        for path, elements in rows.items()
    }


def split_inputs_taken_whole(case: Case) -> frozenset[str]:
    """
    List the inputs of the scenario that phases split and covered rows take whole.

    Those of the rows themselves are not among them: what a phase sets there is of its row.
    """
    lists = {of_rows for phase in case.phases for of_rows in covered_lists(phase)}
    arguments = [one for of_rows in lists for one in walk(ROW_LISTS[of_rows].all_arguments)]
    paths = {path for one in arguments if isinstance(one, StatedArgument) for path in one.paths}
    paths |= {one.unless or "" for one in arguments if isinstance(one, ComputedArgument)}
    stated = (case.inputs[path] for path in paths if path in case.inputs)
    return frozenset(one.path for one in stated if one.treatment is Treatment.EXTENSIVE)
