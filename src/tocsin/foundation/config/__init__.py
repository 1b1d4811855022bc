"""Configuration as documents: drafted, published, retired; never edited in place."""
