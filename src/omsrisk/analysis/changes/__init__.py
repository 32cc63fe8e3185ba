"""Changes: a scenario against what it was, and the gates that a change must pass."""
