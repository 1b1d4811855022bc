"""Amazon CloudWatch's alarms, through SNS or EventBridge."""
