"""Wazuh's alerts, by an integration."""
