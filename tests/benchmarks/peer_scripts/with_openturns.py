"""
The comparison model as a user of OpenTURNS writes it: `python with_openturns.py TRIALS`, or with 0
for its algebra of distributions, which needs no trials.
"""

import importlib
import json
import sys
import time
from typing import Any

PERCENTS = (50, 95, 99)


def main(trials: int) -> None:
    """Print what the cost of failure comes to, and how long that took without the imports."""
    ot = importlib.import_module("openturns")
    start = time.perf_counter()
    found = _of_trials(ot, trials) if trials else _of_algebra(ot)
    print(json.dumps({"seconds": time.perf_counter() - start, "percentiles": found}))


def _pert(ot: Any, low: float, likely: float, high: float) -> Any:
    alpha = 1 + 4 * (likely - low) / (high - low)
    beta = 1 + 4 * (high - likely) / (high - low)
    return ot.Beta(alpha, beta, low, high)


def _inputs(ot: Any) -> list[Any]:
    return [
        _pert(ot, *one)
        for one in (
            (180_000, 220_000, 320_000),
            (8, 14, 35),
            (0.01, 0.03, 0.09),
            (3_000, 4_200, 6_500),
            (60, 85, 140),
            (2, 10, 45),
            (0.01, 0.04, 0.15),
            (800, 1_500, 3_200),
            (0.05, 0.2, 0.5),
            (20_000, 60_000, 250_000),
            (50_000, 150_000, 700_000),
            (10_000, 80_000, 500_000),
        )
    ]


def _of_trials(ot: Any, trials: int) -> dict[str, float]:
    names = [f"x{at}" for at in range(12)]
    total = "x0*x1*x2 + x3*x4*x5*x6 + 42*x7*x8 + x9 + x10 + x11"
    inputs = ot.RandomVector(ot.JointDistribution(_inputs(ot)))
    vector = ot.CompositeRandomVector(ot.SymbolicFunction(names, [total]), inputs)
    sample = vector.getSample(trials)
    return {f"p{one}": float(sample.computeQuantilePerComponent(one / 100)[0]) for one in PERCENTS}


def _of_algebra(ot: Any) -> dict[str, float]:
    x = _inputs(ot)
    total = x[0] * x[1] * x[2] + x[3] * x[4] * x[5] * x[6] + 42.0 * (x[7] * x[8])
    total = total + x[9] + x[10] + x[11]
    return {f"p{one}": float(total.computeQuantile(one / 100)[0]) for one in PERCENTS}


if __name__ == "__main__":
    main(int(sys.argv[1]))
