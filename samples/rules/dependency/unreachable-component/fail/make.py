from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """Nothing leads to one component."""
    workshop.sbom["dependencies"][0]["dependsOn"].remove("zlib")
