"""Written once, used often: templates of replies and notes, and macros of verbs."""
