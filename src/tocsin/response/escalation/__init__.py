"""The escalation matrix: who is told when nobody answers, and in which order."""
