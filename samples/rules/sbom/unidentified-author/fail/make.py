from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """Only a tool is named, and a tool is no author."""
    del workshop.sbom["metadata"]["authors"]
