"""The shares of its time that every clock plans, so that others may wait for them."""

PERCENTS = (25, 50, 75, 80, 90, 100, 125, 150, 200)
