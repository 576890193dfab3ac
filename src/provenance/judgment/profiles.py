"""How the SBOMs of a delivery answer a profile: n of m for each field, and the list of the rest.

Every field is one pass over all components, in which most are cleared by a look at an attribute.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from provenance import limits
from provenance.graph.evidence import Chapter, Said
from provenance.model.component import Component
from provenance.model.digest import Digest
from provenance.model.profile import Field, FieldCount, Lack, Profile, ProfileCount, Reply
from provenance.questions.ask import Ask
from provenance.questions.fields import component_question, document_question, unclear

_Row = tuple[Said[Component] | Chapter, Reply]

_SATISFIED: Final[dict[str, frozenset[Reply]]] = {
    "present": frozenset({"present", "notApplicable"}),
    "declared": frozenset({"present", "notApplicable", "unknown", "withheld", "none"}),
    "if-exists": frozenset({"present", "notApplicable", "unknown", "withheld", "none"}),
}


def count_profiles(ask: Ask) -> tuple[ProfileCount, ...]:
    """The profile of the policy, counted; none where it has none or there is no SBOM."""
    profile, sboms = ask.policy.profile, ask.components.sboms
    return (_count(ask, profile),) if profile is not None and sboms else ()


def _count(ask: Ask, profile: Profile) -> ProfileCount:
    return ProfileCount(
        name=profile.name,
        title=profile.title,
        edition=profile.edition,
        source=profile.source,
        mark=profile.mark,
        start=profile.start,
        end=profile.end,
        documents=len(ask.components.sboms),
        components=len(ask.components.all),
        fields=tuple(_count_field(ask, field) for field in profile.fields),
    )


def _count_field(ask: Ask, field: Field) -> FieldCount:
    if field.of == "document":
        return _of_documents(ask, field)
    suspects = unclear(ask, field.asks)
    replies: list[Reply] = []
    if suspects:
        question = component_question(ask, field.asks)
        replies = [question(said) for said in suspects]
    return _field_count(field, suspects, replies, len(ask.components.all) - len(suspects))


def _of_documents(ask: Ask, field: Field) -> FieldCount:
    question = document_question(ask, field.asks)
    sboms = ask.components.sboms
    return _field_count(field, sboms, [question(chapter) for chapter in sboms], 0)


def _field_count(
    field: Field,
    asked: Sequence[Said[Component] | Chapter],
    replies: Sequence[Reply],
    clear: int,
) -> FieldCount:
    counts, satisfied = Counter(replies), _SATISFIED[field.needs]
    lacking: list[_Row] = []
    if any(reply not in satisfied for reply in counts):
        pairs = zip(asked, replies, strict=True)
        lacking = [pair for pair in pairs if pair[1] not in satisfied]
    return FieldCount(
        field=field,
        asked=len(asked) + clear,
        present=counts["present"] + clear,
        unknown=counts["unknown"],
        withheld=counts["withheld"],
        none=counts["none"],
        not_said=counts["notSaid"],
        not_applicable=counts["notApplicable"],
        lacking_count=len(lacking),
        lacking=tuple(_lack(*row) for row in lacking[: limits.LISTED_LACKS]),
        digest=digest_of_lacks(lacking),
    )


def _lack(thing: Said[Component] | Chapter, reply: Reply) -> Lack:
    if isinstance(thing, Chapter):
        return Lack(thing.document.address, "", thing.origin(), reply)
    purl = thing.fact.purl or ""
    shown = purl if len(purl) <= limits.LISTED_PURL else ""
    return Lack(thing.fact.label, shown, thing.origin, reply)


def digest_of_lacks(rows: Iterable[_Row]) -> Digest:
    """SHA-256 over one line for each row of the list: digest of the document, pointer, reply."""
    names: dict[int, str] = {}
    lines = []
    for thing, reply in rows:
        chapter = thing if isinstance(thing, Chapter) else thing.chapter
        name = names.get(id(chapter))
        if name is None:
            name = names[id(chapter)] = str(chapter.document.digest)
        place = "" if isinstance(thing, Chapter) else thing.place
        lines.append(f"{name} {place} {reply}\n")
    text = "".join(lines).encode(errors="backslashreplace")
    return Digest("sha256", hashlib.sha256(text).hexdigest())
