"""Heartbeats: what should be heard from again and again, and is missed when it is not."""
