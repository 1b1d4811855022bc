"""An organisation's first teams, services and categories, told a few at a time."""
