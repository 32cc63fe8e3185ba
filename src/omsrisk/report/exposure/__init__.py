"""Reports of what a bad go-live costs."""
