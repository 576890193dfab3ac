from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """The SBOM has a field of which its version knows nothing."""
    workshop.sbom["distributionConstraints"] = {"tlp": "CLEAR"}
    workshop.sbom["flavor"] = "vanilla"
