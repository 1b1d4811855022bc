"""Standing teams that are called out at once: who comes, who is called instead."""
