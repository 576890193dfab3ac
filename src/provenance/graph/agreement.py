"""Whether a package URL can be of a component with a given name and version.

Tools spell both in many ways; what only differs by spelling, or cannot be compared, agrees.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from provenance.decoding.purl import Purl

_is_image_digest: Final = re.compile(r"sha(256|512):[0-9a-f]+").fullmatch
_is_commit: Final = re.compile(r"[0-9a-f]{7,64}").fullmatch
_IMAGES: Final = frozenset({"oci", "docker"})
_COMMITS: Final = frozenset({"bitbucket", "git", "github", "gitlab", "golang", "generic"})
_NO_WORD: Final = re.compile(r"[\W_]+")
_BUILD: Final = ("-", "+", "~", "_", ",", "/", " ")
"""What stands between a version and the number of the build, packaging or pre-release."""


def same_version(purl: Purl, version: str) -> bool:
    """Equal but for a leading `v`, an epoch, or what follows the version proper.

    A container image goes by its digest (purl types `oci` and `docker`), and a checkout by its
    commit: neither can be compared with a number.
    """
    written = purl.version or ""
    if purl.type in _IMAGES and _is_image_digest(written):
        return True
    one, other = _bare(written), _bare(version)
    epoch = dict(purl.qualifiers).get("epoch")
    if other in (one, f"{epoch}:{one}") or _continues(one, other) or _continues(other, one):
        return True
    return purl.type in _COMMITS and bool(_is_commit(one)) is not bool(_is_commit(other))


def _bare(version: str) -> str:
    return version.strip().removeprefix("v").removeprefix("V")


def _continues(longer: str, shorter: str) -> bool:
    after_epoch = longer.partition(":")[2] or longer
    rest = after_epoch.removeprefix(shorter) if shorter else ""
    return rest != after_epoch and (not rest or rest.startswith(_BUILD))


def same_name(purl: Purl, name: str, group: str | None = None) -> bool:
    """Whether one name holds the other, whatever stands between their words.

    A name without a word, or with characters that nobody sees, is only what it is letter by letter,
    and one with control characters is the name of nothing; `group` may stand before the name. A
    part of a package (`subpath`) has a name of its own, and some tools call an image by its digest.
    """
    kinds = set() if name.isprintable() else set(map(unicodedata.category, name))
    if "Cc" in kinds:
        return False
    if purl.subpath is not None or (purl.type in _IMAGES and _is_image_digest(name)):
        return True
    spelled = f"{purl.namespace}/{purl.name}" if purl.namespace else purl.name
    full, last, own = _plain(spelled), _plain(purl.name), _plain(name)
    if "Cf" in kinds or not own or not last:
        return name in (spelled, purl.name)
    whole = _plain(f"{group}/{name}") if group else own
    return own in full or last in own or full in whole


def _plain(name: str) -> str:
    """Letters and digits of any script, without case and accents."""
    return _NO_WORD.sub("", unicodedata.normalize("NFKD", name).casefold())
