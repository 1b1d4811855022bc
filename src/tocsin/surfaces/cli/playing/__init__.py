"""Stories that are played for real: `tocsin play`."""
