"""Graylog's events, and its alert conditions of before."""
