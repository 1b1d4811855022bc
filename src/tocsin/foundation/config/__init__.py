"""Configuration: documents with versions, never edited in place, and single values."""
