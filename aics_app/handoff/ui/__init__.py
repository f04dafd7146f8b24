"""What customers see of a hand-off."""
