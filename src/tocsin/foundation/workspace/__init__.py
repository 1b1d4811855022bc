"""A person's desk: saved views, drafts of what is typed, who is looking, limits."""
