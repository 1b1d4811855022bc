"""Figures: what sources measure again and again, kept as series."""
