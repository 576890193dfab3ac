from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """The tool has a name and no version."""
    tool = workshop.sbom["metadata"]["tools"]["components"][0]
    del tool["version"]
