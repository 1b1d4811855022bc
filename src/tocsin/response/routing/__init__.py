"""Where incidents go: rules after opening, team queues, and how much is in hand."""
