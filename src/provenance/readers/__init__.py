"""Catalogue: one format per file, blob to facts with places, and blobs."""
