"""The scenario file: reading, merging and validating, until it is a case the core can price."""
