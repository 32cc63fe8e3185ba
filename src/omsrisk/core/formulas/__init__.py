"""Formulas: what a line of the model computes, with its units, source and kind of money."""
