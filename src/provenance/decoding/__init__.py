"""Bytes to plain values: strict, bounded, with errors that carry a pointer."""
