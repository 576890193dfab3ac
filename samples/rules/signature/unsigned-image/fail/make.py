from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """The image is signed by a key that is trusted with another product."""
    workshop.policy["product"] = {"name": "acme/gateway"}
    workshop.trust["release"]["products"] = ["acme/gateway"]
    workshop.trust["toaster"] = {"roles": ["image"], "products": ["acme/toaster"]}
    workshop.signers["image"] = ["toaster"]
    workshop.parts.discard("manifest")
