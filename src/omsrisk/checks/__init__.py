"""Checks: business-case files held to rules, limits and a policy."""
