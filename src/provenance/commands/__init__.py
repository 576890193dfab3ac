"""Catalogue: one subcommand per file."""
