"""For those who write labs."""
