"""What is said, with its places, and what follows from it alone: identity, adjacency, lineage."""
