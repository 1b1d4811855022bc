"""How an empty database gets its tables in a second."""
