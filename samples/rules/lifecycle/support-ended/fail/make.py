from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """Support of the product ended before the audit."""
    workshop.policy["rules"] = {'"lifecycle/support-ended"': "error"}
    ends = [{"name": "cdx:lifecycle:milestone:endOfSupport", "value": "2025-12-31"}]
    workshop.sbom["metadata"]["component"]["properties"] = ends
