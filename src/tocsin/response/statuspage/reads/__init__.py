"""What pages, notices and subscribers are."""
