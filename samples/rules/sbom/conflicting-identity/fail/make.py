from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """Two components have one purl and are of two versions."""
    again = {**workshop.sbom["components"][1], "bom-ref": "zlib-again", "version": "1.2.11"}
    workshop.sbom["components"].append(again)
    workshop.sbom["dependencies"][0]["dependsOn"].append("zlib-again")
