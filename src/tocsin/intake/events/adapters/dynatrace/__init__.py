"""Dynatrace's problems, by a custom integration or a workflow."""
