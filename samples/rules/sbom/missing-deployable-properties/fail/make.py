from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """A property has a value that the taxonomy does not know, and the others are missing."""
    workshop.policy["rules"] = {'"sbom/missing-deployable-properties"': "error"}
    zlib = workshop.sbom["components"][1]
    zlib["properties"] = [{"name": "bsi:component:executable", "value": "yes"}]
