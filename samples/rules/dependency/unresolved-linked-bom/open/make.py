from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """The SBOM refers to one that was not delivered."""
    link = "urn:cdx:11111111-2222-4333-8444-555555555555/1#libfoo"
    workshop.sbom["dependencies"][0]["dependsOn"].append(link)
