"""Whether the audit itself says anything."""
