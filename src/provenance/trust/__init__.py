"""Who may speak: the trust root, roles, purposes, time."""
