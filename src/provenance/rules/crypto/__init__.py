"""Whether signatures and digests are strong enough."""
