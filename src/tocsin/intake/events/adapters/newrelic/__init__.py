"""New Relic's issues, by workflows, and incidents of before."""
