"""Statements, layouts, links, envelopes, manifests and detached signatures."""
