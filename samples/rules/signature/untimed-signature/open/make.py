import json

from samples.sigstore_instance import Signing
from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """The bundle has a certificate, and neither a log entry nor a timestamp."""
    signing = Signing(kind=None)
    bundle = workshop.instance.sign_artifact(workshop.images["gateway.img"], signing)
    workshop.extra["gateway.img.sigstore.json"] = json.dumps(bundle).encode()
    who = {"identity": signing.identity, "issuer": signing.issuer, "roles": ["image"]}
    workshop.sigstores["acme-ci"] = who
