"""Leaves: what one source, a product of some or two of them may come to, as curves."""
