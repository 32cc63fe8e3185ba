"""HyperFormula: a second engine that computes a workbook, in Node."""

import io
import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.support.node import has_node, run
from tests.support.recalculated import Values

HYPERFORMULA = Path(os.environ.get("HYPERFORMULA", "node_modules/hyperformula")).resolve()
"""The package as npm installs it; tests alone use it, and nothing of it is shipped."""

needs_hyperformula = pytest.mark.skipif(
    not has_node() or not HYPERFORMULA.is_dir(),
    reason="HyperFormula is not installed: HYPERFORMULA names the folder of the npm package",
)

_COMPUTE = """
const {HyperFormula} = require(given.engine);
const settings = {licenseKey: "gpl-v3", useArrayArithmetic: true, smartRounding: false};
const engine = HyperFormula.buildFromSheets(given.sheets, settings);
const value = one => one !== null && typeof one === "object" ? one.value : one;
const told = engine.getAllSheetsValues();
return Object.fromEntries(Object.entries(told).map(
  ([name, rows]) => [name, rows.map(row => row.map(value))]));
"""


def computed(content: bytes) -> Values:
    """Compute every formula of a workbook; an error is its name, such as `#REF!`."""
    book: Any = load_workbook(io.BytesIO(content))
    sheets = {
        sheet.title: [[_given(cell) for cell in row] for row in sheet.iter_rows()] for sheet in book
    }
    told: Values = run(_COMPUTE, {"engine": str(HYPERFORMULA), "sheets": sheets})
    return told


def _given(cell: Any) -> Any:
    """Return a cell as the engine takes it: an apostrophe says that a text is one."""
    if cell.data_type == "f" or isinstance(cell.value, bool | int | float | None):
        return cell.value
    if isinstance(cell.value, date):
        return cell.value.isoformat()
    return f"'{cell.value}"
