"""PagerDuty: its Events API v2, and the webhooks it sends."""
