from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """The source is the tip of a branch, whatever that is today."""
    source = workshop.statements[0]["predicate"]["buildDefinition"]["resolvedDependencies"][0]
    source["uri"] = "git+https://git.acme.example/gateway@refs/heads/main"
    del source["digest"]
