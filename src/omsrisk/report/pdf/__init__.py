"""PDF: the page of `report` set for paper, from the same words, figures and pictures."""
