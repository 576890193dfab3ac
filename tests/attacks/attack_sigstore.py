"""Deliveries whose provenance or image is signed with short-lived certificates."""

from __future__ import annotations

import json

from attack_delivery import Delivery
from attack_material import PLATFORM, Plain, encode

from samples.sigstore_instance import Instance, Signing

IDENTITY = Signing().identity
ISSUER = Signing().issuer
PATTERN = "https://ci.acme.example/gateway/.github/workflows/release.yml@refs/tags/*"
BUNDLE = "provenance.sigstore.json"


def keyless(plan: Delivery, *roles: str, **more: str) -> Instance:
    """Believe the release workflow, by identity, in place of the key that built."""
    instance = Instance()
    plan.by_statement()
    plan.parts -= {"statement"}
    del plan.trust["build"]
    believe(plan, "ci", *(roles or ("provenance",)), identity=PATTERN, **more)
    plan.auditor["trusted_root.json"] = json.dumps(instance.trusted_root())
    root = str(plan.folder / "trusted_root.json")
    plan.sigstore = {"root": root, "identity": IDENTITY, "issuer": ISSUER}
    return instance


def believe(plan: Delivery, name: str, *roles: str, **more: str) -> None:
    """An entry of the trust root for signers by identity."""
    entry: Plain = {"name": name, "trusted-root": "trusted_root.json", "issuer": ISSUER}
    if "provenance" in roles:
        entry["platform"] = PLATFORM
    plan.identities.append({**entry, "roles": list(roles), **more})


def deliver(plan: Delivery, bundle: Plain | bytes, path: str = BUNDLE) -> None:
    """Put a bundle into the delivery, and ask Sigstore clients about it."""
    plan.extra[path] = bundle if isinstance(bundle, bytes) else encode(bundle)
    plan.bundle = path


def attested(plan: Delivery, instance: Instance, signing: Signing | None = None) -> Plain:
    """The provenance of the image in a bundle."""
    return instance.sign_statement(encode(plan.statements[0]), signing or Signing())


def material(bundle: Plain) -> Plain:
    """What a bundle has beside the signature."""
    found: Plain = bundle["verificationMaterial"]
    return found


def entry_of(bundle: Plain) -> Plain:
    """The one log entry of a bundle."""
    found: Plain = material(bundle)["tlogEntries"][0]
    return found
