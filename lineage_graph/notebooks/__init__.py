"""What notebooks read and write."""
