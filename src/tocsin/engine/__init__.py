"""Keeps things moving: observers hear what is new, clockwork does what is due."""
