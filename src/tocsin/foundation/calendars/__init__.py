"""When an organisation works: its hours, free days, exceptions and peaks."""
