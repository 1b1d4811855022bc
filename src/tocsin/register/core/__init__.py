"""The register's ground floor: entries, the one writer, the fold, the feed, the seals.

Everything that is said about an incident is appended here and nowhere else. The
core stores, chains and folds; it decides nothing and reacts to nobody.
"""
