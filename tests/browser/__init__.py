"""The desk in a real browser, against a real server."""
