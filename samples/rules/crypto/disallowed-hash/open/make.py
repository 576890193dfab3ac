from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """The statement lists an input without a digest."""
    definition = workshop.statements[0]["predicate"]["buildDefinition"]
    del definition["resolvedDependencies"][1]["digest"]
