"""The schema: every key of a file, declared once."""
