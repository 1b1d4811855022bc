"""The proof of coverage: who is reached, by when, by what, at every instant to come."""
