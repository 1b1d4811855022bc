"""Heartbeats: what should be heard again and again, and is missed when it is not."""
