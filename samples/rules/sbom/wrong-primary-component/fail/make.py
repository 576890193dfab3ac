from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """The SBOM is about the release before."""
    root = workshop.sbom["metadata"]["component"]
    root |= workshop.component("gateway", "0.9", "77" * 32, "firmware")
