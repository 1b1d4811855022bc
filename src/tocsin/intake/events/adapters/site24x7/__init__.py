"""Site24x7's monitors."""
