from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """The license of a component is none that others know."""
    zlib = workshop.sbom["components"][1]
    zlib["licenses"] = [{"license": {"name": "GPLv2"}}]
