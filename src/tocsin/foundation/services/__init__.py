"""What the organisation runs: services, items, sites; what they need; what a fault
pulls down, and by which path."""
