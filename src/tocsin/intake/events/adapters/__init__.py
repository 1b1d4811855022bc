"""What other systems' tools send, read into events: one folder per tool."""
