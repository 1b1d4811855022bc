"""What a review finds in a timeline, what its parts are, and when it is due. Pure."""
