from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """Somebody set a flag that nobody expects."""
    workshop.policy["expect"] = {"parameters.target": "gateway"}
    definition = workshop.statements[0]["predicate"]["buildDefinition"]
    definition["externalParameters"]["extra-flags"] = "--enable-debug"
