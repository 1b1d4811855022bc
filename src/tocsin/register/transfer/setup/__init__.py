"""An organisation's set-up as one YAML file: exported, planned, applied."""
