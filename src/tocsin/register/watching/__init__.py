"""Who watches an incident, who is mentioned, and what people are told of it."""
