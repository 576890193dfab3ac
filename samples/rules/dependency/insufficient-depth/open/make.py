from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """There is one component, and nothing that it consists of."""
    for name in ("components", "dependencies", "compositions"):
        del workshop.sbom[name]
