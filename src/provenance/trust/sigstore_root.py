"""The trusted root of a Sigstore instance: whose certificates, logs and timestamps it stands for.

Read from its JSON (sigstore_trustroot.proto). Each entry has a time range, both ends included, and
counts for what happened in it only.
"""

from __future__ import annotations

import json as plain_json
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from importlib import resources
from importlib.util import find_spec
from typing import Any, Final

from cryptography import x509
from msgspec import Struct

from provenance.decoding import json
from provenance.decoding.base64text import decode_base64
from provenance.decoding.time import parse_time
from provenance.errors import DecodingError, UsageError
from provenance.trust.keys import read_key

_BEGINNING: Final = datetime(1, 1, 1, tzinfo=UTC)
_END: Final = datetime(9999, 12, 31, tzinfo=UTC)
_EMBEDDED: Final = ("_store", "https%3A%2F%2Ftuf-repo-cdn.sigstore.dev", "trusted_root.json")


class Period(Struct, frozen=True, gc=False):
    """A closed time range."""

    starts: datetime
    ends: datetime

    def holds(self, moment: datetime) -> bool:
        """Whether a moment is inside."""
        return self.starts <= moment <= self.ends


class LogKey(Struct, frozen=True, gc=False):
    """The key of a log: DER SubjectPublicKeyInfo."""

    key_id: bytes
    material: bytes
    url: str
    period: Period


class Issuer(Struct, frozen=True, gc=False):
    """A certificate authority or timestamp authority; its chain ends with the root.

    `valid` is when all certificates of the chain are.
    """

    chain: tuple[x509.Certificate, ...]
    url: str
    period: Period
    valid: Period


class InstanceRoot(Struct, frozen=True, gc=False):
    """All that one instance is believed by."""

    text: bytes
    logs: tuple[LogKey, ...]
    certificate_logs: tuple[LogKey, ...]
    issuers: tuple[Issuer, ...]
    stampers: tuple[Issuer, ...]


@lru_cache(maxsize=64)
def instance_root(text: bytes | None) -> InstanceRoot:
    """A trusted root from its JSON; None is the one of the public instance, which comes embedded.

    A `UsageError` where it cannot be used.
    """
    content = embedded_root() if text is None else text
    if content is None:
        raise UsageError("no trusted root is given, and the extra sigstore is not installed")
    try:
        value = json.decode(content)
        return InstanceRoot(
            content,
            tuple(_log_keys(value.get("tlogs", ()))),
            tuple(_log_keys(value.get("ctlogs", ()))),
            tuple(_issuers(value.get("certificateAuthorities", ()))),
            tuple(_issuers(value.get("timestampAuthorities", ()))),
        )
    except (DecodingError, LookupError, TypeError, AttributeError, ValueError) as error:
        raise UsageError(f"a trusted root of Sigstore cannot be used: {error}") from error


def embedded_root() -> bytes | None:
    """What the extra carries; never what an earlier run of something left on this machine.

    None where the extra is not installed.
    """
    if find_spec("sigstore") is None:
        return None
    return resources.files("sigstore").joinpath(*_EMBEDDED).read_bytes()


def _log_keys(entries: list[Any]) -> Iterator[LogKey]:
    """Keys of kinds that nobody here can check are left out: they verify nothing."""
    for entry in entries:
        key = entry["publicKey"]
        try:
            material = read_key(_bytes(key["rawBytes"])).der
        except UsageError:
            continue
        period = _period(key.get("validFor"))
        yield LogKey(_bytes(entry["logId"]["keyId"]), material, entry.get("baseUrl", ""), period)


def _issuers(entries: list[Any]) -> Iterator[Issuer]:
    for entry in entries:
        chain = entry["certChain"]["certificates"]
        loaded = tuple(x509.load_der_x509_certificate(_bytes(one["rawBytes"])) for one in chain)
        starts = max((one.not_valid_before_utc for one in loaded), default=_BEGINNING)
        valid = Period(starts, min((one.not_valid_after_utc for one in loaded), default=_END))
        yield Issuer(loaded, entry.get("uri", ""), _period(entry.get("validFor")), valid)


def _period(value: Any) -> Period:
    found = value or {}
    return Period(_moment(found.get("start"), _BEGINNING), _moment(found.get("end"), _END))


def _moment(text: str | None, otherwise: datetime) -> datetime:
    if text is None:
        return otherwise
    moment = parse_time(text)
    if moment is None:
        raise ValueError(f"{plain_json.dumps(text)} is no time")
    return moment


def _bytes(text: str) -> bytes:
    return decode_base64(text).content
