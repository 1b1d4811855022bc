"""How incidents hang together: linked, merged, split; what goes from one to others."""
