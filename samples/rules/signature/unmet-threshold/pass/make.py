from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """Two are needed, and two signed."""
    workshop.trust["deputy"] = {"roles": ["provenance"]}
    workshop.thresholds["provenance"] = 2
    workshop.signers["statement"] = ["build", "deputy"]
