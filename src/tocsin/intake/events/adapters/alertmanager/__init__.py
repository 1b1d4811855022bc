"""Alertmanager's own protocol, its webhook, and Prometheus, which speaks it."""
