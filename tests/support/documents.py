"""Documents that the program prints, held to the schema that it prints of them."""

from functools import cache
from json import loads
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from omsrisk.report.output_schemas import OUTPUTS, output_schema

_BEGINNING = '{\n  "schema_version"'


@cache
def validator_of(command: str) -> Draft202012Validator:
    """What a command prints as JSON, ready to check documents."""
    schema = output_schema(command)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def faults_of(command: str, document: Any) -> list[str]:
    """Say what of a document its command's schema does not allow."""
    found = validator_of(command).iter_errors(document)
    faults = [each for one in found for each in (one.context or [one])]
    return [f"{'/'.join(map(str, one.absolute_path))}: {one.message[:300]}" for one in faults]


def check_documents(folder: Path, arguments: tuple[str | bytes, ...], out: str) -> None:
    """Hold what a call printed, and what it wrote into files, to the schema of its command."""
    command = next((str(one) for one in arguments if one in OUTPUTS), "")
    if not command:
        return
    texts = [out] if out.startswith(_BEGINNING) else []
    names = [one.rpartition("=")[2] for one in arguments if isinstance(one, str)]
    files = [folder / name for name in names if name.endswith(".json")]
    texts += [file.read_text(encoding="utf-8") for file in files if file.is_file()]
    for text in texts:
        if text.startswith(_BEGINNING) and text.endswith("}\n"):
            faults = faults_of(command, loads(text))
            assert not faults, f"{command}: {faults[:5]}"
