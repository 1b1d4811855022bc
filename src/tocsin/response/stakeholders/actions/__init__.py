"""What is done to tell people: the room's own rows are locked first, in their order."""
