"""Algebra: traced expressions, polynomials in a few of their inputs, their roots and derivatives."""
