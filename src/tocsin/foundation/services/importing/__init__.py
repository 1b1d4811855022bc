"""Files of services, items and sites: read, planned against what is known, applied."""
