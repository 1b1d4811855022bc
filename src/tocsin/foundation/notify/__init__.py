"""Pages and notices: an outbox of who is to be told, and whether they heard."""
