from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """Nothing says whether zlib needs anything, and it is not listed as needing nothing."""
    del workshop.sbom["compositions"]
    del workshop.sbom["dependencies"][2]
