from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """One of the parts says nothing of its support."""
    workshop.policy["rules"] = {'"lifecycle/unstated-support"': "error"}
    stated = [
        {"name": "cdx:fda:level-of-support", "value": "actively maintained"},
        {"name": "cdx:lifecycle:milestone:endOfSupport", "value": "2031-12-31"},
    ]
    parts = [workshop.sbom["metadata"]["component"], *workshop.sbom["components"]]
    for part in parts:
        part["properties"] = stated
    del parts[1]["properties"]
