"""Reports of mitigations and gaps."""
