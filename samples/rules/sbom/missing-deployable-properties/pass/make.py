from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """Every component says what its deployable form is."""
    workshop.policy["rules"] = {'"sbom/missing-deployable-properties"': "error"}
    root = workshop.sbom["metadata"]["component"]
    for part in (root, *workshop.sbom["components"]):
        part["properties"] = [
            {"name": "bsi:component:filename", "value": f"{part['name']}.bin"},
            {"name": "bsi:component:executable", "value": "executable"},
            {"name": "bsi:component:archive", "value": "no archive"},
            {"name": "bsi:component:structured", "value": "unstructured"},
        ]
