"""Google Cloud Monitoring's incidents, once Stackdriver's."""
