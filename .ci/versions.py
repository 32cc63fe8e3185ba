"""Print the version of each direct dependency, and hold it to its bound where the lowest is meant."""

import sys
from importlib.metadata import requires, version

from packaging.requirements import Requirement


def main(resolution: str) -> None:
    """
    Compare what is installed with what pyproject.toml says.

    Args:
        resolution: `lowest-direct` or `highest`.
    """
    wanted = [one for one in map(Requirement, requires("omsrisk") or ()) if _is_for_the_tests(one)]
    bounds = {one.name: str(one.specifier) for one in wanted if one.name != "omsrisk"}
    untrue = []
    for name, bound in sorted(bounds.items()):
        found = version(name)
        print(f"{name} {found} ({bound})")
        # another dependency asks for more than we say: our own bound promises what cannot be had
        if resolution.startswith("lowest") and not f"{found}.".startswith(f"{bound[2:]}."):
            untrue.append(f"{name}{bound}, and the lowest that can be installed is {found}")
    if untrue or not bounds:
        sys.exit("\n".join(untrue) or "no dependency was found")


def _is_for_the_tests(one: Requirement) -> bool:
    """Whether the extra `dev`, or the package itself, asks for a dependency; the site has its own."""
    extras = ("", "dev", "simulation")
    return one.marker is None or any(one.marker.evaluate({"extra": extra}) for extra in extras)


main(sys.argv[1])
