from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """The text of a license of its own is nowhere."""
    zlib = workshop.sbom["components"][1]
    zlib["licenses"] = [{"expression": "LicenseRef-acme-terms"}]
