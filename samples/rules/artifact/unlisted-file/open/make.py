from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """The policy expects a manifest, and there is none."""
    workshop.policy["expect"] = {"evidence": ["manifest"]}
    workshop.parts.discard("manifest")
