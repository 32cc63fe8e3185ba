"""Findings as people, editors and CI servers take them."""
