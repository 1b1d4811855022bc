"""Checkmk's notifications about hosts and services, by a notification script."""
