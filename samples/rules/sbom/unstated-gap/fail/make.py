from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """A component has no license, and no word about why."""
    zlib = workshop.sbom["components"][1]
    del zlib["licenses"]
