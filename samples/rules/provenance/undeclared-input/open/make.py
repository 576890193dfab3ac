from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """The SBOM lists a component that no build read."""
    workshop.sbom["components"].append(workshop.component("modem", "7", "77" * 32))
    workshop.sbom["dependencies"][0]["dependsOn"].append("modem")
