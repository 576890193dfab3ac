from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """The build key signed the manifest, which it may not."""
    workshop.signers["manifest"] = ["build"]
