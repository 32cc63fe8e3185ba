"""Workbooks: what a spreadsheet gets, with formulas that stay live, before a format writes it."""
