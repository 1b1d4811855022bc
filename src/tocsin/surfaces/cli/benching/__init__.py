"""What `tocsin bench` measures, each with its method in words."""
