from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """One input does not say where it came from."""
    sources = ["git+https://git.acme.example/", "https://downloads.zlib.example/"]
    workshop.policy["expect"] = {"sources": sources}
    source = workshop.statements[0]["predicate"]["buildDefinition"]["resolvedDependencies"][0]
    del source["uri"]
