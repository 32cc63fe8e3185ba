"""Uncertainty: means and variances of traced figures, in closed form."""
