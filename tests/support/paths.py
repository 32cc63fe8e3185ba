"""Where the tests find what is not code."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
SCENARIOS = ROOT / "scenarios"
FIXTURES = ROOT / "tests" / "fixtures"
GOLDEN = ROOT / "tests" / "golden"
MODELS = ROOT / "tests" / "models"
WORKED_EXAMPLES = ROOT / "tests" / "worked_examples"
