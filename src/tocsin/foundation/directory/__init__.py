"""People and teams as sources tell them: planned first, then carried out in sets."""
