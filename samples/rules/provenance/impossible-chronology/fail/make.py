from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """The build ended three hours before it started."""
    metadata = workshop.statements[0]["predicate"]["runDetails"]["metadata"]
    metadata["finishedOn"] = "2026-09-14T05:00:00Z"
