"""What sources hold true: alerts with a life, unique per source and key while open."""
