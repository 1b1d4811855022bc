"""What is done to status pages: each verb is one transaction, its page locked first."""
