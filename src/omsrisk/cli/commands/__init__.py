"""The commands: one a file, a signature and what answers it."""
