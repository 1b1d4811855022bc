"""Who is who: people, teams, roles, keys, and what each may do."""
