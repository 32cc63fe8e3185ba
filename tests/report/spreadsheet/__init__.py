"""Workbooks, read as a spreadsheet reads them."""
