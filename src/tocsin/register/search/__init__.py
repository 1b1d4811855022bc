"""Finding incidents by their words: one row each, kept by an observer."""
