"""Simulation: many trials of an experiment with numpy, tallied as they come."""
