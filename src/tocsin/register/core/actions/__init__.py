"""The writer, the seals and the published columns: all that changes the register."""
