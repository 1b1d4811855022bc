"""Files on incidents: attached, taken back, and opened by whoever may see them."""
