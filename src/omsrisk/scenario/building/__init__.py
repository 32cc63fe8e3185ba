"""Building: from a document to a case that the core can price."""
