"""Nobody's channel: what Tocsin tells itself, to see that it tells."""
