"""Verbs about sources and what they sent."""
