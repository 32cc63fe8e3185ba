"""Reports: a result becomes a neutral document, and a document becomes any format."""
