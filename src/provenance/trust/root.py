"""A trust root: the keys that an auditor believes, each with its roles, and how many must agree."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any, Final

from msgspec import Struct

from provenance.decoding.canonical_json import canonical_json
from provenance.model.authority import Authority
from provenance.model.digest import Digest

ROLES: Final = (
    "layout",
    "image",
    "sbom",
    "manifest",
    "provenance",
    "verdict",
    "test",
    "claim",
)
"""Roles that a trust root may give, beside `step:NAME` (NAME may be a glob) and `*`."""


class SigstoreSigner(Struct, frozen=True, gc=False):
    """A signer with short-lived certificates (`identity`, `issuer`), or a key with a log entry.

    `identity` and `platform` are globs, `issuer` is exact. `trusted_root` is the JSON text of the
    instance's trusted root; None stands for the one that the extra `sigstore` embeds.
    """

    name: str
    roles: tuple[str, ...]
    identity: str = ""
    issuer: str = ""
    key: bytes = b""
    trusted_root: bytes | None = None
    platform: str | None = None
    products: tuple[str, ...] = ()
    valid_from: str | None = None
    valid_until: str | None = None


class NoteKey(Struct, frozen=True, gc=False):
    """The key of a log or witness as C2SP spells it: `NAME+HASH+BASE64`.

    `kind` is the signature type byte of C2SP signed-note, `material` the bytes behind it.
    """

    name: str
    key_hash: bytes
    kind: int
    material: bytes


class TrustedLog(Struct, frozen=True, gc=False):
    """A transparency log, and how many of which witnesses must have seen a checkpoint of it."""

    name: str
    origin: str
    keys: tuple[NoteKey, ...]
    witnesses: tuple[str, ...] = ()
    quorum: int = 0


class Witness(Struct, frozen=True, gc=False):
    """Somebody independent who signs the checkpoints that he saw to be consistent."""

    name: str
    keys: tuple[NoteKey, ...]


class TrustRoot(Struct, frozen=True):
    """Authorities and thresholds. `digest` is over the resolved content, keys included.

    A role without a threshold needs one signer. `warnings` are sentences that a report shows first:
    a key from the command line has every role, a trust root lies inside the delivery …
    `files` are those that it was read from; where it lies is no part of what it says. `sigstores`,
    `logs` and `witnesses` are believed beside the keys.
    """

    authorities: tuple[Authority, ...]
    thresholds: tuple[tuple[str, int], ...] = ()
    digest: Digest | None = None
    warnings: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    sigstores: tuple[SigstoreSigner, ...] = ()
    logs: tuple[TrustedLog, ...] = ()
    witnesses: tuple[Witness, ...] = ()

    @property
    def believes(self) -> bool:
        """Whether it believes any signer at all."""
        return bool(self.authorities or self.sigstores)

    @property
    def names(self) -> tuple[str, ...]:
        """What it calls whom it believes: signers, logs and witnesses, each name once."""
        names = {one.name for one in self.authorities} | {one.name for one in self.sigstores}
        names |= {one.name for one in self.logs} | {one.name for one in self.witnesses}
        return tuple(sorted(names))

    def threshold(self, role: str) -> int:
        """How many distinct keys a role needs."""
        return dict(self.thresholds).get(role, 1)


NOBODY: Final = TrustRoot(())
"""Nothing is believed."""


def content_digest(
    authorities: Iterable[Authority],
    thresholds: Iterable[tuple[str, int]],
    sigstores: Iterable[SigstoreSigner] = (),
    logs: Iterable[TrustedLog] = (),
    witnesses: Iterable[Witness] = (),
) -> Digest:
    """SHA-256 over what a trust root says: two spellings of it are equal, wherever they lie."""
    keys = [
        {
            "name": authority.name,
            "key": authority.key.hex(),
            "roles": sorted(set(authority.roles)),
            "scheme": authority.scheme,
            "platform": authority.platform,
            "products": sorted(set(authority.products)),
            "from": authority.valid_from,
            "until": authority.valid_until,
        }
        | ({} if authority.verifier is None else {"verifier": authority.verifier})
        for authority in authorities
    ]
    # A role without a threshold needs one signer, so saying so adds nothing.
    needed = {role: threshold for role, threshold in thresholds if threshold != 1}
    content = {"keys": sorted(keys, key=canonical_json), "thresholds": needed}
    others = {"sigstores": sigstores, "logs": logs, "witnesses": witnesses}
    for name, entries in others.items():
        plain = [_plain(entry) for entry in entries]
        if plain:
            content[name] = sorted(plain, key=canonical_json)
    return Digest("sha256", hashlib.sha256(canonical_json(content)).hexdigest())


def _plain(value: Any) -> Any:
    """An entry as canonical JSON has room for it: bytes by their digest, sets in order."""
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if isinstance(value, Struct):
        return {field: _plain(getattr(value, field)) for field in value.__struct_fields__}
    return value
