"""Print the version of each direct dependency, and hold it to the bound where the lowest is meant."""

import sys
from importlib.metadata import requires, version

from packaging.requirements import Requirement


def main(resolution: str) -> None:
    """
    Compare what is installed with what pyproject.toml says.

    Args:
        resolution: `lowest-direct` or `highest`.
    """
    wanted = [Requirement(text) for text in requires("omsrisk") or ()]
    bounds = {
        one.name: str(one.specifier).removeprefix(">=") for one in wanted if one.name != "omsrisk"
    }
    assert {"typer", "pydantic", "rich", "pyyaml", "numpy", "pytest"} <= set(bounds)
    for name, bound in bounds.items():
        found = version(name)
        print(f"{name} {found} (at least {bound})")
        if resolution.startswith("lowest") and not f"{found}.".startswith(f"{bound}."):
            sys.exit(f"{name} {found} is not the lowest: {bound}")


main(sys.argv[1])
