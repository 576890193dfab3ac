from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """The digest of a component has half the length of its algorithm."""
    zlib = workshop.sbom["components"][1]
    zlib["hashes"] = [{"alg": "SHA-512", "content": "77" * 32}]
