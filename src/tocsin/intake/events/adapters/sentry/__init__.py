"""Sentry's issues and metric alerts."""
