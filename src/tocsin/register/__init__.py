"""The register: one append-only timeline per incident, and its present state."""
