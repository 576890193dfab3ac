"""Catalogue: one document format per file."""
