"""Tocsin's own drill: an alert goes the whole way every few minutes, and is timed."""
