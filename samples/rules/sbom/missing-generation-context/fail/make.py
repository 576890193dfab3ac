from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """The point of the life cycle has a name that nobody else knows."""
    workshop.sbom["metadata"]["lifecycles"] = [{"name": "final"}]
