"""How components hang together, and whether documents agree."""
