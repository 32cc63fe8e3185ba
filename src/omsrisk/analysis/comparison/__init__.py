"""Comparison: roll-outs against each other, and what makes them differ."""
