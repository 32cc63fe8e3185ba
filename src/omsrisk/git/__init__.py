"""Git, asked so that nothing of a repository runs and nothing is fetched."""
