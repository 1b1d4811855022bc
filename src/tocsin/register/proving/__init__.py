"""The register proves itself: all of it, by itself, a little at a time."""
