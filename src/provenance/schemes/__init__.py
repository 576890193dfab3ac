"""Catalogue: one signature scheme per file, signature and message and key to what held."""
