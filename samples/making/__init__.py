"""How `samples/build.py` makes a delivery: sources, keys, steps, documents, checks."""
