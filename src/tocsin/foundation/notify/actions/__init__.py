"""Pages become messages, messages are taken, and what became of them is kept."""
