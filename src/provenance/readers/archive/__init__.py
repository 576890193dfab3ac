"""Containers and compressed streams."""
