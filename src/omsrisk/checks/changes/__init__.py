"""Changes: a work tree against a git ref, scenario by scenario, and the gate they pass."""
