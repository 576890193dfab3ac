import json

from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """Two SBOMs say the same."""
    other = json.loads(json.dumps(workshop.sbom))
    workshop.extra["supplier.cdx.json"] = json.dumps(other).encode()
