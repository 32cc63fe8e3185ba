"""Analyses: one question a file, each answered with a frozen dataclass of raw numbers."""
