"""Sections that most files leave out: their models are loaded where a file states them."""

from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Annotated

from pydantic_core import CoreSchema, core_schema

from omsrisk.scenario.documents.nodes import JsonObject, Plain

if TYPE_CHECKING:
    from pydantic import GetJsonSchemaHandler

    from omsrisk.scenario.schema.limits import Limits
    from omsrisk.scenario.schema.priced.section import Section


class LaterSection:
    """
    Validates a section by a model that is imported when the first file states it.

    Start-up is all imports, and to build the models of everything that a file could say takes longer
    than to price what most of them do say.

    Args:
        module: The module of the model.
        name: Its name there.
    """

    def __init__(self, module: str, name: str) -> None:
        self._module = module
        self._name = name

    @cached_property
    def model(self) -> "type[Section]":
        """The model, imported now."""
        model: type[Section] = getattr(import_module(self._module), self._name)
        return model

    def take(self, value: Plain) -> "Section":
        """
        Take a section.

        Raises:
            ValidationError: The model finds something wrong; pydantic tells it at its place.
        """
        return self.model.model_validate(value)

    def __get_pydantic_core_schema__(self, _source: object, _handler: object) -> CoreSchema:
        """Validate with `take`."""
        return core_schema.no_info_plain_validator_function(self.take)

    def __get_pydantic_json_schema__(
        self, _schema: CoreSchema, handler: "GetJsonSchemaHandler"
    ) -> JsonObject:
        """Describe what the model describes, under the name of the model."""
        model = self.model
        model.model_rebuild()
        whole = model.__pydantic_core_schema__
        parts = whole["definitions"] if whole["type"] == "definitions" else []
        section = whole["schema"] if whole["type"] == "definitions" else whole
        # spelt as pydantic does: a model that stands at two keys is described once
        name = f"{model.__module__}.{model.__qualname__}:{id(model)}"
        here = core_schema.definition_reference_schema(name)
        named: CoreSchema = {**section, "ref": name}
        return handler(core_schema.definitions_schema(here, [*parts, named]))


class LaterLimits:
    """
    Validates limits by what reads them, which is imported when the first file states some.

    Args:
        module: The module of the reader.
        name: Its name there.
    """

    def __init__(self, module: str, name: str) -> None:
        self._module = module
        self._name = name

    @cached_property
    def _reader(self) -> "Limits":
        reader: Limits = getattr(import_module(self._module), self._name)
        return reader

    def take(self, value: Plain) -> object:
        """
        Take limits.

        Raises:
            PydanticCustomError: The reader finds something wrong.
        """
        return self._reader.take(value)

    def __get_pydantic_core_schema__(self, _source: object, _handler: object) -> CoreSchema:
        """Validate with `take`."""
        return core_schema.no_info_plain_validator_function(self.take)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: object) -> JsonObject:
        """Describe what the reader takes."""
        return self._reader.__get_pydantic_json_schema__(schema, handler)


def later(module: str, name: str) -> object:
    """
    Stand for a model that is imported when the first file states it.

    Args:
        module: The module of the model.
        name: Its name there.
    """
    return Annotated[object, LaterSection(module, name)]
