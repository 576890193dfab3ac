"""What rules may ask, one file per subject."""
