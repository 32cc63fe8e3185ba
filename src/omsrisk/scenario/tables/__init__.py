"""Tables that come in: their cells with addresses, and what a risk register says."""
