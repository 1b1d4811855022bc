"""Status pages: components and how they are, notices, planned work, subscribers."""
