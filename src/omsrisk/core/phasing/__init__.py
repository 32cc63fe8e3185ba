"""How the phases of a roll-out depend on each other."""
