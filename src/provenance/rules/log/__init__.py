"""Rules about transparency logs."""
