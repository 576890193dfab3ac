"""A small transparency log and its witnesses: entries, checkpoints and proofs, as C2SP has them.

    log = Log("log.acme.example")
    index = log.add(image)
    proof = log.proof(index, witnesses=[Witness("w1.example")])

Keys are made anew each time and never written down; `key` is the public one as trust roots have it.
Trees are built the slow way that RFC 9162 and the draft on subtrees define.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

SIGNED_AT = 1_790_000_000
"""When witnesses sign: 2026-09-21."""


def root_of(entries: Sequence[bytes]) -> bytes:
    """MTH of RFC 9162, section 2.1.1."""
    if not entries:
        return hashlib.sha256().digest()
    if len(entries) == 1:
        return hashlib.sha256(b"\0" + entries[0]).digest()
    k = _split(len(entries))
    return hashlib.sha256(b"\1" + root_of(entries[:k]) + root_of(entries[k:])).digest()


def inclusion_of(index: int, entries: Sequence[bytes]) -> list[bytes]:
    """PATH of RFC 9162, section 2.1.3.1."""
    if len(entries) <= 1:
        return []
    k = _split(len(entries))
    if index < k:
        return [*inclusion_of(index, entries[:k]), root_of(entries[k:])]
    return [*inclusion_of(index - k, entries[k:]), root_of(entries[:k])]


def consistency_of(start: int, end: int, entries: Sequence[bytes]) -> list[bytes]:
    """SUBTREE_PROOF of the draft; with 0 as `start`, PROOF of RFC 9162, section 2.1.4.1."""
    return [] if start == end else _consistency(start, end, entries, known=True)


def _consistency(start: int, end: int, entries: Sequence[bytes], *, known: bool) -> list[bytes]:
    if (start, end) == (0, len(entries)):
        return [] if known else [root_of(entries)]
    k = _split(len(entries))
    if end <= k:
        return [*_consistency(start, end, entries[:k], known=known), root_of(entries[k:])]
    if k <= start:
        inner = _consistency(start - k, end - k, entries[k:], known=known)
        return [*inner, root_of(entries[:k])]
    return [*_consistency(0, end - k, entries[k:], known=False), root_of(entries[:k])]


def _split(length: int) -> int:
    return 1 << (length - 1).bit_length() - 1


class Signer:
    """Somebody who signs notes under a name, in the way of one type of C2SP signed-note."""

    kind = 0x01

    def __init__(self, name: str) -> None:
        self.name = name
        self.private: Ed25519PrivateKey | MLDSA44PrivateKey = Ed25519PrivateKey.generate()

    @property
    def public(self) -> bytes:
        """The bytes of the public key."""
        return self.private.public_key().public_bytes_raw()

    @property
    def key_hash(self) -> bytes:
        """The four bytes that stand before each signature."""
        named = self.name.encode() + b"\n" + bytes([self.kind]) + self.public
        return hashlib.sha256(named).digest()[:4]

    @property
    def key(self) -> str:
        """The public key as trust roots have it."""
        return f"{self.name}+{self.key_hash.hex()}+{_base64(bytes([self.kind]) + self.public)}"

    def line(self, text: str, time: int = SIGNED_AT) -> str:
        """The line that signs a note."""
        return f"\u2014 {self.name} {_base64(self.key_hash + self.value(text, time))}\n"

    def value(self, text: str, time: int) -> bytes:
        """The signature itself."""
        return self.private.sign(text.encode())


class Witness(Signer):
    """A witness with a key of Ed25519 (C2SP tlog-cosignature)."""

    kind = 0x04

    def value(self, text: str, time: int) -> bytes:
        """The time, and the signature over it and the note."""
        signed = f"cosignature/v1\ntime {time}\n{text}".encode()
        return time.to_bytes(8) + self.private.sign(signed)


class LatticeWitness(Signer):
    """A witness with a key of ML-DSA-44 (C2SP tlog-cosignature); logs may sign so too."""

    kind = 0x06

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.private = MLDSA44PrivateKey.generate()

    def value(self, text: str, time: int) -> bytes:
        """The time, and the signature over it, the names, and size and root."""
        origin, size, root = text.split("\n")[:3]
        names = [bytes([len(one)]) + one for one in (self.name.encode(), origin.encode())]
        tree = (0).to_bytes(8) + int(size).to_bytes(8) + base64.b64decode(root)
        signed = b"subtree/v1\n\0" + names[0] + time.to_bytes(8) + names[1] + tree
        return time.to_bytes(8) + self.private.sign(signed)


class Log(Signer):
    """A log: what was added to it, and what it says of that."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.entries: list[bytes] = []

    def add(self, *entries: bytes) -> int:
        """Add entries, and say where the last one stands."""
        self.entries += entries
        return len(self.entries) - 1

    def text(self, size: int | None = None) -> str:
        """What a checkpoint says, without signatures."""
        part = self.entries[:size]
        return f"{self.name}\n{len(part)}\n{_base64(root_of(part))}\n"

    def checkpoint(self, size: int | None = None, witnesses: Sequence[Signer] = ()) -> str:
        """A checkpoint of the whole log, or of its first entries."""
        text = self.text(size)
        return f"{text}\n" + "".join(signer.line(text) for signer in (self, *witnesses))

    def proof(self, index: int, size: int | None = None, witnesses: Sequence[Signer] = ()) -> str:
        """A `tlog-proof` of one entry."""
        hashes = [_base64(one) for one in inclusion_of(index, self.entries[:size])]
        lines = ["c2sp.org/tlog-proof@v1", f"index {index}", *hashes, ""]
        return "\n".join(lines) + "\n" + self.checkpoint(size, witnesses)

    def consistency(
        self, old: int, size: int | None = None, witnesses: Sequence[Signer] = ()
    ) -> str:
        """A request `add-checkpoint`: that the first `old` entries are the beginning."""
        hashes = [_base64(one) for one in consistency_of(0, old, self.entries[:size])]
        lines = [f"old {old}", *hashes, ""]
        return "\n".join(lines) + "\n" + self.checkpoint(size, witnesses)


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()
