"""Options that take more than a line to read: exchange rates, and how numbers are written."""
