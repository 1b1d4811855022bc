"""What was asked twice is done once: answers kept by the key their asker gave."""
