from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """A component has no version."""
    zlib = workshop.sbom["components"][1]
    del zlib["version"]
