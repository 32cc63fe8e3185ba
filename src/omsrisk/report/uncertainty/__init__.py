"""Reports of what a scenario may come to, and what drives it."""
