"""Catalogue: one report format per file, verdict to text."""
