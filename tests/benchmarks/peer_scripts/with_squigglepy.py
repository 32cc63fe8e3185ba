"""The comparison model as a user of squigglepy writes it: `python with_squigglepy.py TRIALS`."""

import importlib
import json
import sys
import time

PERCENTS = (50, 95, 99)


def main(trials: int) -> None:
    """Print what the cost of failure comes to, and how long that took without the imports."""
    sq = importlib.import_module("squigglepy")
    start = time.perf_counter()
    orders = sq.pert(180_000, 220_000, 320_000)
    data = orders * sq.pert(8, 14, 35) * sq.pert(0.01, 0.03, 0.09)
    value = sq.pert(3_000, 4_200, 6_500) * sq.pert(60, 85, 140)
    delay = value * sq.pert(2, 10, 45) * sq.pert(0.01, 0.04, 0.15)
    training = sq.pert(800, 1_500, 3_200) * 42.0 * sq.pert(0.05, 0.2, 0.5)
    hidden = sq.pert(20_000, 60_000, 250_000) + sq.pert(50_000, 150_000, 700_000)
    total = data + delay + training + hidden + sq.pert(10_000, 80_000, 500_000)
    found = sq.get_percentiles(sq.sample(total, n=trials), percentiles=list(PERCENTS), digits=None)
    percentiles = {f"p{one}": float(found[one]) for one in PERCENTS}
    print(json.dumps({"seconds": time.perf_counter() - start, "percentiles": percentiles}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
