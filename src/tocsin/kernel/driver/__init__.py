"""Django's own backend for PostgreSQL, but that instants are read quickly."""
