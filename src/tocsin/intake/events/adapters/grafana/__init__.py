"""Grafana's alerting, unified and legacy."""
