from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """The address of a source leads nowhere."""
    workshop.policy["rules"] = {'"sbom/missing-conditional-field"': "error"}
    zlib = workshop.sbom["components"][1]
    zlib["externalReferences"] = [{"type": "vcs", "url": "zlib from the shelf"}]
