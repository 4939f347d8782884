"""What a notebook says."""
