"""Delivered files and what documents say of their bytes."""
