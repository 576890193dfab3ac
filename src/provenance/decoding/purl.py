"""Package URLs, as their specification (ECMA-427) parses, builds and spells them.

    scheme ":" type "/" namespace "/" name "@" version "?" qualifiers "#" subpath

- `split_purl` takes one apart as far as the grammar goes; its parts come in their one spelling.
- `parse_purl` also holds it against the rules of its type.
- `build_purl` writes the canonical text, and `spelling_fault` says where a text differs from it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final
from urllib.parse import quote, unquote

from msgspec import Struct

from provenance.decoding import purl_types
from provenance.errors import DecodingError

PLAUSIBLE: Final = re.compile(r"pkg:/*[A-Za-z][A-Za-z0-9.+-]*/+[^\s?#@/]\S*")
"""Scheme, type and the beginning of a name, without blanks: only what tells one from other text."""

_is_type: Final = re.compile(r"[A-Za-z][A-Za-z0-9.-]*").fullmatch
_is_key: Final = re.compile(r"[a-z][a-z0-9._-]*").fullmatch
_plain: Final = re.compile(
    r"pkg:([a-z][a-z0-9.-]*)/((?:[a-z0-9._~-]+/)*)([a-z0-9._~-]+)(?:@([A-Za-z0-9._~:-]+))?"
).fullmatch
_FOLDED: Final = frozenset({"mlflow", "pub", "pypi"} | purl_types.LOWER_VERSION)
"""Types whose lower-case names or versions may still be spelled otherwise."""


class Purl(Struct, frozen=True, gc=False):
    """The parts of a package URL, decoded; `qualifiers` are sorted by key."""

    type: str
    namespace: str | None
    name: str
    version: str | None = None
    qualifiers: tuple[tuple[str, str], ...] = ()
    subpath: str | None = None


def purl_fault(text: str) -> str | None:
    """What keeps a text from being a package URL, or None."""
    if PLAUSIBLE.fullmatch(text):
        return None
    if not text.startswith("pkg:"):
        return "does not begin with pkg:"
    if any(character.isspace() for character in text):
        return "holds blanks"
    return "has no type or no name"


def split_purl(text: str) -> Purl:
    """The parts of a package URL; a `DecodingError` where type or name cannot be found."""
    plain = _plain(text)
    if plain is not None and plain[1] not in _FOLDED and not plain[2].startswith("."):
        return Purl(plain[1], plain[2][:-1] or None, plain[3], plain[4])
    return _split(text)


@lru_cache(maxsize=65_536)
def _split(text: str) -> Purl:
    rest, _, subpath = text.partition("#")
    rest, _, query = rest.partition("?")
    scheme, colon, rest = rest.partition(":")
    if not colon or scheme.lower() != "pkg":
        raise DecodingError("does not begin with pkg:")
    kind, _, rest = rest.lstrip("/").partition("/")
    if not _is_type(kind):
        raise DecodingError(f"{kind[:40]!r} is no type of package")
    kind, rest = kind.lower(), rest.strip("/")
    before, at, version = rest.rpartition("@")
    if not at or "/" in version:  # the @ of a namespace such as @angular, which was not encoded
        before, version = rest, ""
    namespace, _, name = before.strip("/").rpartition("/")
    qualifiers = _qualifiers(query)
    name = purl_types.fold_name(kind, unquote(name), dict(qualifiers).get("repository_url", ""))
    if not name:
        raise DecodingError("has no name")
    return Purl(
        kind,
        purl_types.fold_namespace(kind, _decode_path(namespace)) or None,
        name,
        purl_types.fold_version(kind, unquote(version)) or None,
        qualifiers,
        _decode_path(subpath, (".", "..")) or None,
    )


def _decode_path(path: str, left_out: tuple[str, ...] = ()) -> str:
    """Segments decoded one by one; empty ones are none."""
    return "/".join(unquote(s) for s in path.split("/") if s and unquote(s) not in left_out)


def _qualifiers(query: str) -> tuple[tuple[str, str], ...]:
    found: dict[str, str] = {}
    for pair in query.split("&"):
        key, _, value = pair.partition("=")
        if value:
            found.setdefault(key.lower(), unquote(value))
    return tuple(sorted(found.items()))


# -- rules ---------------------------------------------------------------------------------------


def parse_purl(text: str) -> Purl:
    """The parts of a package URL that keeps the rules; a `DecodingError` names the broken one."""
    purl = split_purl(text)
    violation = _key_violation(text, purl.type) or type_violation(purl)
    if violation is not None:
        raise DecodingError(violation)
    return purl


def _key_violation(text: str, kind: str) -> str | None:
    query = text.partition("#")[0].partition("?")[2]
    known = purl_types.QUALIFIERS.get(kind, frozenset())
    for pair in query.split("&") if query else ():
        key = pair.partition("=")[0]
        if not _is_key(key.lower()):
            return f"{key[:40]!r} is no key of a qualifier"
        if key not in known and key.lower() in known:
            return f"the qualifier {key[:40]!r} is spelled {key.lower()!r}"
    return None


def type_violation(purl: Purl) -> str | None:
    """Which rule of its type a package URL breaks, or None."""
    kind = purl.type
    if purl.namespace is None and kind in purl_types.NAMESPACE_NEEDED:
        return f"has no namespace, which the type {kind} requires"
    if purl.namespace is not None and kind in purl_types.NAMESPACE_FORBIDDEN:
        return f"has the namespace {purl.namespace[:80]!r}, and the type {kind} has none"
    needed = purl_types.QUALIFIERS_NEEDED.get(kind)
    if needed is not None and needed not in dict(purl.qualifiers):
        return f"has no qualifier {needed}, which the type {kind} requires"
    pattern = purl_types.NAME_PATTERNS.get(kind)
    if pattern is not None and not pattern.fullmatch(purl.name):
        return f"{purl.name[:80]!r} is no name of the type {kind}"
    pattern = purl_types.VERSION_PATTERNS.get(kind)
    if pattern is not None and purl.version is not None and not pattern.fullmatch(purl.version):
        return f"{purl.version[:80]!r} is no version of the type {kind}"
    return None


# -- spelling ------------------------------------------------------------------------------------


def build_purl(purl: Purl) -> str:
    """The canonical text of a package URL; a `DecodingError` where a rule is broken."""
    if not _is_type(purl.type) or not purl.name:
        raise DecodingError("a package URL has a type and a name")
    registry = dict(purl.qualifiers).get("repository_url", "")
    kind = purl.type.lower()
    folded = Purl(
        kind,
        purl_types.fold_namespace(kind, (purl.namespace or "").strip("/")) or None,
        purl_types.fold_name(kind, purl.name, registry),
        purl_types.fold_version(kind, purl.version or "") or None,
        tuple(sorted((key.lower(), value) for key, value in purl.qualifiers if value)),
        purl.subpath,
    )
    violation = type_violation(folded)
    if violation is not None:
        raise DecodingError(violation)
    return _write(folded)


def _write(purl: Purl) -> str:
    name = purl.name.split("/") if purl.type == "git" else [purl.name]  # a path within its host
    path = [*purl.namespace.split("/"), *name] if purl.namespace else name
    text = f"pkg:{purl.type}/" + "/".join(map(_encode, path))
    if purl.version is not None:
        text += f"@{_encode(purl.version)}"
    if purl.qualifiers:
        text += "?" + "&".join(f"{key}={_encode(value)}" for key, value in purl.qualifiers)
    if purl.subpath is not None:
        text += "#" + "/".join(map(_encode, _decode_path(purl.subpath, (".", "..")).split("/")))
    return text


def _encode(part: str) -> str:
    """A colon stays as it is; everything else that is not unreserved is percent-encoded."""
    return quote(part, safe=":")


def spelling_fault(text: str) -> str | None:
    """How a text differs from the canonical one of the package URL that it is, or None.

    A text that is no package URL at all has the fault of `split_purl`.
    """
    plain = _plain(text)
    if plain is not None and plain[1] not in _FOLDED and not plain[2].startswith("."):
        kind, namespace = plain[1], plain[2]
        # these sets are what `type_violation` would look at for a plain text
        if namespace and kind not in purl_types.NAMESPACE_FORBIDDEN:
            return None
        if not namespace and kind not in purl_types.NAMESPACE_NEEDED and kind not in _NEEDY:
            return None
    return _spelling_fault(text)


_NEEDY: Final = frozenset(purl_types.QUALIFIERS_NEEDED.keys() | purl_types.NAME_PATTERNS.keys())


@lru_cache(maxsize=65_536)
def _spelling_fault(text: str) -> str | None:
    try:
        purl = split_purl(text)
    except DecodingError as error:
        return error.message
    canonical = _write(purl)
    if canonical != text:
        return f"is spelled {canonical[:200]!r} by the package URL specification"
    return type_violation(purl)
