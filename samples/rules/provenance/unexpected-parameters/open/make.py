from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """The statement does not say how the build was asked for."""
    workshop.policy["expect"] = {"parameters.target": "gateway"}
    del workshop.statements[0]["predicate"]["buildDefinition"]["externalParameters"]
