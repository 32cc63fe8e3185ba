"""The comparison model as one would simulate it by hand: whole arrays, mean and three percentiles."""

import numpy as np

TRIALS = 1_000_000


def pert(rng: np.random.Generator, low: float, likely: float, high: float) -> np.ndarray:
    """Draw from the standard beta that PERT means."""
    alpha = 1 + 4 * (likely - low) / (high - low)
    beta = 1 + 4 * (high - likely) / (high - low)
    return low + (high - low) * rng.beta(alpha, beta, TRIALS)


def main() -> None:
    """Print what the cost of failure comes to."""
    rng = np.random.default_rng(1)
    orders = pert(rng, 180_000, 220_000, 320_000)
    data = orders * pert(rng, 8, 14, 35) * pert(rng, 0.01, 0.03, 0.09)
    value = pert(rng, 3_000, 4_200, 6_500) * pert(rng, 60, 85, 140)
    delay = value * pert(rng, 2, 10, 45) * pert(rng, 0.01, 0.04, 0.15)
    training = pert(rng, 800, 1_500, 3_200) * 42.0 * pert(rng, 0.05, 0.2, 0.5)
    hidden = pert(rng, 20_000, 60_000, 250_000) + pert(rng, 50_000, 150_000, 700_000)
    total = data + delay + training + hidden + pert(rng, 10_000, 80_000, 500_000)
    print(total.mean(), np.percentile(total, [5, 50, 95]))


if __name__ == "__main__":
    main()
