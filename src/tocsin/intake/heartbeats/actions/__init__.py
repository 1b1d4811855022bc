"""Verbs about heartbeats, and what becomes of them as they are heard or missed."""
