from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """The product is supported for years."""
    workshop.policy["rules"] = {'"lifecycle/support-ended"': "error"}
    ends = [{"name": "cdx:lifecycle:milestone:endOfSupport", "value": "2031-12-31"}]
    workshop.sbom["metadata"]["component"]["properties"] = ends
