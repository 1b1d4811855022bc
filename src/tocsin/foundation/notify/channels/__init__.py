"""How a message leaves: one complete folder for each channel."""
