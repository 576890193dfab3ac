from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """The statement names no run."""
    metadata = workshop.statements[0]["predicate"]["runDetails"]["metadata"]
    del metadata["invocationId"]
