"""Who supplied or made something, and under which licenses, as CycloneDX says it."""

from __future__ import annotations

from typing import Any, Final, Literal

from provenance.decoding.base64text import decode_base64
from provenance.errors import DecodingError
from provenance.model.component import Gap, License, Party
from provenance.model.origin import Place
from provenance.readers.sbom._cyclonedx_parts import Parts

Stage = Literal["declared", "concluded", ""]

GAPS: Final[dict[str, Gap]] = {
    "NOASSERTION": "noAssertion",
    "NONE": "none",
    "unknown": "unknown",
    "UNKNOWN": "unknown",
    "Unknown": "unknown",
    "withheld": "withheld",
}
"""Texts that stand for not knowing, in the place of a value."""

_STAGES: Final[dict[str, Stage]] = {"declared": "declared", "concluded": "concluded"}
_CHOICE: Final = frozenset({"license", "expression", "acknowledgement"})
_LICENSE: Final = frozenset({"id", "name", "text", "acknowledgement"})
_ORGANIZATION: Final = frozenset({"name", "url", "contact"})
_CONTACT: Final = frozenset({"name", "email"})
_TEXT: Final = frozenset({"content", "encoding"})


class Claims:
    """Reads organizations, people and licenses; what facts do not hold is kept by `parts`."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    # -- people ----------------------------------------------------------------------------------

    def organization(self, value: Any, place: Place) -> Party | None:
        """An organization: its name, its addresses on the web, the mail of those to contact."""
        parts = self._parts
        fields = parts.fields(value, "organization", place)
        urls = parts.texts(fields.get("url", []), f"{place}/url")
        people = list(parts.objects(fields.get("contact", []), "contact", f"{place}/contact"))
        mails = tuple(one["email"] for _, one in people if one.get("email"))
        more = any(one.written.keys() - {"email"} for _, one in people)
        if more or len(fields.written) != len(fields) or not fields.keys() <= _ORGANIZATION:
            parts.keep(place.rpartition("/")[2], place, fields)
        name = fields.get("name") or None
        contacts = (*(url for url in urls if url), *mails)
        return Party(name, "organization", contacts) if name or contacts else None

    def contacts(self, values: list[Any], place: Place) -> tuple[Party, ...]:
        """People, by name or at least by address."""
        found = []
        for below, fields in self._parts.objects(values, "contact", place):
            self._parts.keep_rest("contact", below, fields, _CONTACT)
            name, mail = fields.get("name") or None, fields.get("email")
            if name or mail:
                found.append(Party(name, "person", (mail,) if mail else ()))
        return tuple(found)

    # -- licenses --------------------------------------------------------------------------------

    def licenses(self, values: list[Any], place: Place) -> tuple[License, ...]:
        """SPDX ids, names and expressions, as written."""
        found: list[License] = []
        for below, fields in self._parts.objects(values, "licenseChoice", place):
            more = len(fields.written) != len(fields) or not fields.keys() <= _CHOICE
            if "license" in fields:
                license, whole = self._license(fields["license"], f"{below}/license")
                found += [license] if license is not None else []
                more |= not whole
            if fields.get("expression"):
                stage = _STAGES.get(fields.get("acknowledgement", ""), "")
                found.append(License(fields["expression"], "expression", stage))
            if more:
                self._parts.keep("licenses", below, fields)
        return tuple(found)

    def _license(self, value: Any, place: Place) -> tuple[License | None, bool]:
        """One license, and whether it says nothing more."""
        fields = self._parts.fields(value, "license", place)
        identified, name = fields.get("id"), fields.get("name")
        text, whole = None, fields.written.keys() <= _LICENSE and not (identified and name)
        whole &= len(fields.written) == len(fields)
        if "text" in fields:
            text = self._text(fields["text"], f"{place}/text")
            whole &= text is not None and fields["text"].keys() <= _TEXT
        stage = _STAGES.get(fields.get("acknowledgement", ""), "")
        if not identified and not name:
            return None, False
        if identified:
            return License(identified, "expression", stage, text), whole
        return License(str(name), "name", stage, text), whole

    def _text(self, value: Any, place: Place) -> str | None:
        """The text of an attachment, decoded where it says so; None where it cannot be."""
        fields = self._parts.fields(value, "attachment", place)
        content: str | None = fields.get("content")
        if content is None or "encoding" not in fields:
            return content
        try:
            return decode_base64(content).content.decode()
        except (DecodingError, UnicodeDecodeError):
            detail = "cannot be decoded to text"
            self._parts.remarks.lost("bad-attachment", f"{place}/content", detail, "kept as it is")
            return None


def gaps_of(
    licenses: tuple[License, ...] | None, parties: tuple[tuple[str, Party | None], ...]
) -> tuple[tuple[str, Gap], ...]:
    """Fields whose only value is a word for not knowing."""
    found = [
        (f"licenses.{one.stage}" if one.stage else "licenses", GAPS[one.value])
        for one in licenses or ()
        if one.value in GAPS
    ]
    found += [(name, GAPS[one.name]) for name, one in parties if one and one.name in GAPS]
    return tuple(dict.fromkeys(found))


def without_gaps(licenses: tuple[License, ...] | None) -> tuple[License, ...] | None:
    """Licenses without words for not knowing: `()` for `NONE`, None where nothing else is left."""
    if licenses is None or not any(one.value in GAPS for one in licenses):
        return licenses
    left = tuple(one for one in licenses if one.value not in GAPS)
    return left if left or any(one.value == "NONE" for one in licenses) else None
