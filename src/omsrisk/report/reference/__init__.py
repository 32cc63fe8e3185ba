"""Reports of what words and rules mean."""
