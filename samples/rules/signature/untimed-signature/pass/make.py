import json

from samples.sigstore_instance import Signing
from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """The image also has a bundle of Acme's own Sigstore, which says when it was signed."""
    signing = Signing()
    bundle = workshop.instance.sign_artifact(workshop.images["gateway.img"], signing)
    workshop.extra["gateway.img.sigstore.json"] = json.dumps(bundle).encode()
    who = {"identity": signing.identity, "issuer": signing.issuer, "roles": ["image"]}
    workshop.sigstores["acme-ci"] = who
