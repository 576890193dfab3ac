"""verify(): evidence, trust root and time to proof."""
