"""Public status pages: drawn once for everybody, and served from memory."""
