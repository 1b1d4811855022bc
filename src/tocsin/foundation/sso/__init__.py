"""Single sign-on: a provider says who somebody is, and in which groups."""
