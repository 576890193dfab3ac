from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """There is no SBOM, which the policy expects."""
    workshop.parts.discard("sbom")
