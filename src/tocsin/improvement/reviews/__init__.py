"""Reviews after incidents: drafted from the timeline, acted upon, published."""
