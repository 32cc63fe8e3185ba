"""The page of the scenario file: every key that it can hold, section by section."""

from collections.abc import Iterator

from generator.markdown import code, codes, page, table, text
from omsrisk.scenario.schema.paths import KeyShape, shapes_of, treatment_of
from omsrisk.scenario.schema.priced.section import Section
from omsrisk.scenario.schema.scenario_file import ScenarioFile

_INTRODUCTION = """\
Every key of a scenario file, in the order of the format. A file is known by its first key,
`omsrisk: 1`. `*` stands for the name of an element of a list. A *quantity* is a number, a
percentage where a share is meant (`5%`), or a map with `value` and its `source`, `note`, `owner`
and `as_of`; a range or an interval ([how](../how-to/uncertainty.md)) takes the place of `value`.

In phases a number is *extensive* (split by the share of orders), *intensive* (inherited as it
stands) or *shared* (charged once for the whole roll-out). `omsrisk explain PATH` says more of each,
with an example and the range that was found in practice; `omsrisk schema` describes the same to an
editor ([how](../how-to/editor.md))."""


def inputs() -> str:
    """Write the page."""
    parts = ["## The file", _table(ScenarioFile, "")]
    return page("The scenario file", _INTRODUCTION, [*parts, *_sections(ScenarioFile, "", set())])


def _sections(section: type[Section], prefix: str, met: set[type[Section]]) -> Iterator[str]:
    """List the sections below a section, each model once: what stands twice is linked by its name."""
    for shape in shapes_of(section).values():
        below = shape.below
        if below is None or below in met:
            continue
        met.add(below)
        path = f"{prefix}{shape.key}{'' if shape.section else '.*'}"
        yield f"## {code(path)}"
        yield text(_sentence(below))
        yield _table(below, f"{path}.")
        yield from _sections(below, f"{path}.", met)


def _sentence(section: type[Section]) -> str:
    return (section.__doc__ or "").strip().partition("\n\n")[0]


def _table(section: type[Section], prefix: str) -> str:
    return table(
        ["key", "what", "unit", "in phases", "meaning"],
        [
            [code(shape.key), *_facts(shape, prefix + shape.key), _meaning(shape)]
            for shape in shapes_of(section).values()
        ],
    )


def _facts(shape: KeyShape, path: str) -> tuple[str, str, str]:
    if shape.declaration is not None and shape.kind is not None:
        what = f"{shape.kind.name}{', or cost items' if shape.element else ''}"
        treated = treatment_of(path, shape.declaration).value
        return what, code(shape.declaration.unit), treated
    if shape.below is not None:
        return "section" if shape.section else "list", "", ""
    return "word" if shape.words else "", "", ""


def _meaning(shape: KeyShape) -> str:
    words = f" One of {codes(shape.words)}." if shape.words else ""
    return f"{text(shape.description)}{words}"
