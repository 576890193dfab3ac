from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """One archive was fetched from a mirror, over plain http."""
    sources = ["git+https://git.acme.example/", "https://downloads.zlib.example/"]
    workshop.policy["expect"] = {"sources": sources}
    source = workshop.statements[0]["predicate"]["buildDefinition"]["resolvedDependencies"][0]
    source["uri"] = "http://mirror.example/gateway.tar.gz"
