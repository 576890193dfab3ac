from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """The purl of a component is of another version."""
    zlib = workshop.sbom["components"][1]
    zlib["purl"] = "pkg:generic/zlib@1.2.11"
