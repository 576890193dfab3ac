from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """Nobody signed the SBOM."""
    workshop.signers["sbom"] = []
    workshop.parts.discard("manifest")
