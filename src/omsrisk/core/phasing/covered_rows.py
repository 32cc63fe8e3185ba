"""
Rows that one phase covers: an integration point or a department that goes live with it as a whole.

A row that no phase covers is split over all of them by their shares of the orders. One that a phase
covers takes the whole orders or hours of the scenario, and that phase's date, weight and likelihood;
in the other phases it is nothing.
"""

from collections.abc import Mapping

from omsrisk.core.pricing.case import Case, Input, ListElement, Phase, Treatment


def rows_in_phase(rows: tuple[ListElement, ...], phase: str) -> tuple[ListElement, ...]:
    """
    Return the rows that fall in a phase: those it covers, and those that no phase does.

    Args:
        rows: The list in force.
        phase: The slug of the phase; empty for a roll-out in one piece.
    """
    return tuple(row for row in rows if row.covered_by in {"", phase})


def inputs_of_covered_row(
    inputs: Mapping[str, Input], whole: Mapping[str, Input], of_rows: str
) -> dict[str, Input]:
    """
    Return what is in force for a row that the phase covers: the whole orders of the scenario.

    Args:
        inputs: What is in force in the phase.
        whole: What the scenario states.
        of_rows: The path of the list that the row stands in; what stands there is its own.
    """
    own = f"{of_rows}."
    found = {path: one for path, one in inputs.items() if not _is_part(one) or path.startswith(own)}
    lacking = (path for path, one in inputs.items() if _is_part(one) and path in whole)
    return found | {path: whole[path] for path in lacking if not path.startswith(own)}


def takes_whole(phase: Phase, path: str) -> bool:
    """Whether an input belongs to a row that the phase covers, so that it is not split there."""
    return any(
        row.covered_by == phase.slug and path.startswith(f"{of_rows}.{row.slug}.")
        for of_rows, rows in phase.rows.items()
        for row in rows
        if row.covered_by
    )


def covered_lists(phase: Phase) -> tuple[str, ...]:
    """List the paths of the lists of which the phase covers a row."""
    return tuple(
        of_rows
        for of_rows, rows in phase.rows.items()
        if any(row.covered_by == phase.slug for row in rows)
    )


def covered_in(case: Case) -> tuple[tuple[Phase, ListElement], ...]:
    """List what each phase covers, in the order of the phases and of the lists."""
    return tuple(
        (phase, row)
        for phase in case.phases
        for rows in phase.rows.values()
        for row in rows
        if row.covered_by == phase.slug
    )


def with_rows_covered(case: Case, by_row: Mapping[tuple[str, str], str]) -> Case:
    """
    Let phases cover other rows.

    Args:
        case: A case with phases.
        by_row: The slug of the phase by the list and the slug of a row; others are split over all.
            A phase that states a list itself keeps it as it is.
    """

    def marked(path: str, rows: tuple[ListElement, ...]) -> tuple[ListElement, ...]:
        return tuple(row._replace(covered_by=by_row.get((path, row.slug), "")) for row in rows)

    phases = tuple(
        phase._replace(
            rows={
                path: marked(path, rows) if rows is case.rows.get(path) else rows
                for path, rows in phase.rows.items()
            }
        )
        for phase in case.phases
    )
    return case._replace(
        rows={path: marked(path, rows) for path, rows in case.rows.items()}, phases=phases
    )


def _is_part(one: Input) -> bool:
    """Whether a phase states it as its own part of something."""
    return one.restated and one.treatment is Treatment.EXTENSIVE
