"""What is done about an incident. Rooms here never import one another."""
