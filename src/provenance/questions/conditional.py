"""Fields that a component must have where there is such a thing, which its document cannot show."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from provenance.model.component import Component
from provenance.model.profile import Reply
from provenance.questions.licensing import license_reply
from provenance.questions.replies import gap_of, is_part

_URI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(//[^\s/?#]+([/?#]\S*)?|[^\s/]\S*)")
_KINDS: Final = {
    "source": frozenset({"vcs", "source-distribution"}),
    "deployable": frozenset({"distribution"}),
    "sbom": frozenset({"bom"}),
    "any": frozenset({"vcs", "source-distribution", "distribution"}),
}


def uris_of(component: Component, name: str) -> tuple[str, ...]:
    """Where the source, the deployable or the SBOM of a component is said to lie."""
    kinds = _KINDS[name]
    return tuple(reference.url for reference in component.references if reference.kind in kinds)


def is_uri(text: str) -> bool:
    """Whether a text is an absolute URI with something behind its scheme."""
    return _URI.fullmatch(text.strip()) is not None


def uri_reply(component: Component, name: str) -> Reply:
    """How a component answers where its source, deployable or SBOM lies."""
    if uris_of(component, name):
        return "present"
    reply = gap_of(component, "references", f"references.{name}")
    return "notApplicable" if reply == "notSaid" and is_part(component) else reply


def identifier_reply(component: Component) -> Reply:
    """How a component answers by what others know it; a file is known by its digest."""
    return "present" if component.identifiers else _lacking_identifier(component)


def purl_reply(component: Component) -> Reply:
    """How a component answers by its package URL; a file is known by its digest."""
    return "present" if component.purl else _lacking_identifier(component)


def _lacking_identifier(component: Component) -> Reply:
    reply = gap_of(component, "identifiers")
    return "notApplicable" if reply == "notSaid" and is_part(component) else reply


def staged_reply(component: Component, stage: str) -> Reply:
    """How a component answers under which license its authors put it, or others found it."""
    reply = license_reply(component, (stage,))
    return "notApplicable" if reply == "notSaid" and is_part(component) else reply


CONDITIONAL: Final[dict[str, tuple[str, Callable[[Component], Reply]]]] = {
    "source": ("the URI of its source", lambda part: uri_reply(part, "source")),
    "deployable": ("the URI of its deployable", lambda part: uri_reply(part, "deployable")),
    "identifier": ("another unique identifier", identifier_reply),
    "original-license": ("its original license", lambda part: staged_reply(part, "declared")),
    "concluded-license": ("its concluded license", lambda part: staged_reply(part, "concluded")),
}
"""What a component must have where it exists, by the word that a policy uses."""
