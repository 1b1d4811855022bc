"""Major incidents: proposed by criteria, declared, led in roles, and told about."""
