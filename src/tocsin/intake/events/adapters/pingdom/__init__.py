"""Pingdom's checks."""
