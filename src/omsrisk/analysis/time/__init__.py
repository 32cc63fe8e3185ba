"""Time: when money falls, and when to go live."""
