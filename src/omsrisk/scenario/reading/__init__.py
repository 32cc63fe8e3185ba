"""Reading: from files to documents, strictly; whoever wrote them."""
