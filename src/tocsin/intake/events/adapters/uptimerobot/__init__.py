"""UptimeRobot's monitors."""
