"""Datadog's monitors, by its webhooks."""
