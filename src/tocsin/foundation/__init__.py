"""What is there before any incident: people, services, categories, configuration."""
