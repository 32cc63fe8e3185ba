"""Reports of what a change costs."""
