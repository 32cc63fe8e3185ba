"""Who watches which input of a file after the go-live."""

from collections.abc import Iterator

from omsrisk.scenario.schema.paths import shapes_of
from omsrisk.scenario.schema.priced.section import Element, Section
from omsrisk.scenario.schema.quantities import Quantity, Watch
from omsrisk.text import slug_of


def monitored_inputs(section: Section) -> dict[str, Watch]:
    """Return who watches which input, and how often, by its path."""
    return {
        path: one.monitored for path, one in _quantities(section, "") if one.monitored is not None
    }


def _quantities(section: Section, prefix: str) -> Iterator[tuple[str, Quantity]]:
    for key, shape in shapes_of(type(section)).items():
        value = section.__dict__[shape.field]
        if type(value) is Quantity:
            yield prefix + key, value
        elif isinstance(value, Section):
            yield from _quantities(value, f"{prefix}{key}.")
    for path, element in _own_elements(section, prefix):
        yield from _quantities(element, f"{path}.")


def _own_elements(section: Section, prefix: str) -> Iterator[tuple[str, Element]]:
    for key, shape in shapes_of(type(section)).items():
        value = section.__dict__[shape.field]
        if shape.element is not None and type(value) is tuple:  # a quantity is one, too
            for element in value:
                yield f"{prefix}{key}.{slug_of(element.element_name or '')}", element
