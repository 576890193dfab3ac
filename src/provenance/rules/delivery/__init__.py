"""What a producer hands over, as a whole."""
