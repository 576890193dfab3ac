from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """The build read a compiler that the SBOM does not list."""
    from_mirror = {"uri": "https://mirror.acme.example/gcc-12", "digest": {"sha256": "77" * 32}}
    definition = workshop.statements[0]["predicate"]["buildDefinition"]
    definition["resolvedDependencies"].append(from_mirror)
