from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """The statement has the right name and the digest of an unsigned build."""
    workshop.parts.discard("layout")
    workshop.statements = [workshop.provenance("gateway.img", b"unsigned")]
