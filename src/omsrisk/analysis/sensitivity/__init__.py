"""Sensitivity: what an input moves, and what it takes to reach a target."""
