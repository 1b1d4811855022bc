"""ThousandEyes' alerts."""
