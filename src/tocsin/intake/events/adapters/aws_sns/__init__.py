"""Messages of Amazon SNS that are no tool's of their own."""
