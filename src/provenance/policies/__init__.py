"""Shipped policies, as TOML files."""
