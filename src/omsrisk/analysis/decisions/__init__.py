"""Decisions: which mitigations to pay for, and which gaps to close how."""
