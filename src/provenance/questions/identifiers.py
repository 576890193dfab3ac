"""Identifiers of components: whether they are well-formed, and agree with name and version.

A purl that plainly spells name and version as the component does is let through by a few looks, and
so is a CPE; everything else is parsed once (package URL specification) and remembered.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from packageurl import PackageURL

from provenance.model.component import Component, Identifier

_PATTERNS: Final = {
    "swhid": re.compile(r"swh:1:(cnt|dir|rev|rel|snp):[0-9a-f]{40}(;.*)?"),
    "omnibor": re.compile(r"gitoid:(blob|tree|commit|tag):sha(1:[0-9a-f]{40}|256:[0-9a-f]{64})"),
    "swid": re.compile(r"\S.*", re.DOTALL),
    "cpe": re.compile(
        r"cpe:2\.3:[aho*\-](:(\\[^\s:]|\\:|[^\\:\s])+){10}|cpe:/[aho](:[^:\s]*){1,6}", re.IGNORECASE
    ),
}
_is_head: Final = re.compile(r"pkg:[^/@?#\s]+(/[^/@?#\s]+)*").fullmatch
_are_qualifiers: Final = re.compile(r"[a-z][\w.-]*=[^?#&=\s]+(&[a-z][\w.-]*=[^?#&=\s]+)*").fullmatch
_is_encoded: Final = re.compile(r"[%?#]").search
_is_image_digest: Final = re.compile(r"sha(256|512):[0-9a-f]+").fullmatch
_IMAGES: Final = frozenset({"oci", "docker"})
_NO_WORD: Final = re.compile(r"[\W_]+")


def identifier_problem(component: Component) -> str | None:
    """What is wrong with the identifiers of a component, or None where one of them serves."""
    name, version, identifiers = component.name, component.version, component.identifiers
    if not identifiers:
        return "it has none"
    if name and version and _are_plain(name, version, identifiers):
        return None
    problems = [_problem(identifier, component) for identifier in identifiers]
    contradictions = [text for text, contradicts in problems if text and contradicts]
    if contradictions:
        return contradictions[0]
    faults = [text for text, _ in problems]
    return None if "" in faults else faults[0]


def _are_plain(name: str, version: str, identifiers: tuple[Identifier, ...]) -> bool:
    """Whether all identifiers plainly agree; where this is not sure, it says no.

    It is asked of every component, so that a purl as most are written costs no call of ours.
    """
    if not name.isprintable() or _is_encoded(version):
        return False
    for identifier in identifiers:
        value = identifier.value
        if identifier.kind == "purl":
            head, _, rest = value.partition(f"/{name}@")
            if rest != version and not _is_version(rest, version):
                return False
            # Only the first name in front of the first version is that of a purl.
            if " " in value or _is_head(head) is None:
                return False
        else:
            parts = value.split(":")
            if len(parts) != 13 or not (parts[5] == "*" or version.startswith(parts[5])):
                return False
            if "" in parts or "\\" in value or value[:8] != "cpe:2.3:" or identifier.kind != "cpe":
                return False
    return True


def _is_version(rest: str, version: str) -> bool:
    """Whether a purl goes on with a version, written with a `v`, encoded, or before qualifiers."""
    written, mark, qualifiers = rest.partition("?")
    if mark and _are_qualifiers(qualifiers) is None:
        return False
    if written == version:
        return True
    return written.removeprefix("v").replace("%2B", "+") == version.removeprefix("v")


def _problem(identifier: Identifier, component: Component) -> tuple[str, bool]:
    """What is wrong, or empty; and whether that contradicts the component."""
    kind, value = identifier.kind, identifier.value
    if kind == "purl":
        return _purl_problem(value, component)
    pattern = _PATTERNS.get(kind)
    if pattern is None or pattern.fullmatch(value) is None:
        return f"{value!r} is not a well-formed {kind}", False
    version = _cpe_version(value) if kind == "cpe" else None
    if version and component.version and not _begins_alike(version, component.version):
        return f"{value!r} is of version {version}, not {component.version}", True
    return "", False


def _purl_problem(value: str, component: Component) -> tuple[str, bool]:
    purl = parse_purl(value)
    if purl is None:
        return f"{value!r} is not a well-formed purl", False
    version = component.version
    if purl.version and version and not _same_version(purl, version):
        return f"{value!r} is of version {purl.version}, not {version}", True
    if component.name and not _same_name(purl, component.name):
        return f"{value!r} is of {purl.name}, not {component.name}", True
    return "", False


@lru_cache(maxsize=65_536)
def parse_purl(text: str) -> PackageURL | None:
    """A package URL, or None where the text is none."""
    try:
        return PackageURL.from_string(text)
    except ValueError:
        return None


def canonical_purl(text: str) -> str | None:
    """One spelling for all spellings of a package URL, or None where the text is none."""
    purl = parse_purl(text)
    return None if purl is None else purl.to_string()


def _same_version(purl: PackageURL, version: str) -> bool:
    """Equal but for a leading `v`, or for the epoch that some types keep as a qualifier.

    A container image goes by its digest (purl types `oci` and `docker`), which is not comparable.
    """
    written = purl.version or ""
    if purl.type in _IMAGES and _is_image_digest(written):
        return True
    own = version.removeprefix("v")
    qualifiers = purl.qualifiers if isinstance(purl.qualifiers, dict) else {}
    epoch = qualifiers.get("epoch")
    return own in (written.removeprefix("v"), f"{epoch}:{written}")


def _same_name(purl: PackageURL, name: str) -> bool:
    """Whether one name holds the other, whatever stands between their words.

    A name without a word, or with characters that nobody sees, is only what it is letter by
    letter; one with control characters is the name of nothing.
    """
    spelled = "/".join(part for part in (purl.namespace, purl.name) if part)
    kinds = set() if name.isprintable() else set(map(unicodedata.category, name))
    if "Cc" in kinds:
        return False
    full, last, own = _plain(spelled), _plain(purl.name), _plain(name)
    if "Cf" in kinds or not own or not last:
        return name in (spelled, purl.name)
    return own in full or last in own


def _plain(name: str) -> str:
    """Letters and digits of any script, without case and accents."""
    return _NO_WORD.sub("", unicodedata.normalize("NFKD", name).casefold())


def _cpe_version(value: str) -> str | None:
    parts = re.split(r"(?<!\\):", value)
    position = 5 if value.lower().startswith("cpe:2.3:") else 4
    version = parts[position].replace("\\", "") if len(parts) > position else ""
    return version if version not in ("", "*", "-") else None


def _begins_alike(one: str, other: str) -> bool:
    plain, own = one.removeprefix("v"), other.removeprefix("v").rpartition(":")[2]
    return own.startswith(plain) or plain.startswith(own)
