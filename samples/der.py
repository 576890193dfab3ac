"""DER, as much of it as a timestamp takes to write (X.690)."""

from __future__ import annotations

from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding


def tlv(tag: int, *parts: bytes) -> bytes:
    """Tag, length and value."""
    value = b"".join(parts)
    if len(value) < 0x80:
        return bytes([tag, len(value)]) + value
    size = len(value).to_bytes((len(value).bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(size)]) + size + value


def sequence(*parts: bytes) -> bytes:
    """A SEQUENCE."""
    return tlv(0x30, *parts)


def set_of(*parts: bytes) -> bytes:
    """A SET OF, in order."""
    return tlv(0x31, *sorted(parts))


def integer(number: int) -> bytes:
    """An INTEGER that is not negative."""
    return tlv(0x02, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def octets(value: bytes) -> bytes:
    """An OCTET STRING."""
    return tlv(0x04, value)


def utf8(text: str) -> bytes:
    """A UTF8String."""
    return tlv(0x0C, text.encode())


def oid(dotted: str) -> bytes:
    """An OBJECT IDENTIFIER."""
    first, second, *others = map(int, dotted.split("."))
    encoded = b""
    for number in (first * 40 + second, *others):
        digits = bytes([number & 0x7F])
        while number := number >> 7:
            digits = bytes([0x80 | number & 0x7F]) + digits
        encoded += digits
    return tlv(0x06, encoded)


_SHA256 = sequence(oid("2.16.840.1.101.3.4.2.1"))
_ECDSA_SHA256 = sequence(oid("1.2.840.10045.4.3.2"))
_SIGNED_DATA, _TST_INFO = oid("1.2.840.113549.1.7.2"), oid("1.2.840.113549.1.9.16.1.4")
_CONTENT_TYPE, _MESSAGE_DIGEST = oid("1.2.840.113549.1.9.3"), oid("1.2.840.113549.1.9.4")


def timestamp_response(
    message: bytes,
    moment: datetime,
    key: ec.EllipticCurvePrivateKey,
    certificate: x509.Certificate,
    serial: int,
) -> bytes:
    """What a timestamp authority answers (RFC 3161): these bytes were there at that time."""
    time = tlv(0x18, moment.astimezone(UTC).strftime("%Y%m%d%H%M%SZ").encode())
    imprint = sequence(_SHA256, octets(_sha256(message)))
    info = sequence(integer(1), oid("1.3.6.1.4.1.57264.2"), imprint, integer(serial), time)
    attributes = (
        sequence(_CONTENT_TYPE, set_of(_TST_INFO)),
        sequence(_MESSAGE_DIGEST, set_of(octets(_sha256(info)))),
    )
    signature = key.sign(set_of(*attributes), ec.ECDSA(hashes.SHA256()))
    signer = sequence(
        integer(1),
        sequence(certificate.issuer.public_bytes(), integer(certificate.serial_number)),
        _SHA256,
        tlv(0xA0, *sorted(attributes)),
        _ECDSA_SHA256,
        octets(signature),
    )
    signed = sequence(
        integer(3),
        set_of(_SHA256),
        sequence(_TST_INFO, tlv(0xA0, octets(info))),
        tlv(0xA0, certificate.public_bytes(Encoding.DER)),
        set_of(signer),
    )
    granted = sequence(integer(0))
    return sequence(granted, sequence(_SIGNED_DATA, tlv(0xA0, signed)))


def _sha256(content: bytes) -> bytes:
    digest = hashes.Hash(hashes.SHA256())
    digest.update(content)
    return digest.finalize()
