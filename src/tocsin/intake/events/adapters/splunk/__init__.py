"""Splunk's saved searches."""
