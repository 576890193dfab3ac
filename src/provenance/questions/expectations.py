"""Whether what a document states is what a policy expects: parameters, and where sources come from.

An address is compared after it was written in one way: scheme and host in lower case, without the
port that the scheme implies, without `.` and `..`, and with plain characters not percent-encoded. A
prefix ends where a part of the path does: `https://git.example/acme` does not mean `acme-evil`.
What two programs may read as two addresses, with a backslash, a space or a line break in it, is
none.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from posixpath import normpath
from typing import Final
from urllib.parse import SplitResult, urlsplit

from provenance.model.digest import Digest
from provenance.questions.globs import text_matches

AUTHENTICATED: Final = frozenset({"https", "git+https", "ssh", "git+ssh", "hg+https", "svn+https"})
"""Schemes that show whom one talks to."""

PLAINLY_SHOWN: Final = ("https://", "git+https://")
"""How nearly all addresses begin that show it."""

_PORTS: Final = {"https": 443, "git+https": 443, "ssh": 22, "git+ssh": 22, "http": 80}
_SCP: Final = re.compile(r"(?:[A-Za-z0-9._-]+@)?([A-Za-z0-9.-]+\.[A-Za-z]{2,}):(?!//)(.+)")
_PLAIN: Final = re.compile(r"[a-z+]+://[a-z0-9.-]+(?:/[A-Za-z0-9._~+-]+)*/?")
_AMBIGUOUS: Final = re.compile(r"[\x00-\x20\x7f\\]")
_ENDS: Final = ("", "/", "@", "?", "#")
_PERCENT: Final = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED: Final = re.compile(r"[A-Za-z0-9._~-]")
_GIT: Final = ("git+", "git://", "git@")
_COMMIT: Final = re.compile(r"(?<![0-9a-fA-F])(?:[0-9a-f]{40}|[0-9a-f]{64})(?![0-9a-fA-F])")


def parameter_matches(expected: str, stated: str) -> bool:
    """Whether a stated value is the expected one, which a policy gives as JSON text.

    An empty text, which no policy can hold, stands for any value.
    """
    if not expected:
        return True
    value = json.loads(expected)
    return text_matches(value, stated) if isinstance(value, str) else expected == stated


def is_allowed(address: str, prefixes: tuple[str, ...] | None) -> bool:
    """Whether an address plainly lies below one of some prefixes and shows whom one talks to.

    It says no where it is not sure: `is_from` and `scheme_of` then tell what is wrong.
    """
    if not address.startswith(PLAINLY_SHOWN):
        return False
    if prefixes is None:
        return True
    if _PLAIN.fullmatch(address) is None or "/." in address:
        return False
    return address.startswith(_folders(prefixes))


@lru_cache(maxsize=64)
def _folders(prefixes: tuple[str, ...]) -> tuple[str, ...]:
    plain = map(canonical_address, prefixes)
    return tuple(prefix for prefix in plain if prefix is not None and prefix.endswith("/"))


def scheme_of(address: str) -> str | None:
    """The scheme of an address in lower case; None for what is no address, such as a purl."""
    if _SCP.fullmatch(address):
        return "ssh"
    scheme, colon, rest = address.partition(":")
    return scheme.lower() if colon and rest.startswith("//") else None


def is_from(address: str, prefixes: tuple[str, ...]) -> bool:
    """Whether an address lies below one of some prefixes."""
    plain = canonical_address(address)
    if plain is None:
        return False
    return any(
        plain.startswith(prefix) and (prefix.endswith("/") or plain[len(prefix) :][:1] in _ENDS)
        for prefix in map(canonical_address, prefixes)
        if prefix is not None
    )


@lru_cache(maxsize=65_536)
def canonical_address(address: str) -> str | None:
    """One spelling of an address, or None where it is none."""
    if _AMBIGUOUS.search(address):
        return None
    short = _SCP.fullmatch(address)
    try:
        parts = urlsplit(f"ssh://{short[1]}/{short[2]}" if short else address)
        port = parts.port
    except ValueError:
        return None
    host = parts.hostname
    if not parts.scheme or not host:
        return None
    scheme = parts.scheme.lower()
    place = host if port in (None, _PORTS.get(scheme)) else f"{host}:{port}"
    return f"{scheme}://{place}{_path_of(parts)}"


def _path_of(parts: SplitResult) -> str:
    path = _PERCENT.sub(_plain_character, parts.path)
    plain = normpath(f"/{path.lstrip('/')}") if path else ""
    slash = "/" if path.endswith("/") and not plain.endswith("/") else ""
    query = f"?{parts.query}" if parts.query else ""
    return f"{plain}{slash}{query}" + (f"#{parts.fragment}" if parts.fragment else "")


def _plain_character(found: re.Match[str]) -> str:
    character = chr(int(found[1], 16))
    return character if _UNRESERVED.fullmatch(character) else found[0].upper()


def revision_of(address: str) -> str | None:
    """The revision that an address of a source asks for: behind `@`, or after `#`, or None."""
    path, _, fragment = address.partition("#")
    if address.count("@refs/") > 1:  # two refs, and nobody knows which one counts
        return f"refs/{address.partition('@refs/')[2]}"
    inside = path.partition("://")[2].partition("?")[0]
    before, at, revision = inside.partition("@refs/")
    if at:
        return f"refs/{revision}"
    before, at, revision = inside.rpartition("@")
    return revision if at and "/" in before else fragment or None


def repository_of(source: str) -> str | None:
    """The repository of a source in one spelling: without transport, revision and `.git`."""
    revision = revision_of(source)
    bare = source.partition("#")[0]
    if revision is not None and bare.endswith(f"@{revision}"):
        bare = bare[: -len(revision) - 1]
    plain = canonical_address(bare)
    return None if plain is None else plain.removeprefix("git+").rstrip("/").removesuffix(".git")


def is_configured_from(source: str, prefixes: tuple[str, ...]) -> bool:
    """Whether the repository of a build lies below one of some prefixes, however git names it."""
    other = source[4:] if source.startswith("git+") else f"git+{source}"
    if is_from(source, prefixes) or is_from(other, prefixes):
        return True
    repository = repository_of(source)  # `acme/gateway` and `acme/gateway.git` are one
    return repository is not None and any(repository == repository_of(one) for one in prefixes)


def commits_of(address: str | None, digests: Iterable[Digest]) -> Iterator[str]:
    """The commits that digests of a source are. Before there was a word for it, provenance had
    them as `sha1`, which is what git goes by; of anything but a git repository that is no commit.
    """
    is_git = (address or "").startswith(_GIT)
    for digest in digests:
        if digest.algorithm == "gitCommit" or (is_git and digest.algorithm == "sha1"):
            yield digest.value


def is_pinned(address: str) -> bool:
    """Whether an address names a commit by its full object id, which cannot move."""
    return _COMMIT.search(revision_of(address) or "") is not None
