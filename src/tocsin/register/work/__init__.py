"""What people and machines do with incidents: the verbs, and what they may ask."""
