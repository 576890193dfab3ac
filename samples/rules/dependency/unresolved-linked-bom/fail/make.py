import json

from samples.workshop import Workshop, sha256


def make(workshop: Workshop) -> None:
    """The SBOM refers to version 3 of the radio's SBOM, and version 2 was delivered."""
    serial = "11111111-2222-4333-8444-555555555555"
    radio = {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 2}
    radio["serialNumber"] = f"urn:uuid:{serial}"
    radio["components"] = [workshop.component("radio", "2.0", sha256("radio"))]
    workshop.extra["radio.cdx.json"] = json.dumps(radio).encode()
    workshop.sbom["dependencies"][0]["dependsOn"].append(f"urn:cdx:{serial}/3#radio")
