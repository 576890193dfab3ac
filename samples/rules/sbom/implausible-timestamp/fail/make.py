from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """The SBOM was made after the audit, it says."""
    workshop.sbom["metadata"]["timestamp"] = "2027-01-01T00:00:00Z"
