"""Properties with an agreed meaning: what the taxonomies of CycloneDX and of the BSI define.

`cdx:cisa` says what is not known or withheld, `cdx:lifecycle:milestone` and `cdx:fda` how long
somebody stands behind a component, `bsi:component:filename` how its file is called.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from provenance.model.component import Gap, Support

_GAPS: Final[dict[str, Gap]] = {
    "cdx:cisa:unknown-information": "unknown",
    "cdx:cisa:withheld-information": "withheld",
}
_UNTIL: Final = (
    "cdx:lifecycle:milestone:endOfSupport",
    "cdx:fda:end-of-support-date",
    "cdx:lifecycle:milestone:endOfLife",
    "cdx:fda:end-of-life-date",
)
"""Where the last day of support stands, the nearest to that first."""
_LEVEL: Final = "cdx:fda:level-of-support"
_FILENAME: Final = "bsi:component:filename"
DEPENDENCIES: Final = "dependencies"
_FIELDS: Final = {
    # Appendix A of the 2026 Minimum Elements; the names are those of our own fields
    "Component Dependency Relationship": DEPENDENCIES,
    "Component Hash Algorithm": "digests",
    "Component Hash Value": "digests",
    "Component Identifiers": "identifiers",
    "Component License": "licenses",
    "Component Name": "name",
    "Component Producer": "producer",
    "Component Version": "version",
    "SBOM Author": "authors",
    "SBOM Generation Context": "contexts",
    "SBOM Timestamp": "timestamp",
    "SBOM Tool Name": "tools",
    "SBOM Tool Version": "tools",
    "SBOM Version": "revision",
}
SPECIAL: Final = frozenset({*_GAPS, *_UNTIL, _LEVEL, _FILENAME})
"""Names of properties that are more than a name and a value."""


class Meaning(NamedTuple):
    """What the properties of one component or document mean."""

    gaps: tuple[tuple[str, Gap], ...] = ()
    support: Support | None = None
    filename: str | None = None
    dependencies: Gap | None = None


NOTHING: Final = Meaning()


def meaning_of(properties: tuple[tuple[str, str], ...]) -> Meaning:
    """What properties mean, beside what they say."""
    if SPECIAL.isdisjoint(name for name, _ in properties):
        return NOTHING
    gaps: dict[str, Gap] = {}
    values: dict[str, str] = {}
    for name, value in properties:
        if name in _GAPS and value in _FIELDS:
            gaps.setdefault(_FIELDS[value], _GAPS[name])
        values.setdefault(name, value)
    until = next((values[name] for name in _UNTIL if values.get(name)), None)
    level = values.get(_LEVEL)
    support = Support(level, until) if level or until else None
    dependencies = gaps.pop(DEPENDENCIES, None)
    return Meaning(tuple(gaps.items()), support, values.get(_FILENAME), dependencies)
