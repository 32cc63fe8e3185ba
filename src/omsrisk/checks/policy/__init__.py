"""Policies: which rules and limits hold for which files, and how a policy may change."""
