"""What kind of trouble, how bad, whose: categories and teams, priority, models."""
