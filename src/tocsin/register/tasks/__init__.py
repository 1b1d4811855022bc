"""Tasks inside an incident, and time spent on it."""
