"""What stays afterwards: what is learnt of incidents, read from their timelines."""
