"""Asking servers elsewhere over HTTP: whom we may ask, and what they answered."""
