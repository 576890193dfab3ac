from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """The source has a name, and neither address nor digest."""
    source = workshop.statements[0]["predicate"]["buildDefinition"]["resolvedDependencies"][0]
    del source["uri"], source["digest"]
