import json

from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """Two SBOMs disagree about the version of one component."""
    other = json.loads(json.dumps(workshop.sbom))
    for sbom, version in ((workshop.sbom, "1.3.1"), (other, "1.2.11")):
        sbom["components"][1] |= {"purl": "pkg:generic/zlib", "version": version}
    workshop.extra["supplier.cdx.json"] = json.dumps(other).encode()
