"""The parts of running a PostgreSQL of our own; `kernel.postgres` is their door."""
