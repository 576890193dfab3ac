"""Who built it, where, from what."""
