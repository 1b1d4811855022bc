"""Help, for whoever has trouble: is it known, tell us, what became of my reports."""
