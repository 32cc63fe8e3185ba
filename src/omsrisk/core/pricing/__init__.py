"""Pricing: the inputs of a case, and every line, total and memo that they come to."""
