from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """Somebody changed zlib, and nothing says how."""
    workshop.sbom["components"][1]["version"] = "1.3.1-vendor"
    workshop.sbom["components"][1]["purl"] = "pkg:generic/zlib@1.3.1-vendor"
