"""Tocsin: every incident logged, with the right team, escalated, and learnt from."""
