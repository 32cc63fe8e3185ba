"""Values put into the text of a file: what was not asked to change stays as it was, to the space."""
