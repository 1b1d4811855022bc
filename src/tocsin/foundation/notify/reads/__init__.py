"""How people are reached, and what became of what they were told."""
