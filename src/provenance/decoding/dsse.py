"""What a DSSE signature is made over."""

from __future__ import annotations


def pae(payload_type: str, payload: bytes) -> bytes:
    """The pre-authentication encoding of DSSE v1: lengths count bytes, not characters."""
    kind = payload_type.encode()
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)


def payload_of(message: bytes) -> bytes:
    """The payload in what a signature was made over, which `pae` wrote."""
    _, length, rest = message.split(b" ", 2)
    return rest[int(length) + 1 :].split(b" ", 1)[1]
