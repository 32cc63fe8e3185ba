"""The layers: imports point down, and the heavy ones are made where they are used."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.paths import ROOT

PACKAGE = ROOT / "src" / "omsrisk"
RANKS = {
    "core": 0,
    "scenario": 1,
    "simulation": 1,
    "exact": 1,
    "git": 2,
    "analysis": 2,
    "checks": 3,
    "report": 4,
    "cli": 5,
}
SHARED = {"omsrisk", "omsrisk.errors", "omsrisk.kept_tables", "omsrisk.real_paths", "omsrisk.text"}
MODULES = sorted(PACKAGE.rglob("*.py"))


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name} imports relatively"
            yield str(node.module)


def _layer(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0]


def test_there_are_modules() -> None:
    """The walk finds the package."""
    assert len(MODULES) > 30


@pytest.mark.parametrize("path", [one for one in MODULES if _layer(one) in RANKS], ids=str)
def test_imports_point_down(path: Path) -> None:
    """A module imports its own layer, one below it, or what all share."""
    for name in _imports(path):
        if name.startswith("omsrisk.") and name not in SHARED:
            layer = name.split(".")[1]
            below = RANKS[layer] < RANKS[_layer(path)]
            assert below or layer == _layer(path), f"{name} lies above or beside"


@pytest.mark.parametrize(
    "path",
    [PACKAGE / "text.py", *sorted((PACKAGE / "core").rglob("*.py"))],
    ids=lambda one: one.name,
)
def test_core_imports_the_standard_library_alone(path: Path) -> None:
    """The core runs anywhere Python does."""
    for name in _imports(path):
        root = name.partition(".")[0]
        assert root in sys.stdlib_module_names or name.startswith(("omsrisk.core", "omsrisk.text"))


def _loaded_by(code: str) -> set[str]:
    script = f"import sys\n{code}\nprint(' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_importing_the_package_imports_nothing_heavy() -> None:
    """`omsrisk --version` answers before typer, pydantic, rich or yaml are imported."""
    loaded = _loaded_by("import omsrisk.__main__")
    assert "omsrisk" in loaded
    assert not loaded & {"typer", "pydantic", "rich", "yaml", "decimal"}


def test_a_piped_calculation_does_not_import_rich() -> None:
    """Start-up is all imports: what only a terminal needs is left out."""
    code = (
        "import sys\n"
        "sys.argv = ['omsrisk', 'calc', 'scenarios/worked-example.yaml', '-o', '/dev/null']\n"
        "from omsrisk.cli.app import run\nassert run() == 0"
    )
    script = f"import os; os.chdir({str(PACKAGE.parents[1])!r})\n{code}"
    loaded = _loaded_by(script)
    assert "omsrisk.report.formats.to_text" in loaded
    assert not any(name == "rich" or name.startswith("rich.") for name in loaded)


def test_a_calculation_without_ranges_loads_nothing_of_them() -> None:
    """What only uncertainty needs is imported where a file has a range, a pair or a simulation."""
    code = (
        "import sys\n"
        "sys.argv = ['omsrisk', 'calc', 'scenarios/retailer.yaml', '-o', '/dev/null']\n"
        "from omsrisk.cli.app import run\nassert run() == 0"
    )
    loaded = _loaded_by(f"import os; os.chdir({str(PACKAGE.parents[1])!r})\n{code}")
    assert "omsrisk.scenario.schema.scenario_file" in loaded
    assert not loaded & {
        "numpy",
        "omsrisk.analysis.sensitivity.moving",
        "omsrisk.core.uncertainty.correlation",
        "omsrisk.core.uncertainty.expectation",
        "omsrisk.report.records",
        "omsrisk.core.distributions.distribution",
        "omsrisk.simulation",
        "omsrisk.exact",
        "omsrisk.scenario.schema.correlations",
        "omsrisk.scenario.schema.mitigations",
        "omsrisk.scenario.schema.priced.beyond_the_plan",
        "omsrisk.scenario.schema.priced.dated",
        "omsrisk.scenario.schema.priced.named_parts",
        "omsrisk.scenario.schema.priced.phase",
    }


def test_a_file_of_limits_loads_no_model_of_who_governs() -> None:
    """Sections are loaded for the files that state them, and not for others of their kind."""
    loaded = _loaded_by("import omsrisk.scenario.schema.limits, omsrisk.checks.policy.policy_file")
    assert "omsrisk.scenario.schema.limits" in loaded
    assert "omsrisk.scenario.schema.governance" not in loaded


def test_plain_ascii_loads_no_table_of_all_characters() -> None:
    """Names, reports and files in ASCII are read and written without the tables of Unicode."""
    loaded = _loaded_by(
        "from omsrisk.text import cell_width, slug_of, visible\n"
        "assert (cell_width('a b'), slug_of('A b'), visible('a')) == (3, 'a-b', 'a')\n"
        "import omsrisk.scenario.reading.reader"
    )
    assert "omsrisk.scenario.reading.reader" in loaded
    assert "unicodedata" not in loaded


def test_telling_that_a_file_is_invalid_loads_no_rules() -> None:
    """What `calc` finds wrong in a file is told without the rules that `check` asks."""
    loaded = _loaded_by("import omsrisk.report.findings.full")
    assert "omsrisk.report.findings.full" in loaded
    assert not any(name.startswith("omsrisk.checks") for name in loaded)
