"""Questions about swarms."""
