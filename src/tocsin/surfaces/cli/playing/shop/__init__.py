"""A small shop of processes, that a story can break: web, application, a pair of
databases, buyers, and whatever watches over it."""
