from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """Two are needed, and one signed twice, under two key ids."""
    workshop.trust["deputy"] = {"roles": ["provenance"]}
    workshop.thresholds["provenance"] = 2
    workshop.signers["statement"] = ["build", "build#2"]
