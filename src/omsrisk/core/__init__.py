"""The exposure model: formulas on values, with the standard library alone."""
