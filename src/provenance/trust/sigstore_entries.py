"""`[[sigstore]]` entries of a trust root: signers with short-lived certificates, or logged keys.

- `identity` and `issuer` name who may get a certificate: a glob and an exact text. In their place
  `key`, `path` or `pem` gives a key whose signatures stand in the log of the same instance.
- `trusted-root` is the trusted root of a Sigstore instance; without it the one counts that the
  extra `sigstore` embeds.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from provenance import limits
from provenance.decoding import json
from provenance.decoding.toml import TomlFile
from provenance.errors import DecodingError, UsageError
from provenance.trust.entries import read_key_file, read_roles
from provenance.trust.keys import read_key
from provenance.trust.root import SigstoreSigner
from provenance.trust.tables import (
    Place,
    optional,
    read_validity,
    refuse_unknown,
    required,
    table_at,
    text,
    texts,
)

_KEYS: Final = ("key", "path", "pem")
_NAMES: Final = frozenset(
    {
        "name",
        "identity",
        "issuer",
        *_KEYS,
        "trusted-root",
        "roles",
        "platform",
        "products",
        "from",
        "until",
    }
)
_TRUSTED_ROOT: Final = "application/vnd.dev.sigstore.trustedroot"


def read_sigstore_entry(file: TomlFile, position: int) -> tuple[SigstoreSigner, list[Path]]:
    """One `[[sigstore]]`, and the files that its key and trusted root were read from."""
    place: Place = ("sigstore", position)
    table = table_at(file, place, file.value["sigstore"][position])
    refuse_unknown(file, place, table, _NAMES)
    name = required(file, place, table, "name", text)
    roles = read_roles(file, place, required(file, place, table, "roles", texts))
    identity, issuer, key, paths = _who(file, place, table)
    trusted_root, path = _trusted_root(file, place, table)
    since, until = read_validity(file, place, table)
    signer = SigstoreSigner(
        name,
        roles,
        identity,
        issuer,
        key,
        trusted_root,
        platform=optional(file, place, table, "platform", text),
        products=optional(file, place, table, "products", texts) or (),
        valid_from=since,
        valid_until=until,
    )
    return signer, [*paths, *([] if path is None else [path])]


def _who(
    file: TomlFile, place: Place, table: dict[str, Any]
) -> tuple[str, str, bytes, tuple[Path, ...]]:
    """Identity and issuer, or a key and the file that it was read from."""
    given = [name for name in _KEYS if name in table]
    named = [name for name in ("identity", "issuer") if name in table]
    if len(given) > 1 or bool(given) == bool(named):
        message = "needs identity and issuer, or one of key, path and pem in their place"
        raise file.error(message, *place)
    if given:
        key, paths = _key(file, place, table, given[0])
        return "", "", key, paths
    identity = required(file, place, table, "identity", text)
    return identity, required(file, place, table, "issuer", text), b"", ()


def _key(
    file: TomlFile, place: Place, table: dict[str, Any], name: str
) -> tuple[bytes, tuple[Path, ...]]:
    written = required(file, place, table, name, text)
    try:
        if name == "pem":
            return read_key(written.encode()).der, ()
        path = file.path.parent / written
        return read_key_file(path).der, (path,)
    except UsageError as error:
        told = str(error) if name == "pem" else f"{written}: {error}"
        raise file.error(told, *place, name) from error


def _trusted_root(
    file: TomlFile, place: Place, table: dict[str, Any]
) -> tuple[bytes | None, Path | None]:
    """The JSON text of a trusted root; what is inside is read where it is used."""
    written = optional(file, place, table, "trusted-root", text)
    if written is None:
        return None, None
    path = file.path.parent / written
    try:
        content = _content(path)
        kind = json.decode(json.split(content).get("mediaType", json.Raw(b'""')))
    except (UsageError, DecodingError) as error:
        raise file.error(f"{written}: {error}", *place, "trusted-root") from error
    if not isinstance(kind, str) or not kind.startswith(_TRUSTED_ROOT):
        message = f"{written}: is no trusted root of a Sigstore instance, by its mediaType"
        raise file.error(message, *place, "trusted-root")
    return content, path


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            content = stream.read(limits.TRUSTED_ROOT_BYTES + 1)
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror}") from error
    except ValueError as error:  # a path with a null character
        raise UsageError(f"cannot be read: {error}") from error
    if len(content) > limits.TRUSTED_ROOT_BYTES:
        raise UsageError(f"is larger than {limits.TRUSTED_ROOT_BYTES} bytes")
    return content
