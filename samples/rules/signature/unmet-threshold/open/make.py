from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """Two are needed, and one signed."""
    workshop.trust["deputy"] = {"roles": ["provenance"]}
    workshop.thresholds["provenance"] = 2
