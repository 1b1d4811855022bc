"""The API: the same verbs and reads for programs, at /api/v1/."""
