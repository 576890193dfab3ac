from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """Something depends on a component that is not listed."""
    workshop.sbom["dependencies"][0]["dependsOn"].append("libfoo")
