from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """Every component says where source and deployable lie, and under which license it was put."""
    workshop.policy["rules"] = {'"sbom/missing-conditional-field"': "error"}
    root = workshop.sbom["metadata"]["component"]
    for part in (root, *workshop.sbom["components"]):
        part["licenses"] = [
            {"license": {"id": "Apache-2.0", "acknowledgement": "declared"}},
        ]
        part["externalReferences"] = [
            {
                "type": kind,
                "url": f"https://acme.example/{part['name']}.tar.gz",
                "hashes": part["hashes"],
            }
            for kind in ("distribution", "source-distribution")
        ]
