"""Opsgenie: its Alert API, and the webhooks it sends."""
