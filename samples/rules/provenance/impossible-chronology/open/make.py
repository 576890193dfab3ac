from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """The statement states no times."""
    metadata = workshop.statements[0]["predicate"]["runDetails"]["metadata"]
    del metadata["startedOn"], metadata["finishedOn"]
