import json

from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """Another SBOM has the same serial number and version, and lists less."""
    other = json.loads(json.dumps(workshop.sbom))
    other["components"] = other["components"][:1]
    other["dependencies"] = [{"ref": "gateway", "dependsOn": ["gateway-source"]}]
    workshop.extra["other.cdx.json"] = json.dumps(other).encode()
