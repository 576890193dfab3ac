from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """The SBOM states no dependency at all."""
    del workshop.sbom["dependencies"]
