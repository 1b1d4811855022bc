"""What the organisation runs: services, who owns them, what they depend on."""
