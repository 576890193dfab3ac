import json
from datetime import timedelta

from samples.sigstore_instance import Signing
from samples.workshop import Workshop


def make(workshop: Workshop) -> None:
    """The log took the signature a day after the certificate had ended."""
    signing, image = Signing(), workshop.images["gateway.img"]
    workshop.instance.sign_artifact(b"what the certificate was for", signing)
    signing.at += timedelta(days=1)
    bundle = workshop.instance.sign_artifact(image, signing)
    workshop.extra["gateway.img.sigstore.json"] = json.dumps(bundle).encode()
    who = {"identity": signing.identity, "issuer": signing.issuer, "roles": ["image"]}
    workshop.sigstores["acme-ci"] = who
