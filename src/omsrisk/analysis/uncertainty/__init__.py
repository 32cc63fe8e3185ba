"""Uncertainty: means, percentiles, and what drives them."""
