"""audit(): proof and policy to a verdict."""
