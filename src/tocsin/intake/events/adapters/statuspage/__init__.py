"""Other people's status pages that run on Statuspage."""
