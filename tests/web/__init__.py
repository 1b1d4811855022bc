"""The desk's pages through Django's test client."""
