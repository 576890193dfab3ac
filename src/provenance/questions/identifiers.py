"""Identifiers of components: whether they are well-formed, and agree with name and version.

A purl that plainly spells name and version as the component does is let through by a few looks, and
so is a CPE; everything else is parsed once (package URL specification) and remembered.
"""

from __future__ import annotations

import re
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
_WORD: Final = re.compile(r"[^0-9a-z]+")


def identifier_problem(component: Component) -> str | None:
    """What is wrong with the identifiers of a component, or None where one of them serves."""
    name, version = component.name, component.version
    if name and version and component.identifiers:
        behind = f"/{name}@"
        for identifier in component.identifiers:
            if not _is_plain(identifier.kind, identifier.value, behind, version):
                break
        else:
            return None
    if not component.identifiers:
        return "it has none"
    problems = [_problem(identifier, component) for identifier in component.identifiers]
    contradictions = [text for text, contradicts in problems if text and contradicts]
    if contradictions:
        return contradictions[0]
    faults = [text for text, _ in problems]
    return None if "" in faults else faults[0]


def _is_plain(kind: str, value: str, behind: str, version: str) -> bool:
    """Whether an identifier plainly agrees; where this is not sure, it says no."""
    if kind == "purl":
        at = value.find(behind)
        if at < 5 or value[:4] != "pkg:" or " " in value:
            return False
        at += len(behind)
        if value.startswith("v", at) and version[:1] != "v":
            at += 1
        if not value.startswith(version, at):
            return _is_plainly_encoded(value[at:], version)
        return value[at + len(version) :][:1] in ("", "?", "#")
    if kind != "cpe" or value[:8] != "cpe:2.3:" or "::" in value or "\\" in value:
        return False
    parts = value.split(":")
    return len(parts) == 13 and (parts[5] == "*" or version.startswith(parts[5]))


def _is_plainly_encoded(rest: str, version: str) -> bool:
    """Whether a purl goes on with a version that has its plus signs percent-encoded."""
    encoded = version.replace("+", "%2B")
    return rest.startswith(encoded) and rest[len(encoded) :][:1] in ("", "?", "#")


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
    """Equal but for a leading `v`, or for the epoch that some types keep as a qualifier."""
    written = purl.version or ""
    own = version.removeprefix("v")
    qualifiers = purl.qualifiers if isinstance(purl.qualifiers, dict) else {}
    epoch = qualifiers.get("epoch")
    return own in (written.removeprefix("v"), f"{epoch}:{written}")


def _same_name(purl: PackageURL, name: str) -> bool:
    """Whether one name ends with the other, whatever stands between their words."""
    full = _plain("/".join(part for part in (purl.namespace, purl.name) if part))
    own = _plain(name)
    return not own or own in full or _plain(purl.name) in own


def _plain(name: str) -> str:
    return _WORD.sub("", name.casefold())


def _cpe_version(value: str) -> str | None:
    parts = re.split(r"(?<!\\):", value)
    position = 5 if value.lower().startswith("cpe:2.3:") else 4
    version = parts[position].replace("\\", "") if len(parts) > position else ""
    return version if version not in ("", "*", "-") else None


def _begins_alike(one: str, other: str) -> bool:
    plain, own = one.removeprefix("v"), other.removeprefix("v").rpartition(":")[2]
    return own.startswith(plain) or plain.startswith(own)
