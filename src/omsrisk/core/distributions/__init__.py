"""Distributions: what an uncertain quantity may come to."""
