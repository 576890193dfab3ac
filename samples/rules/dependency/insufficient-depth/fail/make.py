from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """A flat list: nothing says what any of the parts needs."""
    del workshop.sbom["compositions"]
    del workshop.sbom["dependencies"][1:]
