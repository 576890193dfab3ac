"""Values: immutable, hashable, without behavior that needs anything but themselves."""
