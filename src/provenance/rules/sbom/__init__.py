"""Whether a bill of materials says what it must."""
