"""Where people and machines touch it: pages, API, command line."""
