"""LibreNMS's alerts, by its API transport."""
