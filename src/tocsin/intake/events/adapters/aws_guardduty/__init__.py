"""Amazon GuardDuty's findings, through EventBridge and SNS."""
