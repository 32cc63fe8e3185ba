"""Reports of roll-outs against each other."""
