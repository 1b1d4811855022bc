"""Configuration as documents: drafted, reviewed, published, retired; never edited in place."""
