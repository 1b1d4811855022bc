"""Azure Monitor's alerts: the common schema and those before it."""
