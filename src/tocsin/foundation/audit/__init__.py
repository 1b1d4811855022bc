"""Who changed which setting or right: when, from what, to what, and why."""
