"""Formats: a document as a terminal, a file or a program takes it."""
