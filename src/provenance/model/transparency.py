"""What documents say of transparency logs: found, not yet believed.

A log is append-only and signs its size and root; an entry is shown to be in it by an inclusion
proof, and two sizes to be one history by a consistency proof (RFC 6962, RFC 9162, C2SP).
"""

from __future__ import annotations

from msgspec import Struct

from provenance.model.digest import Digest


class NoteSignature(Struct, frozen=True, gc=False):
    """One line of a C2SP signed note: `name`, the four bytes of `key_hash`, and what follows."""

    name: str
    key_hash: bytes
    value: bytes


class Checkpoint(Struct, frozen=True, gc=False):
    """A signed statement of a log's size and root (C2SP tlog-checkpoint).

    `text` is exactly what was signed: everything up to and including the newline before the blank
    line. `root` are the 32 bytes of the root hash, `extensions` the lines behind it.
    """

    origin: str
    size: int
    root: bytes
    text: bytes
    signatures: tuple[NoteSignature, ...] = ()
    extensions: tuple[str, ...] = ()


class Inclusion(Struct, frozen=True, gc=False):
    """A proof that an entry is at `index` of a log of `size` entries with this `root`.

    `root` is empty where only the checkpoint states it. `checkpoint` is None where none came along.
    """

    index: int
    size: int
    root: bytes
    hashes: tuple[bytes, ...]
    checkpoint: Checkpoint | None = None


class LogEntry(Struct, frozen=True, gc=False):
    """One entry of a transparency log, as a document that came with the delivery states it.

    `log` is the identity of the log: the hexadecimal key id of Rekor, or the origin of a
    checkpoint. `kind` is Rekor's kind and version (`dsse 0.0.1`), empty for other logs. `body` are
    the exact bytes that were logged, empty where only their `leaf` hash (RFC 6962, with its 0x00)
    is known. `integrated` is in seconds of Unix time, `promise` a signed entry timestamp. `about`
    is the digest of what the entry ought to be about.
    """

    log: str
    index: int | None
    kind: str
    body: bytes
    about: Digest | None = None
    leaf: bytes = b""
    integrated: int | None = None
    promise: bytes = b""
    inclusion: Inclusion | None = None


class Consistency(Struct, frozen=True, gc=False):
    """A proof that a log of `size` entries is the beginning of the one that `checkpoint` signs.

    Its wire form is the request of C2SP tlog-witness, `add-checkpoint`.
    """

    size: int
    hashes: tuple[bytes, ...]
    checkpoint: Checkpoint


class Bundle(Struct, frozen=True, gc=False):
    """What came with a signature in a Sigstore bundle.

    `content` is the exact JSON text, `version` its media type, `entries` the log entries,
    `timestamps` RFC 3161 responses in DER.
    """

    version: str
    content: bytes
    entries: tuple[LogEntry, ...] = ()
    timestamps: tuple[bytes, ...] = ()
