"""Questions to the register's core; nothing here writes."""
